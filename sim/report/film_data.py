"""One possible sale as a film: who is where at every moment, exact counts beside it.

A film shows a sample of the orders as dots, each standing for as many orders as
``orders_a_dot`` says, and the exact number of all orders at every step beside them.
Times are minutes from the start of the horizon, so a film is small enough to be put
into a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines import EngineName, simulate
from sim.engines.program import Program, compile_program
from sim.engines.trajectory import Trajectory
from sim.measures import Frame
from sim.scenario.model import Scenario
from sim.units import NEVER, TICKS_PER_MINUTE

__all__ = ["MOST_DOTS", "Dot", "Film", "film_of", "typical_replication"]

MOST_DOTS = 900
"""Orders that are drawn; more would not be told apart on a projector."""

Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dot:
    """One order of the sample."""

    due: int
    """Minute of its ship-by; −1 where that lies beyond the horizon."""
    minutes: tuple[int, ...]
    """When it came to each place."""
    places: tuple[int, ...]
    """The places: numbers of the steps, then shipped, then cancelled."""


@dataclass(frozen=True, slots=True)
class Film:
    """What is shown, in plain numbers."""

    replication: int
    """Number of the replication that is shown."""
    minutes: int
    """Length of the horizon."""
    grid_minutes: int
    """Minutes between two values of the counts."""
    steps: tuple[str, ...]
    """Steps up to the handover, ``flow.step`` or ``step``."""
    counts: tuple[tuple[int, ...], ...]
    """Orders at each step, over the grid."""
    shipped: tuple[int, ...]
    """Orders handed over so far, over the grid."""
    missed: tuple[int, ...]
    """Orders whose ship-by has passed without handover so far, over the grid."""
    cancelled: tuple[int, ...]
    """Orders that were cancelled so far, over the grid."""
    heads: tuple[tuple[int, ...], ...]
    """People on duty of each team, over the grid."""
    departures: tuple[int, ...]
    """Minutes at which a carrier left with at least one parcel."""
    orders_a_dot: int
    """Orders that a dot stands for."""
    dots: tuple[Dot, ...]
    """The sample, by time of the order."""


def typical_replication(rows: pd.DataFrame, share: float = 0.5) -> int:
    """Return the replication whose missed orders are nearest to a quantile.

    Parameters
    ----------
    rows
        Headline KPIs, one row a replication.
    share
        Which quantile of the missed orders; one half means a usual sale.
    """
    missed = rows["missed"].to_numpy(np.float64)
    wanted = np.quantile(missed, share)
    return int(rows.index[int(np.argmin(np.abs(missed - wanted)))])


def film_of(
    scenario: Scenario, *, seed: int, replication: int, engine: EngineName = "compiled"
) -> Film:
    """Return the film of one replication."""
    program = compile_program(scenario)
    seen = simulate(program, seed=seed, replication=replication, engine_name=engine)
    frame = Frame(program)
    steps = _steps(program)
    n_orders = int(np.count_nonzero(seen.cases.flow == 0))
    grid = frame.grid
    completed = seen.cases.completed[:n_orders]
    left, due = seen.cases.left[:n_orders], seen.cases.due[:n_orders]
    is_gone = (left != NEVER) & (completed == NEVER)
    late = due[(due < seen.end) & (completed > due) & ~(is_gone & (left <= due))]
    every = -(-n_orders // MOST_DOTS) or 1
    return Film(
        replication=replication,
        minutes=seen.end // TICKS_PER_MINUTE,
        grid_minutes=scenario.horizon.grid_minutes,
        steps=tuple(program.steps[number].name for number in steps),
        counts=tuple(_present(seen, n_orders, number, grid) for number in steps),
        shipped=_so_far(completed[completed != NEVER], grid),
        missed=_so_far(late, grid),
        cancelled=_so_far(left[is_gone], grid),
        heads=_heads(program, seen, grid),
        departures=_departures(program, seen, steps),
        orders_a_dot=every,
        dots=_dots(seen, np.arange(0, n_orders, every), steps),
    )


def _steps(program: Program) -> list[int]:
    """Return the steps of the order flow up to the one that hands over."""
    found: list[int] = []
    for step in program.steps:
        if step.flow == 0:
            found.append(step.number)
            if step.completes:
                break
    return found


def _present(
    seen: Trajectory, n_orders: int, step: int, grid: Int64
) -> tuple[int, ...]:
    """Return how many orders are at a step, over the grid."""
    visits = seen.visits
    here = (visits.step == step) & (visits.case < n_orders)
    come, gone = np.sort(visits.entered[here]), np.sort(visits.ended[here])
    count = np.searchsorted(come, grid, "left") - np.searchsorted(gone, grid, "left")
    return tuple(count.tolist())


def _so_far(ticks: Int64, grid: Int64) -> tuple[int, ...]:
    return tuple(np.searchsorted(np.sort(ticks), grid, "left").tolist())


def _heads(
    program: Program, seen: Trajectory, grid: Int64
) -> tuple[tuple[int, ...], ...]:
    duties = seen.duties
    team = program.people.team[duties.worker]
    rows = []
    for number in range(len(program.teams)):
        mine = team == number
        come = np.searchsorted(np.sort(duties.start[mine]), grid, "right")
        gone = np.searchsorted(np.sort(duties.end[mine]), grid, "right")
        rows.append(tuple((come - gone).tolist()))
    return tuple(rows)


def _departures(
    program: Program, seen: Trajectory, steps: Sequence[int]
) -> tuple[int, ...]:
    gates = [number for number in steps if program.steps[number].kind == "gate"]
    visits = seen.visits
    left = visits.ended[np.isin(visits.step, gates) & (visits.ended < seen.end)]
    opens = [program.steps[number].departures for number in gates]
    taken = np.intersect1d(left, np.concatenate(opens)) if opens else left[:0]
    return tuple((taken // TICKS_PER_MINUTE).tolist())


def _dots(seen: Trajectory, chosen: Int64, steps: Sequence[int]) -> tuple[Dot, ...]:
    """Return the way of each chosen order; ``steps`` are the places before shipped."""
    place_of = {number: place for place, number in enumerate(steps)}
    shipped, cancelled = len(steps), len(steps) + 1
    visits, cases = seen.visits, seen.cases
    first = np.searchsorted(visits.case, chosen, "left")
    last = np.searchsorted(visits.case, chosen, "right")
    dots = []
    for case, low, high in zip(chosen.tolist(), first, last, strict=True):
        way = [
            (int(visits.entered[row]), place_of[int(visits.step[row])])
            for row in range(low, high)
            if int(visits.step[row]) in place_of
        ]
        completed, left = int(cases.completed[case]), int(cases.left[case])
        if completed != NEVER:
            way = [stop for stop in way if stop[0] < completed]
            way.append((completed, shipped))
        elif left != NEVER:
            way.append((left, cancelled))
        due = int(cases.due[case])
        dots.append(
            Dot(
                due=due // TICKS_PER_MINUTE if due < seen.end else -1,
                minutes=tuple(max(tick, 0) // TICKS_PER_MINUTE for tick, _ in way),
                places=tuple(place for _, place in way),
            )
        )
    return tuple(dots)
