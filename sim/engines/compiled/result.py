"""The log of a replication as a trajectory: sorted by case number, in columns."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.state import (
    CROSSED,
    MISSHIPPED,
    N_CALLS,
    N_CHILDREN,
    N_VISITS,
    State,
)
from sim.engines.population import Population
from sim.engines.program import Program
from sim.engines.trajectory import (
    Calls,
    Cases,
    Trajectory,
    Visits,
    duty_table,
    outcomes,
)

__all__ = ["as_trajectory"]

Int64 = NDArray[np.int64]
Records = NDArray[np.void]


def as_trajectory(
    program: Program, tables: Tables, people: Population, state: State
) -> Trajectory:
    """Return what happened in a finished replication."""
    n_children = int(state.counts[N_CHILDREN])
    numbers = state.children["number"][:n_children]
    child_order = np.argsort(numbers)
    calls = _calls(program, state)
    return Trajectory(
        seed=int(state.seed),
        replication=state.replication,
        end=program.end,
        cases=_cases(tables, people, state, child_order),
        visits=_visits(state, child_order),
        duties=duty_table(program.people, state.present, calls, program.end),
        calls=calls,
        turned_away=people.turned_away,
    )


def _cases(
    tables: Tables, people: Population, state: State, child_order: Int64
) -> Cases:
    n, n_children = state.n_orders, len(child_order)
    rows = np.concatenate([np.arange(n), n + child_order])
    children = state.children[:n_children][child_order]
    slots = children["number"] // max(n, 1) - 1
    parents = children["number"] % max(n, 1)
    own, fates = state.cases[rows], state.fates[rows]
    due = np.concatenate([people.due, children["due"]])
    steps = tables.steps["flow"]
    return Cases(
        flow=steps[own["step"]].astype(np.int16),
        demand=own["demand"].astype(np.int16),
        order_class=own["order_class"].astype(np.int16),
        draw=own["draw"].copy(),
        parent=np.concatenate([np.full(n, -1), parents]).astype(np.int64),
        slot=np.concatenate([np.full(n, -1), slots]).astype(np.int16),
        arrived=np.concatenate([people.arrived, children["arrived"]]),
        due=due,
        completed=fates["completed"].copy(),
        left=fates["left"].copy(),
        requested=fates["requested"].copy(),
        outcome=outcomes(
            fates["completed"], fates["left"], due, fates["cause"], tables.end
        ),
        cause=fates["cause"].copy(),
        reworks=own["reworks"].copy(),
        misshipped=own["flags"] & MISSHIPPED != 0,
        crossed=own["flags"] & CROSSED != 0,
        item=np.concatenate([people.item, np.full(n_children, -1, np.int16)]),
        value_yen=np.concatenate([people.value_yen, np.zeros(n_children)]),
    )


def _visits(state: State, child_order: Int64) -> Visits:
    """Return the visits by case number, those of a case as they happened."""
    n_rows = int(state.counts[N_VISITS])
    n_cases = state.n_orders + len(child_order)
    place_of = np.arange(n_cases)
    place_of[state.n_orders + child_order] = np.arange(state.n_orders, n_cases)
    columns: dict[str, NDArray[Any]] = {
        "case": np.empty(n_rows, np.int64),
        "step": np.empty(n_rows, np.int16),
        "visit": np.empty(n_rows, np.int16),
        "entered": np.empty(n_rows, np.int64),
        "started": np.empty(n_rows, np.int64),
        "ended": np.empty(n_rows, np.int64),
        "worker": np.empty(n_rows, np.int32),
        "end": np.empty(n_rows, np.int8),
    }
    first = np.zeros(n_cases + 1, np.int64)
    _scatter(state.visits[:n_rows], place_of, first, *columns.values())
    return Visits(**columns)


@njit(cache=True, nogil=True)
def _scatter(
    rows: Records,
    place_of: Int64,
    first: Int64,
    case: Int64,
    step: NDArray[np.int16],
    visit: NDArray[np.int16],
    entered: Int64,
    started: Int64,
    ended: Int64,
    worker: NDArray[np.int32],
    end: NDArray[np.int8],
) -> None:
    """Sort the log stably by case number (a counting sort), into columns."""
    for row in range(len(rows)):
        first[place_of[rows[row]["case"]] + 1] += 1
    for number in range(len(first) - 1):
        first[number + 1] += first[number]
    for row in range(len(rows)):
        source = rows[row]
        number = place_of[source["case"]]
        to = first[number]
        first[number] += 1
        case[to] = number
        step[to] = source["step"]
        visit[to] = source["visit"]
        entered[to] = source["entered"]
        started[to] = source["started"]
        ended[to] = source["ended"]
        worker[to] = source["worker"]
        end[to] = source["end"]


def _calls(program: Program, state: State) -> Calls:
    calls = state.calls[: int(state.counts[N_CALLS])]
    calls = calls[np.lexsort((calls["team"], calls["called"]))]
    rules = [team.call for team in program.teams]
    lead = np.array([0 if rule is None else rule.lead for rule in rules], np.int64)
    length = np.array(
        [0 if rule is None else rule.duration for rule in rules], np.int64
    )
    start = calls["called"] + lead[calls["team"]]
    return Calls(
        team=calls["team"].astype(np.int16),
        called=calls["called"].copy(),
        start=start,
        end=start + length[calls["team"]],
    )
