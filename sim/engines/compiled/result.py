"""The log of a replication as a trajectory: sorted by case number, in columns."""

from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from sim.engines.compiled.borrow import borrowed
from sim.engines.compiled.cache import cached
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.ending import outcome_of
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
from sim.engines.trajectory import Calls, Cases, Trajectory, Visits, duty_table

__all__ = ["as_trajectory"]

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Int16 = NDArray[np.int16]
Int8 = NDArray[np.int8]
Bool = NDArray[np.bool_]


def as_trajectory(
    program: Program, tables: Tables, people: Population, state: State
) -> Trajectory:
    """Return what happened in a finished replication."""
    n_children = int(state.counts[N_CHILDREN])
    child_order = np.argsort(state.children["number"][:n_children])
    n_cases = state.n_orders + n_children
    place_of = np.empty(n_cases, np.int64)
    cases = _empty(CaseColumns, n_cases)
    orders = OrderColumns(people.arrived, people.due, people.item, people.value_yen)
    fill_cases(tables, state, orders, child_order, place_of, CaseColumns(**cases))
    visits = _empty(VisitColumns, int(state.counts[N_VISITS]))
    fill_visits(
        state, place_of, np.zeros(n_cases + 1, np.int64), VisitColumns(**visits)
    )
    calls = _calls(program, state)
    return Trajectory(
        seed=int(state.seed),
        replication=state.replication,
        end=program.end,
        cases=Cases(**cases),
        visits=Visits(**visits),
        duties=duty_table(program.people, state.present, calls, program.end),
        calls=calls,
        turned_away=people.turned_away,
    )


class OrderColumns(NamedTuple):
    """Columns of the population that go into the trajectory as they are."""

    arrived: Int64
    due: Int64
    item: Int16
    value_yen: NDArray[np.float64]


class CaseColumns(NamedTuple):
    """Columns of :class:`~sim.engines.trajectory.Cases`."""

    flow: Int16
    demand: Int16
    order_class: Int16
    draw: Int64
    parent: Int64
    slot: Int16
    arrived: Int64
    due: Int64
    completed: Int64
    left: Int64
    requested: Int64
    outcome: Int8
    cause: Int8
    reworks: Int16
    misshipped: Bool
    crossed: Bool
    item: Int16
    value_yen: NDArray[np.float64]


class VisitColumns(NamedTuple):
    """Columns of :class:`~sim.engines.trajectory.Visits`."""

    case: Int64
    step: Int16
    visit: Int16
    entered: Int64
    started: Int64
    ended: Int64
    worker: Int32
    end: Int8


def _empty(columns: type[NamedTuple], length: int) -> dict[str, NDArray[Any]]:
    """Return columns that are to be filled; each annotation names an array type."""
    types = {
        name: get_args(get_args(hint)[1])[0]
        for name, hint in columns.__annotations__.items()
    }
    return {name: np.empty(length, kind) for name, kind in types.items()}


@cached
def fill_cases(
    tables: Tables,
    state: State,
    orders: OrderColumns,
    child_order: Int64,
    place_of: Int64,
    columns: CaseColumns,
) -> None:
    """Fill in the cases by case number, and the place of each in that order."""
    p, s, o, to = borrowed(tables), borrowed(state), borrowed(orders), borrowed(columns)
    n = s.n_orders
    for row in range(n + len(child_order)):
        case = row
        if row < n:
            to.parent[row] = -1
            to.slot[row] = -1
            to.arrived[row] = o.arrived[row]
            to.due[row] = o.due[row]
            to.item[row] = o.item[row]
            to.value_yen[row] = o.value_yen[row]
        else:
            case = n + child_order[row - n]
            child = s.children[case - n]
            to.parent[row] = child["number"] % n
            to.slot[row] = child["number"] // n - 1
            to.arrived[row] = child["arrived"]
            to.due[row] = child["due"]
            to.item[row] = -1
            to.value_yen[row] = 0.0
        place_of[case] = row
        own, fate = s.cases[case], s.fates[case]
        to.flow[row] = p.steps[own["step"]]["flow"]
        to.demand[row] = own["demand"]
        to.order_class[row] = own["order_class"]
        to.draw[row] = own["draw"]
        to.completed[row] = fate["completed"]
        to.left[row] = fate["left"]
        to.requested[row] = fate["requested"]
        to.cause[row] = own["cause"]
        to.reworks[row] = own["reworks"]
        to.misshipped[row] = own["flags"] & MISSHIPPED != 0
        to.crossed[row] = own["flags"] & CROSSED != 0
        to.outcome[row] = outcome_of(
            fate["completed"], fate["left"], to.due[row], own["cause"], p.end
        )


@cached
def fill_visits(
    state: State, place_of: Int64, first: Int64, columns: VisitColumns
) -> None:
    """Fill in the log, sorted stably by case number (a counting sort)."""
    s, to = borrowed(state), borrowed(columns)
    n_rows = s.counts[N_VISITS]
    for row in range(n_rows):
        first[place_of[s.visits[row]["case"]] + 1] += 1
    for number in range(len(first) - 1):
        first[number + 1] += first[number]
    for row in range(n_rows):
        source = s.visits[row]
        number = place_of[source["case"]]
        place = first[number]
        first[number] += 1
        to.case[place] = number
        to.step[place] = source["step"]
        to.visit[place] = source["visit"]
        to.entered[place] = source["entered"]
        to.started[place] = source["started"]
        to.ended[place] = source["ended"]
        to.worker[place] = source["worker"]
        to.end[place] = source["end"]


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
