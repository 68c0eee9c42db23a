"""Small worlds for tests: a few cases, exact minutes, a log to read aloud."""

from datetime import datetime, timedelta

from sim.engines import simulate
from sim.engines.program import Program, compile_program
from sim.engines.rules import Cause, End, Outcome
from sim.engines.trajectory import Trajectory
from sim.scenario.model import Attachment, Scenario
from sim.units import NEVER, TICKS_PER_MINUTE

ALL_DAY = {"days": ["daily"], "from": "00:00", "to": "24:00"}
START = "2026-12-01T00:00:00"


def constant(value: float) -> dict:
    """Return the law of a constant."""
    return {"distribution": "constant", "value": value}


def work(step: str, minutes: float, **more) -> dict:
    """Return a step of work that always takes ``minutes``."""
    return {"step": step, "kind": "work", "minutes": constant(minutes), **more}


def wait(step: str, minutes: float, **more) -> dict:
    """Return a wait that always takes ``minutes``."""
    return {"step": step, "kind": "wait", "minutes": constant(minutes), **more}


def gate(step: str, at: list[str], **more) -> dict:
    """Return a gate with departures at times of day."""
    return {"step": step, "kind": "gate", "at": at, **more}


def team(name: str, serves: list[str], heads: int = 1, shifts=None, **more) -> dict:
    """Return a team that is there all day, unless ``shifts`` says otherwise."""
    shifts = [{**ALL_DAY, "heads": heads}] if shifts is None else shifts
    return {
        "name": name,
        "employer": "shop",
        "serves": serves,
        "shifts": shifts,
        **more,
    }


def clock(minute: float) -> str:
    """Return minutes from the start as an ISO time."""
    moment = datetime.fromisoformat(START) + timedelta(minutes=minute)
    return moment.isoformat(timespec="milliseconds")


def world(
    arrivals: list, order: list[dict], *, end: str = "2026-12-02T00:00:00", **more
):
    """Return the scenario in which orders arrive at exactly these minutes.

    An arrival is a minute, or (minute, class).
    """
    rows = [entry if isinstance(entry, tuple) else (entry, "") for entry in arrivals]
    lines = "".join(f"{clock(minute)},{kind}\n" for minute, kind in rows)
    flow = {"order": order, **more.pop("flows", {})}
    demand = more.pop("demand", [{"shop": "a", "replay": "arrivals.csv"}])
    return Scenario.model_validate(
        {
            "name": "a small world",
            "horizon": {"start": START, "end": end},
            "demand": demand,
            "flow": flow,
            "attachments": [
                Attachment(path="arrivals.csv", text="ordered_at,class\n" + lines),
                *more.pop("attachments", []),
            ],
            **more,
        }
    )


def run(scenario: Scenario, engine: str, *, seed: int = 1, replication: int = 0):
    """Return (program, trajectory) of one replication."""
    program = compile_program(scenario)
    trajectory = simulate(
        program, seed=seed, replication=replication, engine_name=engine
    )
    return program, trajectory.check()


def log(program: Program, trajectory: Trajectory) -> list[tuple]:
    """Return (case, step, entered, started, ended, how) of every visit, in minutes."""
    visits = trajectory.visits
    return [
        (
            int(visits.case[row]),
            program.steps[visits.step[row]].name,
            minute(visits.entered[row]),
            minute(visits.started[row]),
            minute(visits.ended[row]),
            End(visits.end[row]).name,
        )
        for row in range(len(visits))
    ]


def worked(program: Program, trajectory: Trajectory) -> list[tuple]:
    """Return (worker, case, start, end) of every stretch of work, by start."""
    visits = trajectory.visits
    rows = [
        (
            minute(visits.started[row]),
            int(visits.worker[row]),
            int(visits.case[row]),
            minute(visits.ended[row]),
        )
        for row in range(len(visits))
        if visits.worker[row] >= 0
    ]
    return [(who, case, start, end) for start, who, case, end in sorted(rows)]


def minute(tick: int) -> float | None:
    """Return a tick as minutes; None for NEVER."""
    return None if tick == NEVER else int(tick) / TICKS_PER_MINUTE


def fates(trajectory: Trajectory) -> list[tuple[str, str]]:
    """Return (outcome, cause of cancellation) of every order."""
    cases = trajectory.cases
    return [
        (Outcome(outcome).name, Cause(cause).name)
        for outcome, cause, flow in zip(
            cases.outcome, cases.cause, cases.flow, strict=True
        )
        if flow == 0
    ]


def poisson_world(scale: float):
    """Return a world of 30 × ``scale`` drawn orders a day that nobody works on."""
    demand = [{"shop": "a", "orders_per_day": 30, "scale": scale, "level": {"cv": 0.2}}]
    return world([], [wait("pay", 1)], demand=demand)


def waits_of_orders(scenario: Scenario, engine: str):
    """Return the ticks every order waited for its first task, by case number."""
    visits = run(scenario, engine)[1].visits
    return visits.started - visits.entered
