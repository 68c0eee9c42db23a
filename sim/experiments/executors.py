"""Where replications run: threads, processes, or any executor that is given.

The compiled engine releases Python's lock, so it runs in threads; the reference engine
runs in processes.
Any executor of the kind of :mod:`concurrent.futures` will do, such as
:func:`sim.experiments.cluster.cluster`, and may be used for many calls.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import current_process, get_context
from multiprocessing.synchronize import Event
from typing import Final

from sim.engines import EngineName
from sim.experiments.work import Block, Work, stacked

__all__ = ["Cancelled", "IsCancelled", "Workers", "check_counts", "workers_for"]

IsCancelled = Callable[[], bool]

_SECONDS_BETWEEN_LOOKS: Final = 0.1
_CHUNKS_A_WORKER: Final = 32
_LONGEST_CHUNK: Final = 64


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """The run was stopped because its caller asked for it; there is no result."""


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def workers_for(
    engine: EngineName, *, executor: Executor | None, workers: int | None, most: int
) -> Iterator["Workers"]:
    """Yield what runs an engine; what was made for it ends with the block.

    Parameters
    ----------
    engine
        The engine that will run.
    executor
        What runs it; None means threads or processes of this machine.
    workers
        Replications at the same time; None means one a core, or what the executor has.
    most
        Replications that there will be, at most.

    Raises
    ------
    ValueError
        ``workers`` is below 1.
    """
    check_counts(workers=workers)
    count = max(1, min(workers or _size(executor), most))
    if executor is not None:
        yield Workers(executor, count)
    # a daemon process may not have children of its own
    elif count == 1 or (engine == "reference" and current_process().daemon):
        yield Workers(None, count)
    else:
        begin = _processes if engine == "reference" else _threads
        with begin(count) as own:
            yield Workers(own, count)


@dataclass(frozen=True, slots=True)
class Workers:
    """What runs replications, and how many at the same time."""

    executor: Executor | None
    """None means in the caller's thread."""
    count: int
    """Replications at the same time."""

    def blocks(
        self,
        work: Work,
        numbers: Sequence[int],
        *,
        chunk_size: int | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Generator[tuple[Sequence[int], Block], None, None]:
        """Yield (replication numbers, their values), in any order.

        Parameters
        ----------
        work
            What is done with each number.
        numbers
            Numbers of the replications.
        chunk_size
            Replications handed to a worker at once; None chooses.
        cancelled
            Asked again and again while the work is done.

        Raises
        ------
        Cancelled
            ``cancelled`` said so.
        ValueError
            ``chunk_size`` is below 1.
        """
        check_counts(chunk_size=chunk_size)
        if self.executor is None:
            yield from _one_by_one(work, numbers, cancelled)
            return
        size = chunk_size or _chunk_size(len(numbers), self.count)
        chunks = [numbers[at : at + size] for at in range(0, len(numbers), size)]
        yield from _submitted(self.executor, work, chunks, cancelled)


def check_counts(**counts: int | None) -> None:
    """Refuse a count below 1; None means that nobody asked.

    Raises
    ------
    ValueError
        A count is below 1.
    """
    for name, count in counts.items():
        if count is not None and count < 1:
            msg = f"{name}: must be >= 1, got {count}"
            raise ValueError(msg)


def _size(executor: Executor | None) -> int:
    """Return how many replications run at the same time."""
    return getattr(executor, "_max_workers", None) or _cores()


def _chunk_size(n: int, workers: int) -> int:
    """Return a size with which no worker waits long for the last one to end."""
    return min(max(1, n // (workers * _CHUNKS_A_WORKER)), _LONGEST_CHUNK)


def _one_by_one(
    work: Work, numbers: Sequence[int], cancelled: IsCancelled | None
) -> Iterator[tuple[Sequence[int], Block]]:
    for number in numbers:
        _stop_if(cancelled)
        yield [number], stacked([work.values(number)])


def _submitted(
    executor: Executor,
    work: Work,
    chunks: Sequence[Sequence[int]],
    cancelled: IsCancelled | None,
) -> Iterator[tuple[Sequence[int], Block]]:
    if isinstance(executor, ThreadPoolExecutor):
        work.frame  # noqa: B018  # made once, here, for all threads
    pending = {executor.submit(_block, work, chunk): chunk for chunk in chunks}
    try:
        while pending:
            _stop_if(cancelled)
            done, _ = wait(
                pending, timeout=_SECONDS_BETWEEN_LOOKS, return_when=FIRST_COMPLETED
            )
            for future in done:
                yield pending.pop(future), future.result()
    finally:
        if pending:
            work.is_given_up.set()
        for future in pending:
            future.cancel()


def _stop_if(cancelled: IsCancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


def _block(work: Work, chunk: Sequence[int]) -> Block:
    """Return the values of some replications; ends early when nobody wants them."""
    values = []
    for number in chunk:
        if work.is_given_up.is_set() or any(stop.is_set() for stop in _stop_of_process):
            raise Cancelled
        values.append(work.values(number))
    return stacked(values)


@contextmanager
def _threads(workers: int) -> Iterator[Executor]:
    """Yield a pool of threads; when the body fails, nothing more is begun."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Yield a pool of processes; when the body fails, each ends its replication.

    They are asked, not killed: a process that is killed while it sends a result leaves
    half a message in the pipe, and the parent waits for the rest for ever.
    """
    context = get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin_process, initargs=(stop,)
    )
    try:
        yield pool
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


_stop_of_process: list[Event] = []
"""In a worker process, the event that ends its work; empty elsewhere."""


def _begin_process(stop: Event) -> None:
    """Let the parent alone answer Ctrl-C, and know when it has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stop_of_process.append(stop)
