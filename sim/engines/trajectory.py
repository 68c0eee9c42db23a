"""What happened in one replication: every case, every visit, every duty.

All tables are read-only arrays; a time that did not come is :data:`sim.units.NEVER`.
Two engines agree when their trajectories are equal, element for element.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.engines.people import People
from sim.engines.rules import Cause, Outcome
from sim.errors import EngineError, Problem
from sim.units import NEVER

__all__ = [
    "Calls",
    "Cases",
    "Duties",
    "Trajectory",
    "TurnedAway",
    "Visits",
    "duty_table",
    "outcomes",
]

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
Int16 = NDArray[np.int16]
Int8 = NDArray[np.int8]
Bool = NDArray[np.bool_]
Float64 = NDArray[np.float64]


class _Table:
    """Columns of one length that can be compared."""

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.columns().values()}
        if len(lengths) > 1:
            msg = f"{type(self).__name__}: columns must be of one length, got {lengths}"
            raise ValueError(msg)
        for column in self.columns().values():
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(next(iter(self.columns().values())))

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """Return the columns by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}  # type: ignore[arg-type]

    def first_difference(self, other: Self) -> str | None:
        """Return where two tables part first, or None where they are equal."""
        if len(self) != len(other):
            return f"{type(self).__name__}: {len(self)} rows and {len(other)} rows"
        first: tuple[int, str] | None = None
        for name, mine in self.columns().items():
            theirs = getattr(other, name)
            if mine.dtype != theirs.dtype:
                return f"{type(self).__name__}.{name}: {mine.dtype} and {theirs.dtype}"
            rows = np.flatnonzero(mine != theirs)
            if len(rows) and (first is None or rows[0] < first[0]):
                first = (int(rows[0]), name)
        if first is None:
            return None
        row, name = first
        mine, theirs = self.columns()[name][row], getattr(other, name)[row]
        return f"{type(self).__name__}[{row}].{name}: {mine} and {theirs}"


@dataclass(frozen=True, slots=True, eq=False)
class Cases(_Table):
    """One row a case, by case number: the orders first, then the cases they started."""

    flow: Int16
    """Number of the flow; 0 is the order flow."""
    demand: Int16
    """Number of the demand; of the parent for a started case."""
    order_class: Int16
    """Number of the class; of the parent for a started case."""
    draw: Int64
    """Draw number within the stream."""
    parent: Int64
    """Row of the order that started this case; −1 for an order."""
    slot: Int16
    """Trigger slot that started it; −1 for an order."""
    arrived: Int64
    """Tick of arrival; negative for orders that were open at the start."""
    due: Int64
    """Last tick in time."""
    completed: Int64
    """Tick of the handover (orders) or of the end of the flow (started cases)."""
    left: Int64
    """Tick at which the case left the system."""
    requested: Int64
    """Tick at which the customer asked to cancel, where somebody must work that off."""
    outcome: Int8
    """:class:`sim.engines.rules.Outcome`."""
    cause: Int8
    """:class:`sim.engines.rules.Cause` of a cancellation."""
    reworks: Int16
    """How often a task of it was redone."""
    misshipped: Bool
    """An error was found after shipping."""
    crossed: Bool
    """Shipped while a cancellation request was open."""
    item: Int16
    """Number of the stock item; −1 for none."""
    value_yen: Float64
    """Value of the order; 0 for a started case."""


@dataclass(frozen=True, slots=True, eq=False)
class Visits(_Table):
    """One row a stay of a case at a step, by (case, order of happening)."""

    case: Int64
    """Row of the case."""
    step: Int16
    """Number of the step."""
    visit: Int16
    """0 for first work, n for the case's n-th rework."""
    entered: Int64
    """Tick at which it entered the queue, wait or gate; of a pause for the rest."""
    started: Int64
    """Tick at which work began; the entry for a wait or gate."""
    ended: Int64
    """Tick at which it left the step."""
    worker: Int32
    """Number of the person; −1 where nobody worked."""
    end: Int8
    """:class:`sim.engines.rules.End`."""


@dataclass(frozen=True, slots=True, eq=False)
class Duties(_Table):
    """One row a stretch of duty of a person who came, by (worker, start)."""

    worker: Int32
    """Number of the person."""
    start: Int64
    """First tick on duty."""
    end: Int64
    """First tick after it."""
    on_call: Bool
    """Came on call."""


@dataclass(frozen=True, slots=True, eq=False)
class Calls(_Table):
    """One row a call of extra people, by (called, team)."""

    team: Int16
    """Number of the team."""
    called: Int64
    """Tick of the check that called."""
    start: Int64
    """First tick on duty."""
    end: Int64
    """First tick after it."""


@dataclass(frozen=True, slots=True, eq=False)
class TurnedAway(_Table):
    """One row a customer who saw no stock and did not order."""

    demand: Int16
    """Number of the demand."""
    item: Int16
    """Number of the item."""
    at: Int64
    """Tick."""


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """Everything that happened in one replication."""

    seed: int
    replication: int
    end: int
    """Tick at which the horizon ends."""
    cases: Cases
    visits: Visits
    duties: Duties
    calls: Calls
    turned_away: TurnedAway

    def first_difference(self, other: "Trajectory") -> str | None:
        """Return where two trajectories part, or None where they are equal."""
        for name in ("cases", "visits", "duties", "calls", "turned_away"):
            difference: str | None = getattr(self, name).first_difference(
                getattr(other, name)
            )
            if difference is not None:
                return difference
        return None

    def equals(self, other: "Trajectory") -> bool:
        """Return whether every element of every table is the same."""
        return self.first_difference(other) is None

    def check(self) -> Self:
        """Return itself, having checked that nothing disappeared (rule 15).

        Raises
        ------
        EngineError
            A case has no outcome, two fates, or runs backwards in time.
        """
        cases, visits = self.cases, self.visits
        orders = cases.flow == 0
        expected = outcomes(
            cases.completed, cases.left, cases.due, cases.cause, self.end
        )
        faults = {
            "outcome": np.flatnonzero(orders & (cases.outcome != expected)),
            "left_before_arrival": np.flatnonzero(cases.left < cases.arrived),
            "shipped_and_cancelled": np.flatnonzero(
                orders & (cases.completed != NEVER) & (cases.cause != Cause.NONE)
            ),
            "started_before_entry": np.flatnonzero(visits.started < visits.entered),
            "ended_before_entry": np.flatnonzero(visits.ended < visits.entered),
        }
        problems = [
            Problem(f"trajectory.{rule}", "engine_rule", int(rows[0]), {"rule": rule})
            for rule, rows in faults.items()
            if len(rows)
        ]
        if problems:
            raise EngineError(problems)
        return self


def outcomes(completed: Int64, left: Int64, due: Int64, cause: Int8, end: int) -> Int8:
    """Return the :class:`~sim.engines.rules.Outcome` of each order (rules 15 and 16).

    All arrays have shape (n_orders,); ticks, :data:`~sim.units.NEVER` where nothing
    came.
    """
    result = np.where(due < end, Outcome.OPEN_OVERDUE, Outcome.OPEN_NOT_DUE)
    cancelled = cause != Cause.NONE
    before = cancelled & (left <= due)
    result = np.where(cancelled, Outcome.CANCELLED_AFTER_DUE, result)
    result = np.where(before, Outcome.CANCELLED_BEFORE_DUE, result)
    result = np.where(cause == Cause.OVERSOLD, Outcome.OVERSOLD, result)
    result = np.where(completed != NEVER, Outcome.SHIPPED_LATE, result)
    result = np.where(
        (completed != NEVER) & (completed <= due), Outcome.SHIPPED_ON_TIME, result
    )
    return result.astype(np.int8)


def duty_table(people: People, present: Bool, calls: Calls, end: int) -> Duties:
    """Return the duty of everybody who came, planned and on call.

    Parameters
    ----------
    people
        The people and their planned duty.
    present
        Whether each planned duty is worked, shape (n_planned,).
    calls
        Calls that were made.
    end
        Tick at which the horizon ends; duty is cut there.
    """
    called = [
        (worker, start, min(stop, end))
        for team, start, stop in zip(calls.team, calls.start, calls.end, strict=True)
        for worker in people.on_call_of(int(team))
        if start < end
    ]
    extra = np.array(called, np.int64).reshape(-1, 3)
    worker = np.concatenate([people.duty_worker[present], extra[:, 0]])
    start = np.concatenate([people.duty_start[present], extra[:, 1]])
    stop = np.concatenate([people.duty_end[present], extra[:, 2]])
    order = np.lexsort((start, worker))
    return Duties(
        worker=worker[order].astype(np.int32),
        start=start[order],
        end=stop[order],
        on_call=np.arange(len(order))[order] >= np.count_nonzero(present),
    )
