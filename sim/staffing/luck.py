"""Luck: how much work chance can spare a plan, but for a stated small probability.

Two things let a plan get away with less than its paid time: tasks that are still being
done when duty ends, and orders that are missed before anybody has begun them.
Whoever decides what to do next does not know how long it will take, so neither can be
the longest tasks; how long they are together is bounded by exponential moments.

Started tasks
    Let ``u`` be the work that fits into the rest of a person's duty, and Φ(u) the
    largest expectation of ``exp(θ R)`` over all ways to choose tasks and pauses, where
    ``R`` is the rest of the task that is running at the end of duty.
    Φ solves a dynamic program: a task of length ``W`` either ends before, leaving Φ(u −
    W), or leaves ``R = W − u``.
    Over ``K`` ends of duty the product of the Φ's bounds the expectation of
    ``exp(θ ΣR)`` (a supermartingale), so by Chernoff ``ΣR <= (K log Φ + log(1/ε)) / θ``
    but for a probability of ε.
Missed tasks
    At most ``m`` tasks that nobody has begun: in the same way their sum is at most ``(m
    log ψ(θ) + log(1/ε)) / θ``, ψ being the largest ``E exp(θ W)`` of a class.

Tasks are cut at ``cap``; what they have beyond it is counted as it is drawn.
Laws are taken as steps that lie above them, and ticks are rounded against the plan, so
the numbers are true bounds and not approximations.

References
----------
Ville, J. (1939). Étude critique de la notion de collectif. Gauthier-Villars.
(The inequality for nonnegative supermartingales.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.engines.program import Program
from sim.randomness.laws import quantile
from sim.units import TICKS_PER_MINUTE

__all__ = ["Luck", "StepLaw", "Tired", "luck_of", "step_laws"]

Floats = NDArray[np.float64]

_BODY, _TAIL = 120, 40
_DEEPEST = 1e-7
"""Probability of the last step of a law."""
_MOST_POINTS = 600
_PACES = 3
_TILTS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5)
"""Values of θ that are tried, times the mean task."""


@dataclass(frozen=True, slots=True, eq=False)
class StepLaw:
    """Steps that lie around the law of a task, in ticks."""

    weight: Floats
    """Probability of each step."""
    low: Floats
    """Shortest task of the step."""
    high: Floats
    """Longest task of the step; the last one may be infinite."""

    @property
    def mean(self) -> float:
        """Mean of the lower ends."""
        return float(self.weight @ self.low)


@dataclass(frozen=True, slots=True)
class Tired:
    """How fast the people of a team are."""

    slowest: float
    """Least speed, as a part of the highest."""
    duty: float
    """Longest piece of duty, in ticks of work at the highest speed."""


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """Bounds that all hold together but for the probability they were asked for."""

    cap: float
    """Ticks at which tasks are cut."""
    charge: Floats
    """Most that an end of duty is worth, ticks, by team."""
    extra: float
    """Ticks to be added once."""
    tilts: Floats
    """Values of θ for the missed tasks, a tick."""
    moments: Floats
    """Log of ψ at these, by step of the set, shape (n_steps, n_tilts)."""
    depth: float
    """``log(1/ε)`` of one bound."""

    def missed_ticks(self, tasks: int) -> float:
        """Return the most that ``tasks`` missed orders leave undone."""
        if tasks <= 0:
            return 0.0
        by_tilt = (tasks * self.moments + self.depth) / self.tilts
        return float(by_tilt.min(axis=1).sum())


def step_laws(program: Program, step: int) -> list[StepLaw]:
    """Return the laws of a step, one a class that occurs."""
    plan = program.steps[step]
    bounds = np.array([demand.class_bounds for demand in program.demands])
    shares = np.diff(bounds, axis=1, prepend=0.0).max(axis=0)
    rows = {
        plan.law[number]
        for number, share in enumerate(plan.share)
        if share > 0 and (shares[number] > 0 or _is_given(program, number))
    }
    return [_steps(program, row) for row in sorted(rows)]


def luck_of(
    laws: Sequence[Sequence[StepLaw]],
    teams: Sequence[Tired | None],
    *,
    cap: float,
    ends: float,
    error: float,
) -> Luck:
    """Return the bounds for a set of steps.

    Parameters
    ----------
    laws
        Laws of each step of the set, one a class.
    teams
        People of each team; None for a team that does not serve the set.
    cap
        Ticks at which tasks are cut.
    ends
        Ends of duty that are typical; the bounds are tightest there.
    error
        Probability of one bound to fail.
    """
    every = [law for of_step in laws for law in of_step]
    mean = max(np.mean([law.mean for law in every]), 1.0)
    depth = float(np.log(1.0 / error))
    tilts = np.array(_TILTS) / mean
    moments = np.array(
        [[_log_moment(of_step, tilt, cap) for tilt in tilts] for of_step in laws]
    )
    best: tuple[float, Floats, float] | None = None
    for tilt in tilts:
        charge = np.array(
            [
                0.0 if team is None else _log_rest(every, team, tilt, cap) / tilt
                for team in teams
            ]
        )
        total = float(charge.max() * ends + depth / tilt)
        if best is None or total < best[0]:
            best = (total, charge, depth / tilt)
    assert best is not None
    return Luck(cap, best[1], best[2], tilts, moments, depth)


def _steps(program: Program, row: int) -> StepLaw:
    """Return a law as steps: even ones, then finer and finer towards the tail."""
    edges = np.concatenate(
        [
            np.linspace(0.0, 0.95, _BODY + 1),
            1.0 - np.geomspace(0.05, _DEEPEST, _TAIL)[1:],
            [1.0],
        ]
    )
    inside = np.clip(edges, 2.0**-53, 1.0 - 2.0**-53)
    minutes = np.array([quantile(program.laws, row, float(u)) for u in inside])
    ticks = np.maximum.accumulate(np.maximum(minutes * TICKS_PER_MINUTE, 1.0))
    high = np.append(ticks[1:-1], np.inf) + 1.0
    if ticks[-1] <= ticks[0]:
        high[-1] = ticks[-1] + 1.0
    return StepLaw(np.diff(edges), np.maximum(ticks[:-1] - 1.0, 0.0), high)


def _is_given(program: Program, number: int) -> bool:
    """Return whether known orders are of a class."""
    given = [
        orders
        for demand in program.demands
        for orders in (demand.replay, demand.opening)
    ]
    return any(np.any(orders.order_class == number) for orders in given)


def _log_moment(laws: Sequence[StepLaw], tilt: float, cap: float) -> float:
    """Return log ψ: the largest ``log E exp(θ min(W, cap))`` of the laws."""
    return max(
        float(np.log(law.weight @ np.exp(tilt * np.minimum(law.high, cap))))
        for law in laws
    )


def _log_rest(laws: Sequence[StepLaw], team: Tired, tilt: float, cap: float) -> float:
    """Return log Φ of a full piece of duty (the dynamic program)."""
    step = max(team.duty / _MOST_POINTS, 1.0)
    n_points = int(np.ceil(team.duty / step)) + 1
    paces = (
        np.linspace(team.slowest, 1.0, _PACES + 1) if team.slowest < 1 else [1.0, 1.0]
    )
    value = np.ones(n_points)
    options = [
        (law, float(slow), float(fast))
        for law in laws
        for slow, fast in dict.fromkeys(pairwise(paces))
    ]
    reach = [
        np.floor(law.low / (fast * step)).astype(np.int64) for law, _, fast in options
    ]
    for k in range(1, n_points):
        best = value[k - 1]
        for (law, slow, fast), jump in zip(options, reach, strict=True):
            left = slow * (k - 1) * step
            rest = np.exp(tilt * np.maximum(np.minimum(law.high, cap) - left, 0.0))
            may_end = law.low < fast * k * step
            may_last = law.high > left
            place = np.maximum(k - jump, 0)
            is_same = may_end & (place == k)
            after = np.where(may_end & ~is_same, value[place], 0.0)
            worst = np.maximum(after, np.where(may_last, rest, 0.0))
            stays = float(law.weight @ is_same)
            total = float(law.weight @ worst)
            # a task too short to be seen leaves everything as it was
            best = max(best, total / (1.0 - stays) if stays < 1.0 else np.inf)
        value[k] = best
    return float(np.log(value[-1]))
