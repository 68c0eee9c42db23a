"""The counts of a replication: room for them before it, a tally after it."""

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.ending import N_BY_DAY, N_OUTCOMES
from sim.engines.compiled.state import BLOCK, N_BLOCKS, STAY_SUM, State
from sim.engines.program import Program
from sim.engines.tally import Details, Tally, TallyPlan, percentile_places

__all__ = ["LOG_ONLY", "as_tally", "empty_counts"]

Int64 = NDArray[np.int64]

KINDS = 3
"""Duty, overtime, work."""

_NOTHING = np.zeros(1, np.int64)

LOG_ONLY: Final[dict[str, Any]] = {
    "keeps_log": 1,
    "keeps_totals": 0,
    "keeps_details": 0,
    **dict.fromkeys(("grid_step", "n_grid", "hour_origin", "hour_width", "n_hours"), 0),
    **dict.fromkeys(
        (
            "group_of_demand",
            "midnights",
            "set_starts",
            "set_ends",
            "set_before",
            "set_first",
            "team_sets",
            "orders",
            "marks",
            "replies",
            "backlog",
            "paid",
            "by_day",
            "inside",
            "hour_edges",
            "arrivals",
            "entries",
            "departed",
            "held",
            "late",
            "waits",
            "block_step",
        ),
        _NOTHING,
    ),
    "yen": np.zeros(1),
    "stay_sums": np.zeros(1, STAY_SUM),
}
"""What a run needs that writes a log and counts nothing."""


def empty_counts(
    program: Program, plan: TallyPlan, n_orders: int, *, details: bool
) -> dict[str, Any]:
    """Return the counts of a state before tick 0."""
    shapes = _shapes(program, plan)
    kept = {
        name: np.zeros(
            int(np.prod(shape)) if details or name in _TOTALS else 1, np.int64
        )
        for name, shape in shapes.items()
    }
    stay_sums = np.zeros(len(program.steps), STAY_SUM)
    stay_sums["fill"] = BLOCK
    n_blocks = (64 + len(program.steps) + n_orders // 64) * details
    return {
        **LOG_ONLY,
        "keeps_log": 0,
        "keeps_totals": 1,
        "keeps_details": int(details),
        **{name: getattr(plan, name) for name in _NUMBERS},
        **{name: getattr(plan, name) for name in _EDGES},
        "team_sets": plan.team_sets.ravel(),
        "set_before": _set_before(plan),
        **kept,
        "yen": np.zeros(N_OUTCOMES),
        "stay_sums": stay_sums,
        "waits": np.empty(n_blocks * BLOCK, np.int64),
        "block_step": np.empty(n_blocks, np.int64),
    }


_NUMBERS = ("grid_step", "n_grid", "hour_origin", "hour_width", "n_hours")
_EDGES = ("group_of_demand", "midnights", "set_starts", "set_ends", "set_first")
_TOTALS = ("orders", "marks", "replies", "backlog", "paid")


@lru_cache(maxsize=16)
def _shapes(program: Program, plan: TallyPlan) -> dict[str, tuple[int, ...]]:
    """Return the shape of each table of counts, as a tally has it or nearly so."""
    cells = (plan.n_groups, len(program.priorities))
    n_steps, n_teams = len(program.steps), len(program.teams)
    n_departures = sum(len(step.departures) + 1 for step in program.steps)
    return {
        "orders": (*cells, N_OUTCOMES, 2),
        "marks": (3,),
        "replies": (len(program.flows) - 1, 4),
        "backlog": (plan.n_grid,),
        "paid": (2, n_teams, 3),
        "by_day": (len(plan.midnights), *cells, N_BY_DAY),
        "inside": (n_steps, plan.n_grid),
        "hour_edges": (KINDS, n_teams, plan.n_hours + 1, 2),
        "arrivals": (len(program.demands), plan.n_hours),
        "entries": (2, n_steps, len(program.priorities), plan.n_hours),
        "departed": (n_departures,),
        "held": (n_departures,),
        "late": (n_departures,),
    }


@lru_cache(maxsize=16)
def _set_before(plan: TallyPlan) -> Int64:
    """Return the ticks of each set of premium time before each of its pieces."""
    lengths = plan.set_ends - plan.set_starts
    before = np.cumsum(lengths) - lengths
    first = np.repeat(plan.set_first[:-1], np.diff(plan.set_first))
    return np.asarray(before - before[first], np.int64)


def as_tally(
    program: Program, plan: TallyPlan, state: State, n_turned_away: int
) -> Tally:
    """Return the counts of a finished replication."""
    shapes = _shapes(program, plan)
    counts = {name: getattr(state, name).reshape(shapes[name]) for name in _TOTALS}
    counts["marks"][2] = n_turned_away
    return Tally(
        **counts,
        yen=state.yen,
        details=_details(program, shapes, state) if state.keeps_details else None,
    )


def _details(
    program: Program, shapes: dict[str, tuple[int, ...]], state: State
) -> Details:
    return Details(
        **{
            name: getattr(state, name).reshape(shapes[name])
            for name in ("by_day", "inside", "arrivals", "entries")
        },
        stays=_stays(state),
        hours=_ticks_by_hour(
            state.hour_edges.reshape(shapes["hour_edges"]), state.hour_width
        ),
        departures=_departures(program, state),
    )


def _ticks_by_hour(edges: Int64, width: int) -> Int64:
    """Return the ticks in each hour: a stretch fills the hours between its edges."""
    change, rest = edges[..., 0], edges[..., 1]
    running = np.cumsum(change, axis=-1) - change
    ticks: Int64 = running * width + rest
    return ticks[..., :-1]


def _departures(program: Program, state: State) -> Int64:
    """Return (left, held back, late) of each departure, gate after gate."""
    parts = [np.empty((0, 3), np.int64)]
    first = 0
    for step in program.steps:
        rows = slice(first, first + len(step.departures))
        if step.kind == "gate":
            columns = (
                state.departed[rows],
                np.cumsum(state.held[rows]),
                np.cumsum(state.late[rows]),
            )
            parts.append(np.stack(columns, axis=-1))
        first += len(step.departures) + 1
    return np.concatenate(parts)


def _stays(state: State) -> Int64:
    """Return count, summed and longest wait, percentile and summed length by step."""
    sums = state.stay_sums
    n_blocks = int(state.counts[N_BLOCKS])
    step_of, blocks = state.block_step[:n_blocks], state.waits.reshape(-1, BLOCK)
    result = np.zeros((len(sums), 6), np.int64)
    for column, name in ((0, "count"), (1, "waited"), (2, "longest"), (5, "stayed")):
        result[:, column] = sums[name]
    for step in np.flatnonzero(sums["count"]):
        own = blocks[:n_blocks][step_of == step].ravel()
        waits = own[: len(own) - (BLOCK - int(sums["fill"][step]))]
        result[step, 3:5] = _around_percentile(waits, int(sums["count"][step]))
    return result


def _around_percentile(waits: Int64, count: int) -> tuple[int, int]:
    """Return the two order statistics between which the percentile lies.

    ``waits`` are those of ``count`` cases that waited at all; the others waited 0.
    """
    zeros = count - len(waits)
    below, above = (place - zeros for place in percentile_places(count))
    inside = [place for place in (below, above) if place >= 0]
    if not inside:
        return 0, 0
    part = np.partition(waits, inside)
    return int(part[below]) if below >= 0 else 0, int(part[above])
