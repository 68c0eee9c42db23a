"""The written rules of the simulation; both engines obey them.

Every scalar rule that both engines need is a plain function below; the compiled engine
compiles this very source.
A change of meaning changes this text, both engines, the golden files and CHANGELOG.

1. Clock
    int64 ticks of 1 ms from the start of the horizon; a run covers 0 <= tick < end.
    Ties are exact.
    A duration that is drawn is at least one tick.

2. Three phases (Tocher 1963)
    At each tick all bound events happen, in the order of :class:`Phase`; then idle
    people start what they can (``DISPATCH``); then time moves to the next event.
    Events of one phase either commute or have a written order, so no result depends on
    the order in which an event list was filled.

3. Arrivals
    A stream is a nonhomogeneous Poisson process on piecewise-constant rates, times a
    level factor (one a replication, shared by its group) and a day factor.
    An order keeps its draw number, and with it its tick and all its values, when rates
    are scaled.
    Orders are numbered by (arrival tick, demand, opening before new, draw number); this
    is the *case number* of rule 5.
    The child of order ``i`` by trigger slot ``k`` has case number
    ``(k + 1) * n_orders + i``; the last slot is the cancellation request.

4. Flow
    A case walks the steps of its flow.
    A step whose share does not apply is passed at once; a step that completes the order
    always applies.
    ``work`` queues for a team.
    ``wait`` lasts its time; one that was interrupted starts again.
    ``gate``: at a departure at most ``capacity`` cases leave, in queue order; gates
    that open at the same tick go in the order of their step numbers.
    The step marked as completing (the last one, where none is marked) is the handover
    to the carrier: the order is shipped when it leaves that step, and walks on.

5. Queue order
    Higher priority first; then, by the step's discipline, the earliest ship-by
    (``due``) or the earliest entry into the queue (``fifo``); then the earliest
    arrival; then the smallest case number.
    A case that was paused keeps its entry.

6. Dispatch
    For each team in file order: while it has an idle person on duty and a case in a
    queue that it serves, the idle person with the smallest number starts a case.
    The queue is the first non-empty one by the team's preference; with ``pick = "due"``
    it is the one whose head comes first by (priority, ship-by, arrival, case number).

7. Work
    Standard ticks divided by the speed at the start: team × step × ramp × fatigue.
    The speed does not change within a task.
    Ramp counts a person's paid time since the start of the horizon, fatigue the paid
    time in the current shift.

8. End of shift and breaks
    ``finish``: the running task is finished; time worked off duty is overtime.
    ``pause``: the task goes back to its queue with the rest of its standard ticks; a
    task that ends at this very tick is finished.
    Ends of duty come before starts of duty.

9. Error and rework
    A finished task is wrong with its team's error share for the step.
    Found at once: the case queues again at the step, for its rework minutes.
    Found after a delay, before shipping: a case that waits (queue, wait or gate) leaves
    there, queues at the wrong step, and then goes back to where it was; a case whose
    task has begun, also one that is paused, first ends that task; a case that is
    already being redone gets this step added, and redoes its steps in flow order.
    Found after shipping: the order is marked ``misshipped`` and fires ``error``, once.
    An error found at once is one more step to redo, so an earlier one goes first.
    A case whose completing task ends is handed over; what it had to redo then counts as
    found after shipping.
    Once a case has been redone ``MAX_REWORKS`` times, its tasks are right.
    First work at a step is visit 0; the n-th rework of a case is visit n.

10. Triggers
    Start cases in other flows, at least one tick later; those compete for the same
    people.
    An order starts the case of a trigger at most once; a case that would arrive at or
    after the end of the horizon does not exist.
    ``late`` fires at the first tick after the ship-by for every order that is not
    handed over by then, also for one that is about to leave.

11. Cancellation
    Change of mind counts from the order, giving up from the ship-by; both are drawn
    with the order.
    A case that waits leaves at once, a paused one too; one in work leaves when that
    task ends, or pauses; a shipped one never.
    A tick that was drawn before the order arrives is moved to its arrival.
    Through a flow, the wish starts a request that arrives one tick later; when the
    request has been worked off, the order is cancelled unless it was shipped before
    (``crossed``).
    An order makes at most one request.
    The mall cancels an order that never came past its confirming step; rework does not
    undo that it did.

12. On call
    At each check the queue as it stands at the end of the tick before is compared with
    the mark; above it, the extra people come after the lead time.
    The next call waits until the last one is over.
    A call is written down whole, also where it reaches past the horizon.

13. Oversell
    A channel sees ``units`` minus its own sales minus the other channels' sales up to
    the last sync (syncs fall on multiples of the interval and come before the arrivals
    of their tick).
    Where it sees none, the customer turns away and there is no order.
    An order that takes a unit which is not there is oversold: it is cancelled by the
    shop when it leaves, or passes, the step at which this is found.
    It fires ``oversold``, not ``cancelled``.

14. Opening state
    Open orders enter their step at tick 0, with their own order time and ship-by; the
    step at which they stand applies to them.
    What would have happened to them before tick 0 does not happen any more.

15. End
    Nothing disappears: every order has exactly one :class:`Outcome`.
    Open tasks and queues stay open in the trajectory.

16. Missed shipment
    An order whose ship-by lies inside the horizon (``due < end``) and that was not
    handed over by then: shipped late, cancelled after due, or open overdue.
    A handover at the very tick of the ship-by is on time.

At the end of a step the checks come in this order: the case is leaving (11); it is
oversold and this is the step where it is found (13); the task was wrong (9); the step
completes the order, unless this very step is to be redone (4); steps to redo (9); the
next step, or after rework the place where the case was (4).
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.units import NEVER

__all__ = [
    "MAX_REWORKS",
    "Cause",
    "End",
    "Outcome",
    "Phase",
    "Place",
    "TriggerCode",
    "late_tick",
    "reply_due",
    "rest_ticks",
    "speed_at",
    "work_ticks",
]

Int64 = NDArray[np.int64]

MAX_REWORKS = 1000


class Phase(IntEnum):
    """Order of the bound events of one tick, and dispatch after them."""

    CHECK = 0
    """On-call rules look at their queues, in the order of the teams."""
    DUTY_END = 1
    """Shifts, breaks and calls: people go off duty."""
    DUTY_START = 2
    """People come on duty."""
    COMPLETE = 3
    """Tasks end."""
    WAIT = 4
    """Waits end."""
    FOUND = 5
    """Errors are found; those of one case in the order of their steps."""
    GATE = 6
    """Departures, in the order of the step numbers."""
    ARRIVE = 7
    """Orders and started cases arrive."""
    LATE = 8
    """The first tick after a ship-by."""
    CANCEL = 9
    """Customers change their mind."""
    CANCEL_LATE = 10
    """Customers give up on a late order."""
    AUTO_CANCEL = 11
    """The mall cancels what nobody confirmed."""
    REQUEST = 12
    """Cancellation requests worked off at this tick take effect."""
    DISPATCH = 13
    """Idle people start."""


class Place(IntEnum):
    """Where a case is."""

    NOT_YET = 0
    QUEUED = 1
    WORKING = 2
    WAITING = 3
    AT_GATE = 4
    GONE = 5


class End(IntEnum):
    """How a visit to a step ended."""

    DONE = 0
    """The step was done."""
    PAUSED = 1
    """The person went off duty; the rest of the task is a visit row of its own."""
    LEFT = 2
    """The case left the system while it waited here."""
    PULLED = 3
    """The case was sent back to redo an earlier step."""
    OPEN = 4
    """The horizon ended first."""


class Cause(IntEnum):
    """Why an order was cancelled."""

    NONE = 0
    CUSTOMER = 1
    """Change of mind."""
    LATE = 2
    """Gave up on a late order."""
    MALL = 3
    """Not confirmed in time."""
    OVERSOLD = 4
    """The unit was not there."""


class Outcome(IntEnum):
    """What became of a case; exactly one."""

    SHIPPED_ON_TIME = 0
    SHIPPED_LATE = 1
    CANCELLED_BEFORE_DUE = 2
    CANCELLED_AFTER_DUE = 3
    OVERSOLD = 4
    OPEN_OVERDUE = 5
    OPEN_NOT_DUE = 6


class TriggerCode(IntEnum):
    """What starts a case in another flow."""

    ARRIVED = 0
    LATE = 1
    SHIPPED = 2
    CANCELLED = 3
    OVERSOLD = 4
    ERROR = 5


def work_ticks(standard_ticks: int, speed: float) -> int:
    """Return how long ``standard_ticks`` of work last at ``speed``; at least one."""
    return max(1, int(standard_ticks / speed + 0.5))


def rest_ticks(standard_ticks: int, worked_ticks: int, speed: float) -> int:
    """Return the standard ticks left after ``worked_ticks``; at least one."""
    return max(1, standard_ticks - int(worked_ticks * speed))


def speed_at(
    speed: float,
    experience_ticks: int,
    shift_ticks: int,
    ramp_start: float,
    ramp_ticks: int,
    fatigue_ticks: int,
    slowdown: float,
) -> float:
    """Return the speed of a person at the start of a task.

    ``speed`` is team × step, ``experience_ticks`` the paid time since the start of the
    horizon, ``shift_ticks`` the paid time in the current shift.
    Without ramp ``ramp_ticks`` is 0; without fatigue ``slowdown`` is 1.
    """
    if experience_ticks < ramp_ticks:
        learned = experience_ticks / ramp_ticks
        speed = speed * (ramp_start + (1.0 - ramp_start) * learned)
    if shift_ticks >= fatigue_ticks:
        speed = speed / slowdown
    return speed


def late_tick(arrived: int, due: int) -> int:
    """Return the tick at which an order becomes late; NEVER if it does not.

    That is the first tick after its ship-by, but not before it arrives; a ship-by that
    passed before tick 0 is history.
    """
    if due == NEVER or due + 1 < 0:
        return NEVER
    return max(due + 1, arrived)


def reply_due(
    arrived: int, reply_ticks: int, open_starts: Int64, open_ends: Int64
) -> int:
    """Return when a started case is due; NEVER if it is never due.

    ``open_starts`` and ``open_ends`` are the stretches of time that count, in order;
    where there are none, all time counts.
    """
    if reply_ticks == NEVER:
        return NEVER
    if len(open_starts) == 0:
        return arrived + reply_ticks
    left = reply_ticks
    for k in range(len(open_starts)):
        begin = max(int(open_starts[k]), arrived)
        lasts = int(open_ends[k]) - begin
        if lasts <= 0:
            continue
        if left <= lasts:
            return begin + left
        left -= lasts
    return NEVER
