"""Long questions answered in the background: once each, a few at a time.

A question has a key. Whoever asks it becomes a watcher of its job; the second person
with the same question watches the first one's job and nothing is computed twice.
A job is given up when its last watcher leaves.
At most ``workers`` jobs run at a time over all sessions; the others wait in line.
Answers stay until ``kept`` newer ones have pushed them out.
"""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from math import inf
from time import perf_counter
from typing import Generic, Literal, TypeVar

__all__ = ["Busy", "Control", "JobQueue", "JobState", "Progress", "unfinished"]

_log = logging.getLogger(__name__)

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
_OPEN = ("waiting", "running")

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Busy(Exception):  # noqa: N818  # says what is so, as a planner reads it
    """Too many questions are waiting."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is."""

    state: JobState
    """Where the job stands."""
    done: int = 0
    """Parts that are finished."""
    total: int = 0
    """All parts; 0 while nobody knows."""
    seconds: float = 0.0
    """Seconds since it began to run; 0 while it waits."""
    asked_at: float = 0.0
    """When it was first asked, seconds of the process clock."""
    ended_at: float = inf
    """When it was over, seconds of the process clock; infinite until then."""

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in _OPEN

    @property
    def seconds_left(self) -> float | None:
        """Seconds to go at the pace so far; None while no part is finished."""
        if not self.done:
            return None
        return self.seconds / self.done * (self.total - self.done)


def unfinished(parts: Iterable[Progress | None]) -> Progress | None:
    """Return the first of several jobs that is not done, or the last one when all are.

    None when one of them was never asked: there is nothing to wait for then.
    """
    found = list(parts)
    known = [each for each in found if each is not None]
    if not found or len(known) < len(found):
        return None
    return next((each for each in known if each.state != "done"), known[-1])


class Control:
    """What a running job says, and what it is told."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.done = 0
        self.total = 0

    def report(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` parts are finished."""
        self.done, self.total = done, total

    def is_cancelled(self) -> bool:
        """Return whether nobody wants the answer any more."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the job to stop at its next part."""
        self._stop.set()


class JobQueue(Generic[Key, Answer]):
    """All jobs of a process.

    Parameters
    ----------
    workers
        Jobs that run at a time.
    kept
        Jobs that are remembered, answers included.
    waiting_at_most
        Jobs in line from which on a new question is refused.
    expected
        Errors that are answers, such as wrong input; all others are logged.
    """

    def __init__(
        self,
        *,
        workers: int,
        kept: int,
        waiting_at_most: int,
        expected: tuple[type[Exception], ...] = (),
    ) -> None:
        self._expected = expected
        self._workers = workers
        self._kept = kept
        self._waiting_at_most = waiting_at_most
        self._changed = threading.Condition()
        self._jobs: OrderedDict[Key, _Job[Key, Answer]] = OrderedDict()
        self._line: deque[_Job[Key, Answer]] = deque()
        self._n_busy = 0

    def ask(self, key: Key, work: Callable[[Control], Answer], watcher: str) -> None:
        """Have ``work`` done unless it is done, running or waiting already.

        Parameters
        ----------
        watcher
            Who asks, such as the id of a session.

        Raises
        ------
        Busy
            Too many questions are waiting.
        """
        with self._changed:
            job = self._jobs.get(key)
            if job is None or job.state in ("failed", "cancelled"):
                if len(self._line) >= self._waiting_at_most:
                    raise Busy
                job = _Job(key, work)
                self._jobs[key] = job
                self._line.append(job)
                self._start_worker()
            job.watchers.add(watcher)
            self._jobs.move_to_end(key)
            self._forget_old()

    def leave(self, key: Key, watcher: str) -> None:
        """Take a watcher away; the job of the last one is given up."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None or job.state not in _OPEN:
                return
            job.watchers.discard(watcher)
            if job.watchers:
                return
            job.control.cancel()
            job.state, job.ended = "cancelled", perf_counter()
            if job in self._line:
                self._line.remove(job)
            self._changed.notify_all()

    def progress(self, key: Key) -> Progress | None:
        """Return how far a job is; None when nobody asked or it is forgotten."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None:
                return None
            seconds = perf_counter() - job.started if job.started else 0.0
            control = job.control
            return Progress(
                state=job.state,
                done=control.done,
                total=control.total,
                seconds=seconds,
                asked_at=job.asked,
                ended_at=job.ended,
            )

    def answer(self, key: Key) -> Answer | None:
        """Return the answer of a job that is done, otherwise None."""
        with self._changed:
            job = self._jobs.get(key)
            if job is None or job.state != "done":
                return None
            self._jobs.move_to_end(key)
            return job.answer

    def error(self, key: Key) -> Exception | None:
        """Return what a failed job failed of."""
        with self._changed:
            job = self._jobs.get(key)
            return None if job is None else job.error

    def wait(self, key: Key, seconds: float) -> bool:
        """Wait until a job is over, ``seconds`` at most; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_over(key), seconds)

    def _is_over(self, key: Key) -> bool:
        job = self._jobs.get(key)
        return job is None or job.state not in _OPEN

    def _start_worker(self) -> None:
        if self._n_busy >= self._workers:
            return
        self._n_busy += 1
        threading.Thread(target=self._work_off, name="hanboki-job", daemon=True).start()

    def _work_off(self) -> None:
        """Do the jobs in line, first come first served, until none is left."""
        while (job := self._next()) is not None:
            answer, error = None, None
            try:
                answer = job.work(job.control)
            except Exception as problem:  # noqa: BLE001, RUF100  # shown to the watchers
                error = problem
                if not isinstance(problem, self._expected):
                    _log.exception("a job failed: %s", job.key)
            self._finish(job, answer, error)

    def _next(self) -> "_Job[Key, Answer] | None":
        with self._changed:
            if not self._line:
                self._n_busy -= 1
                return None
            job = self._line.popleft()
            job.state, job.started = "running", perf_counter()
            return job

    def _finish(
        self,
        job: "_Job[Key, Answer]",
        answer: Answer | None,
        error: Exception | None,
    ) -> None:
        with self._changed:
            if job.state == "running":
                job.state = "done" if error is None else "failed"
                job.answer, job.error = answer, error
                job.ended = perf_counter()
            self._changed.notify_all()

    def _forget_old(self) -> None:
        over = [key for key, job in self._jobs.items() if job.state not in _OPEN]
        for key in over[: max(len(self._jobs) - self._kept, 0)]:
            del self._jobs[key]


@dataclass(eq=False)
class _Job(Generic[Key, Answer]):
    key: Key
    work: Callable[[Control], Answer]
    control: Control = field(default_factory=Control)
    watchers: set[str] = field(default_factory=set)
    state: JobState = "waiting"
    asked: float = field(default_factory=perf_counter)
    started: float = 0.0
    ended: float = inf
    answer: Answer | None = None
    error: Exception | None = None
