"""The self-check: this installation against queueing theory, and engine against engine.

Each model case is an ordinary scenario file (``sim/theory/cases``) with a statistic
whose true value is known in closed form or was published.
A simulated mean must lie within four standard errors of the truth, and the standard
error is that of the run's own replications.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

import sim.theory
from sim.engines import EngineName, simulate
from sim.engines.program import Program, compile_program
from sim.engines.trajectory import Trajectory
from sim.scenario.files import load
from sim.scenario.model import Scenario
from sim.theory import (
    erlang_a_measures,
    erlang_b,
    erlang_c,
    pollaczek_khinchine_mean_wait,
    priority_mean_waits,
    sinusoidal_offered_load,
    tandem_mean_waits,
)
from sim.theory.tandem import Stage
from sim.units import NEVER, TICKS_PER_MINUTE

__all__ = [
    "MODEL_CASES",
    "N_CHECKS",
    "Check",
    "ModelCase",
    "check_case",
    "check_engines",
    "verify",
]

STANDARD_ERRORS = 4.0
_CASES = Path(sim.theory.__file__).parent / "cases"
Statistic = Callable[[Trajectory], float]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the self-check."""

    name: str
    """Name of the check; the command line has words for it."""
    expected: float
    """The truth."""
    found: float
    """What this installation gives."""
    tolerance: float
    """Largest difference that passes."""
    seconds: float
    """How long it took."""

    @property
    def passed(self) -> bool:
        """Whether the difference is within the tolerance; never so for nan."""
        return abs(self.found - self.expected) <= self.tolerance


@dataclass(frozen=True, slots=True)
class ModelCase:
    """A scenario file, what is measured on it, and what that must be."""

    name: str
    """Name of the check; the command line has words for it."""
    file: str
    """Name of the scenario file."""
    statistic: Statistic
    truth: float

    def scenario(self) -> Scenario:
        """Return the scenario of the case."""
        return load(_CASES / self.file)


def verify(scenario: Scenario, *, replications: int, seed: int) -> Iterator[Check]:
    """Yield all checks: closed forms, model cases, equality of the engines.

    Parameters
    ----------
    scenario
        Scenario on which the two engines are compared.
    replications
        Replications of each model case.
    seed
        Seed of everything.
    """
    yield from _formulas()
    for case in MODEL_CASES:
        yield check_case(case, engine="compiled", replications=replications, seed=seed)
    yield check_engines(scenario, replications=3, seed=seed)


def check_case(
    case: ModelCase, *, engine: EngineName, replications: int, seed: int
) -> Check:
    """Return how a model case comes out over some replications (at least two)."""
    began = perf_counter()
    program = compile_program(case.scenario())
    values = np.array(
        [
            case.statistic(_run(program, engine, seed, replication))
            for replication in range(replications)
        ]
    )
    error = float(values.std(ddof=1)) / math.sqrt(replications)
    return Check(
        name=case.name,
        expected=case.truth,
        found=float(values.mean()),
        tolerance=STANDARD_ERRORS * error,
        seconds=perf_counter() - began,
    )


def check_engines(scenario: Scenario, *, replications: int, seed: int) -> Check:
    """Return in how many replications the two engines differ; none is expected."""
    began = perf_counter()
    program = compile_program(scenario)
    differing = sum(
        not _run(program, "compiled", seed, replication).equals(
            _run(program, "reference", seed, replication)
        )
        for replication in range(replications)
    )
    return Check("engines", 0.0, float(differing), 0.0, perf_counter() - began)


def _run(
    program: Program, engine: EngineName, seed: int, replication: int
) -> Trajectory:
    return simulate(program, seed=seed, replication=replication, engine_name=engine)


def _formulas() -> Iterator[Check]:
    """Yield printed values of the formulas, to half a unit of the last digit."""
    with_patience = erlang_a_measures(10, 14, mean_service=3, mean_patience=5)
    values = {
        "erlang_b": (0.119739, erlang_b(10, 12)),
        "erlang_c": (0.449388, erlang_c(10, 12)),
        "erlang_a": (0.013984, with_patience.abandoned_share),
    }
    for name, (printed, found) in values.items():
        yield Check(name, printed, found, tolerance=0.5e-6, seconds=0.0)


def _waits(
    trajectory: Trajectory, step: int, after_minutes: float
) -> NDArray[np.float64]:
    """Return the waits, minutes, of those served at a step after a warm-up."""
    visits = trajectory.visits
    counted = (
        (visits.step == step)
        & (visits.started != NEVER)
        & (visits.entered >= after_minutes * TICKS_PER_MINUTE)
    )
    waited: NDArray[np.int64] = (visits.started - visits.entered)[counted]
    return waited.astype(np.float64) / TICKS_PER_MINUTE


def _mean_wait(
    trajectory: Trajectory, *, step: int = 0, after_minutes: float = 0.0
) -> float:
    return float(_waits(trajectory, step, after_minutes).mean())


def _delayed_share(trajectory: Trajectory, *, after_minutes: float) -> float:
    return float((_waits(trajectory, 0, after_minutes) > 0).mean())


def _served_within(trajectory: Trajectory, *, minutes: float) -> float:
    return float((_waits(trajectory, 0, 0.0) < minutes).sum())


def _abandoned_share(trajectory: Trajectory, *, after_minutes: float) -> float:
    visits = trajectory.visits
    counted = visits.entered >= after_minutes * TICKS_PER_MINUTE
    return float((visits.started == NEVER)[counted].mean())


def _class_wait(
    trajectory: Trajectory, *, order_class: int, after_minutes: float
) -> float:
    visits = trajectory.visits
    kind = trajectory.cases.order_class[visits.case]
    counted = (
        (kind == order_class)
        & (visits.started != NEVER)
        & (visits.entered >= after_minutes * TICKS_PER_MINUTE)
    )
    return float((visits.started - visits.entered)[counted].mean() / TICKS_PER_MINUTE)


def _clearance_hours(trajectory: Trajectory) -> float:
    """Return when, after the start, nobody waits for the first time."""
    visits = trajectory.visits
    moves = np.concatenate([visits.entered, visits.started])
    change = np.repeat([1, -1], len(visits))
    order = np.lexsort((change, moves))
    queue = np.cumsum(change[order])
    empty = np.flatnonzero((moves[order] > 0) & (queue == 0))
    return float(moves[order][empty[0]] / (60 * TICKS_PER_MINUTE))


def _number_in_system(trajectory: Trajectory, *, at_hours: float) -> float:
    tick = at_hours * 60 * TICKS_PER_MINUTE
    visits = trajectory.visits
    return float((visits.entered < tick).sum() - (visits.ended < tick).sum())


def _tandem() -> list[ModelCase]:
    stages = [Stage(5, 4.0), Stage(4, 3.0), Stage(2, 1.0)]
    return [
        ModelCase(
            f"r05_{name}",
            "r05-tandem.toml",
            partial(_mean_wait, step=step, after_minutes=900),
            truth,
        )
        for step, (name, truth) in enumerate(
            zip(("pick", "pack", "ship"), tandem_mean_waits(1.0, stages), strict=True)
        )
    ]


def _single_server() -> list[ModelCase]:
    kinds = {"deterministic": 0.0, "erlang": 0.5, "exponential": 1.0, "variable": 4.0}
    return [
        ModelCase(
            f"r08_{kind}",
            f"r08-single-server-{kind}.toml",
            partial(_mean_wait, after_minutes=1440),
            pollaczek_khinchine_mean_wait(0.8, 1.0, squared_variation),
        )
        for kind, squared_variation in kinds.items()
    ]


def _priorities() -> list[ModelCase]:
    urgent, normal = priority_mean_waits([20, 30], 6, 0.1) * 60
    return [
        ModelCase(
            f"r06_{name}",
            "r06-priorities.toml",
            partial(_class_wait, order_class=number, after_minutes=600),
            float(truth),
        )
        for number, (name, truth) in enumerate(
            {"urgent": urgent, "normal": normal}.items()
        )
    ]


def _infinite_servers() -> list[ModelCase]:
    at = {"peak": 2.75 * math.pi, "trough": 3.75 * math.pi}
    return [
        ModelCase(
            f"r09_{name}",
            "r09-infinite-servers.toml",
            partial(_number_in_system, at_hours=hours),
            float(
                sinusoidal_offered_load(
                    [hours],
                    mean_rate=100,
                    amplitude=20,
                    cycle=2 * math.pi,
                    mean_service=1,
                )[0]
            ),
        )
        for name, hours in at.items()
    ]


MODEL_CASES: tuple[ModelCase, ...] = (
    ModelCase(
        "r01_in_target",
        "r01-call-centre-day.toml",
        partial(_served_within, minutes=1 / 3),
        1815.1,
    ),
    ModelCase(
        "r03_delayed",
        "r03-erlang-c.toml",
        partial(_delayed_share, after_minutes=600),
        erlang_c(10, 12),
    ),
    ModelCase(
        "r04_abandoned",
        "r04-erlang-a.toml",
        partial(_abandoned_share, after_minutes=120),
        erlang_a_measures(10, 14, mean_service=3, mean_patience=5).abandoned_share,
    ),
    *_tandem(),
    *_priorities(),
    ModelCase("r07_clearance", "r07-clearance.toml", _clearance_hours, 5.0),
    *_single_server(),
    *_infinite_servers(),
)
"""R01 and R03-R09 of the reference list."""

N_CHECKS = 3 + len(MODEL_CASES) + 1
"""Checks that :func:`verify` yields: formulas, model cases, equality."""
