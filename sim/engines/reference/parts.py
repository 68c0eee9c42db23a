"""What there is in a world: moments, cases, people, tasks, queues.

SimPy runs events in the order of (time, priority).
Here the time is a tick and the priority is the phase of the tick, so "completions
before departures before arrivals" is nothing but a priority.
A :class:`Moment` is such an event; a process waits for one with ``yield``, and what is
to be done once is a callback on it.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field

import simpy
from simpy.events import EventPriority

from sim.engines.people import TeamPlan
from sim.engines.plans import NO_STEP, StepPlan
from sim.engines.rules import Cause, Phase, Place
from sim.units import NEVER

__all__ = ["Case", "Moment", "Queue", "QueueKey", "Task", "Worker"]

QueueKey = tuple[int, int, int, int]

_PLACES = 1_000_000


class Moment(simpy.Event):
    """A tick and a phase in it; ``place`` orders the events of one phase."""

    def __init__(
        self, env: simpy.Environment, tick: int, phase: Phase, place: int = 0
    ) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        priority = EventPriority((phase + 1) * _PLACES + place)
        env.schedule(self, priority=priority, delay=tick - int(env.now))


@dataclass(slots=True, eq=False)
class Case:
    """An order, or a case that an order started; times are ticks."""

    number: int
    flow: int
    demand: int
    order_class: int
    stream: int
    draw: int
    arrived: int
    due: int
    priority: int
    parent: int = -1
    slot: int = -1
    item: int = -1
    value_yen: float = 0.0
    oversold: bool = False

    place: Place = Place.NOT_YET
    step: int = NO_STEP
    stands_at: int = NO_STEP
    """Step at which an order stood at the start; it applies to it."""
    furthest: int = NO_STEP
    """Latest step of the flow that it came to."""
    entered: int = NEVER
    """Entry into the present step, or the pause in it."""
    queued: int = NEVER
    """First entry into the queue for the present task."""
    visit: int = 0
    """0 for first work at a step, n for the n-th rework of the case."""
    rest: int = 0
    """Standard ticks left of a task that was paused; 0: the task has not begun."""
    stay: int = 0
    """Counts the stays; an end that was planned for an earlier stay is void."""
    redo: set[int] = field(default_factory=set)
    """Steps to be done again."""
    resume: int | None = None
    """Step to go to when all is redone; None: nothing is being redone."""
    reworks: int = 0
    leaving: Cause = Cause.NONE
    """Cancelled in the middle of a task: leaves when the task ends."""
    request_cause: Cause = Cause.NONE

    completed: int = NEVER
    left: int = NEVER
    requested: int = NEVER
    cause: Cause = Cause.NONE
    misshipped: bool = False
    crossed: bool = False

    @property
    def is_shipped(self) -> bool:
        """Whether an order was handed over."""
        return self.completed != NEVER

    @property
    def due_key(self) -> QueueKey:
        """Place in a queue by ship-by (rule 5)."""
        return (-self.priority, self.due, self.arrived, self.number)

    @property
    def fifo_key(self) -> QueueKey:
        """Place in a queue by entry (rule 5)."""
        return (-self.priority, self.queued, self.arrived, self.number)


@dataclass(slots=True, eq=False)
class Task:
    """A stretch of work of one person on one case."""

    case: Case
    started: int
    ends: int
    standard: int
    """Standard ticks at the start."""
    speed: float


@dataclass(slots=True, eq=False)
class Worker:
    """A person."""

    number: int
    team: TeamPlan
    is_on_duty: bool = False
    task: Task | None = None
    duty_start: int = 0
    paid_before: int = 0
    """Paid ticks of the shift before this stretch of duty."""
    experience: int = 0
    """Paid ticks in all stretches of duty before this one."""

    @property
    def is_idle(self) -> bool:
        """Whether the person can start a task now."""
        return self.is_on_duty and self.task is None


class Queue:
    """Cases in queue order."""

    def __init__(self, step: StepPlan) -> None:
        self.step = step
        self._cases: list[tuple[QueueKey, Case]] = []

    def __len__(self) -> int:
        return len(self._cases)

    @property
    def head(self) -> Case:
        """The case that goes first."""
        return self._cases[0][1]

    def add(self, case: Case) -> None:
        """Let a case join at its place."""
        insort(self._cases, (self._key(case), case), key=lambda entry: entry[0])

    def remove(self, case: Case) -> None:
        """Let a case go."""
        key = self._key(case)
        del self._cases[bisect_left(self._cases, key, key=lambda entry: entry[0])]

    def _key(self, case: Case) -> QueueKey:
        return case.fifo_key if self.step.is_fifo else case.due_key
