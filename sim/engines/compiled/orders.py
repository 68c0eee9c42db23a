"""The orders of a replication, before the loop begins: the same for every staffing.

What is drawn for the first visit of an order to a step does not depend on when it comes
there, so it is drawn here, order after order; in the loop each draw would be waited
for.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engines import rules
from sim.engines.compiled.borrow import at, borrowed, integer, kernel
from sim.engines.compiled.cache import cached
from sim.engines.compiled.encoding import Tables
from sim.engines.compiled.state import (
    N_WISHES,
    PASSED,
    STANDS,
    STOPS,
    clear_case,
    queue_key,
    room_for,
)
from sim.engines.population import Population
from sim.engines.program import Program
from sim.engines.rules import Phase, TriggerCode
from sim.errors import EngineError, Problem
from sim.randomness.laws import LawTable, law_ticks
from sim.randomness.purposes import SHARE, WORK
from sim.randomness.variates import uniform
from sim.units import NEVER, TICKS_PER_MINUTE

__all__ = ["FIRST_KIND", "KIND_BITS", "known_orders"]

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Records = NDArray[np.void]

late_tick = kernel(rules.late_tick)

CANCEL = integer(Phase.CANCEL)
CANCEL_LATE = integer(Phase.CANCEL_LATE)
AUTO_CANCEL = integer(Phase.AUTO_CANCEL)
LATE = integer(Phase.LATE)
ON_LATE = integer(TriggerCode.LATE)

FIRST_KIND = LATE
"""Phase of the kind of wish that is numbered 0; the others follow."""
KIND_BITS = 2

FIRST_VISIT = integer(0)
OF_SHARE = integer(SHARE)
OF_WORK = integer(WORK)

MOST_DRAWN = 1 << 24
"""First visits that are drawn before the loop; beyond, each when it is needed."""
MOST_TICKS = (1 << 31) - 1
"""Ticks that fit in what is drawn beforehand; longer ones are drawn when needed."""


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
    seed: np.uint64
    replication: int
    wish_bits: int


def known_orders(
    program: Program, tables: Tables, people: Population, seed: int, replication: int
) -> dict[str, Any]:
    """Return what a state holds of the orders before tick 0, by field.

    Raises
    ------
    EngineError
        The horizon is too long for so many orders.
    """
    n = len(people)
    if program.end.bit_length() + KIND_BITS + n.bit_length() > 63:
        rule = "bits of orders + bits of the horizon <= 61"
        raise EngineError(
            Problem("horizon", "engine_rule", program.end, {"rule": rule})
        )
    columns: dict[str, Any] = {
        name: getattr(people, name)
        for name in Orders._fields
        if name not in ("priorities", "found_at", "seed", "replication", "wish_bits")
    }
    orders = Orders(
        **columns,
        priorities=np.array(program.priorities, np.int64),
        found_at=np.array([item.found_at for item in program.stock], np.int64),
        seed=np.uint64(seed),
        replication=replication,
        wish_bits=n.bit_length(),
    )
    cases, wishes = room_for(n), np.empty(N_WISHES * n, np.int64)
    size = n * tables.n_order_steps
    drawn = np.empty(size if size <= MOST_DRAWN else 0, np.int32)
    n_wishes = place_orders(tables, orders, cases, wishes, drawn)
    wishes = wishes[:n_wishes]
    wishes.sort()
    return {
        "seed": np.uint64(seed),
        "replication": replication,
        "n_orders": n,
        "order_at": np.append(np.maximum(people.arrived, 0), NEVER),
        "wish_bits": n.bit_length(),
        "wishes": wishes,
        "cases": cases,
        "values": people.value_yen,
        "drawn": drawn,
    }


@cached
def place_orders(
    tables: Tables, orders: Orders, cases: Records, wishes: Int64, drawn: Int32
) -> int:
    """Fill in the cases and the wishes of all orders; return the number of wishes."""
    p, o = borrowed(tables), borrowed(orders)
    looks_late = False
    for slot in range(len(p.slots)):
        looks_late = looks_late or p.slots[slot]["when"] == ON_LATE
    n = integer(0)
    for case in range(len(o.arrived)):
        clear_case(cases, case)
        own = cases[at(case)]
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
        n = _wish(p, o, wishes, n, case, CANCEL, o.cancel_at[case])
        n = _wish(p, o, wishes, n, case, CANCEL_LATE, gives_up)
        if p.auto_step >= 0:
            n = _wish(p, o, wishes, n, case, AUTO_CANCEL, o.auto_cancel_at[case])
        if looks_late:
            late = late_tick(o.arrived[case], o.due[case])
            n = _wish(p, o, wishes, n, case, LATE, late)
    if len(drawn) > 0:
        for step in range(p.n_order_steps):
            for case in range(len(o.arrived)):
                ticks = _draw(p, o, case, step)
                drawn[at(case * p.n_order_steps + step)] = ticks
    return n


@kernel
def _wish(
    p: Tables, o: Orders, wishes: Int64, n: int, case: int, kind: int, tick: int
) -> int:
    """Write down that an order is looked at, if the horizon comes to it."""
    if tick < 0 or tick >= p.end:
        return n
    key = (integer(tick) << KIND_BITS) | (kind - FIRST_KIND)
    wishes[at(n)] = (key << o.wish_bits) | case
    return n + 1


@kernel
def _draw(p: Tables, o: Orders, case: int, step: int) -> int:
    """Return the ticks of the first visit of an order to a step of its flow."""
    row = p.step_class[at(step * p.n_classes + o.order_class[at(case)])]
    stream, draw = o.stream[at(case)], o.draw[at(case)]
    if row["share"] < 1.0:
        u = uniform(o.seed, o.replication, stream, draw, step, FIRST_VISIT, OF_SHARE)
        if u >= row["share"]:
            return PASSED
    law = row["law"]
    if law < 0:
        return STOPS
    u = 0.5
    if not p.is_constant[at(law)]:
        u = uniform(o.seed, o.replication, stream, draw, step, FIRST_VISIT, OF_WORK)
    ticks = law_ticks(LawTable(p.law_rows, p.law_choices), law, u, TICKS_PER_MINUTE)
    return ticks if ticks <= MOST_TICKS else STOPS
