"""The orders of a replication: put into the state before the loop begins."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engines import rules
from sim.engines.compiled.borrow import borrowed, integer, kernel
from sim.engines.compiled.cache import cached
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.state import STANDS, State, clear_case, queue_key
from sim.engines.population import Population
from sim.engines.program import Program
from sim.engines.rules import Phase, TriggerCode
from sim.errors import EngineError, Problem

__all__ = ["FIRST_KIND", "KIND_BITS", "with_orders"]

Int64 = NDArray[np.int64]

late_tick = kernel(rules.late_tick)

CANCEL = integer(Phase.CANCEL)
CANCEL_LATE = integer(Phase.CANCEL_LATE)
AUTO_CANCEL = integer(Phase.AUTO_CANCEL)
LATE = integer(Phase.LATE)
ON_LATE = integer(TriggerCode.LATE)

FIRST_KIND = LATE
"""Phase of the kind of wish that is numbered 0; the others follow."""
KIND_BITS = 2


class Orders(NamedTuple):
    """Columns of a population, and the little of the program that they refer to."""

    arrived: Int64
    draw: Int64
    stream: Int64
    start_step: NDArray[np.int16]
    order_class: NDArray[np.int16]
    demand: NDArray[np.int16]
    item: NDArray[np.int16]
    oversold: NDArray[np.bool_]
    due: Int64
    cancel_at: Int64
    cancel_late_at: Int64
    auto_cancel_at: Int64
    priorities: Int64
    """By class."""
    found_at: Int64
    """Step at which a missing unit is found, by item."""


def with_orders(
    program: Program, tables: Tables, people: Population, state: State
) -> State:
    """Return the state with its orders in place and its wishes in order.

    Raises
    ------
    EngineError
        The horizon is too long for so many orders.
    """
    if program.end.bit_length() + KIND_BITS + state.wish_bits > 63:
        rule = "bits of orders + bits of the horizon <= 61"
        raise EngineError(
            Problem("horizon", "engine_rule", program.end, {"rule": rule})
        )
    columns: dict[str, Any] = {
        name: getattr(people, name)
        for name in Orders._fields
        if name not in ("priorities", "found_at")
    }
    orders = Orders(
        **columns,
        priorities=np.array(program.priorities, np.int64),
        found_at=np.array([item.found_at for item in program.stock], np.int64),
    )
    n_wishes = place_orders(tables, state, orders)
    wishes = state.wishes[:n_wishes]
    wishes.sort()
    return state._replace(wishes=wishes)


@cached
def place_orders(tables: Tables, state: State, orders: Orders) -> int:
    """Fill in the cases and the wishes of all orders; return the number of wishes."""
    p, s, o = borrowed(tables), borrowed(state), borrowed(orders)
    looks_late = False
    for slot in range(len(p.slots)):
        looks_late = looks_late or p.slots[slot]["when"] == ON_LATE
    n = integer(0)
    for case in range(s.n_orders):
        clear_case(s, case)
        own = s.cases[case]
        kind = integer(o.order_class[case])
        own["draw"] = o.draw[case]
        own["stream"] = o.stream[case]
        own["step"] = o.start_step[case]
        own["order_class"] = kind
        own["demand"] = o.demand[case]
        own["due_key"] = queue_key(o.priorities[kind], o.due[case])
        # an order that was open at the start stands at its step, whatever the share
        own["flags"] = STANDS if o.arrived[case] < 0 else 0
        if o.oversold[case]:
            own["found_at"] = o.found_at[o.item[case]]
        # nobody gives up on an order that has not arrived
        gives_up = max(o.cancel_late_at[case], o.arrived[case], 0)
        n = _wish(p, s, n, case, CANCEL, o.cancel_at[case])
        n = _wish(p, s, n, case, CANCEL_LATE, gives_up)
        if p.auto_step >= 0:
            n = _wish(p, s, n, case, AUTO_CANCEL, o.auto_cancel_at[case])
        if looks_late:
            late = late_tick(o.arrived[case], o.due[case])
            n = _wish(p, s, n, case, LATE, late)
    return n


@kernel
def _wish(p: Tables, s: State, n: int, case: int, kind: int, tick: int) -> int:
    """Write down that an order is looked at, if the horizon comes to it."""
    if tick < 0 or tick >= p.end:
        return n
    key = (integer(tick) << KIND_BITS) | (kind - FIRST_KIND)
    s.wishes[n] = (key << s.wish_bits) | case
    return n + 1
