"""The parts of a program: what an engine needs to know of each part of a scenario.

Names are numbers, times are ticks, laws are rows of one table.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.scenario.demand import Level

__all__ = [
    "NO_LAW",
    "NO_STEP",
    "CancelPlan",
    "DemandPlan",
    "GivenOrders",
    "StepPlan",
    "StockPlan",
    "TriggerPlan",
]

NO_STEP: Final = -1
NO_LAW: Final = -1

Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of one flow."""

    number: int
    flow: int
    name: str
    """``step`` for the order flow, ``flow.step`` for the others."""
    kind: str
    """``work``, ``wait`` or ``gate``."""
    next_step: int
    """Number of the next step; :data:`NO_STEP` after the last."""
    share: tuple[float, ...]
    """Part of the cases that the step applies to, by class."""
    law: tuple[int, ...]
    """Law of the minutes, by class; :data:`NO_LAW` for a gate."""
    rework_law: tuple[int, ...]
    """Law of the minutes of rework, by class."""
    found_law: int
    """Law of the minutes until an error is found; :data:`NO_LAW`: at once."""
    is_fifo: bool
    completes: bool
    departures: Int64
    """Ticks of the departures of a gate, increasing."""
    capacity: int
    """Cases a departure."""


@dataclass(frozen=True, slots=True, eq=False)
class GivenOrders:
    """Orders that are known, not drawn; all arrays have shape (n_orders,)."""

    arrived: Int64
    """Tick of the order; negative for one before the start."""
    order_class: NDArray[np.int16]
    """Number of the class; −1: drawn."""
    value_yen: Float64
    """Value; nan: drawn."""
    due: Int64
    """Last tick in time; −1: by the rule of the class."""
    step: NDArray[np.int16]
    """Step at which the order stands."""


@dataclass(frozen=True, slots=True, eq=False)
class DemandPlan:
    """One stream of orders."""

    number: int
    stream: int
    opening_stream: int
    level: Level | None
    level_stream: int
    day: Level | None
    day_stream: int
    edges: Int64
    """Edges of the intervals of constant rate, ticks."""
    expected: Float64
    """Mean orders in each interval, before the random factors."""
    day_of_interval: Int64
    class_bounds: tuple[float, ...]
    """Upper bounds of the classes on (0, 1)."""
    item_bounds: tuple[float, ...]
    """Upper bounds of the stock items on (0, 1), by item number."""
    replay: GivenOrders
    """Real orders that arrive in every replication."""
    opening: GivenOrders
    """Orders open at the start."""


@dataclass(frozen=True, slots=True)
class TriggerPlan:
    """One slot that starts cases; the last slot is the cancellation request."""

    slot: int
    when: int
    """:class:`~sim.engines.rules.TriggerCode`; −1 for the cancellation request."""
    share: float
    flow: int
    first_step: int
    delay_law: int
    """Law of the delay in minutes; :data:`NO_LAW`: one tick."""
    reply_ticks: int
    """Ticks of open time until the case is due; NEVER: never due."""
    open_starts: Int64
    open_ends: Int64
    """Stretches of time that count; empty: all time counts."""
    priority: int
    streams: tuple[int, ...]
    """Stream of the started cases, by demand."""


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """One way in which customers cancel."""

    share: float
    law: int
    """Hours."""
    flow: int
    """Flow of the request; −1: cancelled at once."""
    first_step: int


@dataclass(frozen=True, slots=True)
class StockPlan:
    """One stock item."""

    units: int
    sync: int
    """Ticks between updates; 0: at once."""
    found_at: int
    """Number of the step at whose end a missing unit is noticed."""
