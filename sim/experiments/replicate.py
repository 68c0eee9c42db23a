"""Many replications of one scenario, on one core or several.

A replication depends on (scenario, seed, its number) only, and results are put in order
of that number before anything is summed: any number of workers and any chunking give
the same bytes.
The reference engine runs in processes, the compiled one in threads.
"""

import os
import pickle
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import closing, contextmanager
from functools import lru_cache, partial
from multiprocessing import current_process, get_context
from multiprocessing.synchronize import Event
from time import perf_counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.engines import engine as engine_named
from sim.engines.program import compile_program
from sim.experiments.record import Timing, record_of
from sim.experiments.result import Result, kpi_rows, tables_of
from sim.experiments.verdict import judge
from sim.measures import Frame, measure, table_keys
from sim.scenario.model import Scenario

__all__ = ["DEFAULT_REPLICATIONS", "DEFAULT_SEED", "Cancelled", "run"]

DEFAULT_SEED: Final = 20261204
DEFAULT_REPLICATIONS: Final = 100

_SECONDS_BETWEEN_LOOKS = 0.1
_CHUNKS_A_WORKER = 32

Values = dict[str, NDArray[np.float64] | NDArray[np.int32]]
Task = Callable[[Sequence[int]], list[Values]]


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """The run was stopped because its caller asked for it; there is no result."""


def run(
    scenario: Scenario,
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: EngineName = "compiled",
    workers: int | None = None,
    chunk_size: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Return what a scenario leads to, over many possible sales.

    Parameters
    ----------
    scenario
        A checked scenario.
    replications
        Possible sales to simulate, 1 or more, numbered from 0.
    seed
        Seed of every random value.
    engine
        Engine that runs them; the numbers are the same.
    workers
        Threads or processes at the same time; None means one a core.
    chunk_size
        Replications handed to a worker at once; None chooses.
    on_progress
        Called as ``on_progress(done, total)``, in the caller's thread.
    cancelled
        Asked between replications; the run stops when it says True.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ValueError
        A number is out of range.
    """
    began = perf_counter()
    _check_counts(replications=replications, workers=workers, chunk_size=chunk_size)
    frame = Frame(compile_program(scenario))
    used = min(workers or _cores(), replications)
    size = chunk_size or max(1, replications // (used * _CHUNKS_A_WORKER))
    chunks = [
        range(start, min(start + size, replications))
        for start in range(0, replications, size)
    ]
    samples: dict[str, NDArray[np.number]] = {}
    done = 0
    with closing(_measured(frame, seed, engine, used, chunks, cancelled)) as measured:
        for chunk, values in measured:
            _put(samples, chunk, values, replications)
            done += len(chunk)
            if on_progress is not None:
                on_progress(done, replications)
    kpis = kpi_rows(np.asarray(samples["kpis"], np.float64))
    return Result(
        scenario=scenario,
        record=record_of(scenario, seed=seed, replications=replications, engine=engine),
        verdict=judge(kpis["missed_share"], scenario.target),
        tables=tables_of(table_keys(frame), samples),
        replications=kpis,
        timing=Timing(seconds=perf_counter() - began, workers=used),
    )


def _check_counts(**counts: int | None) -> None:
    for name, count in counts.items():
        if count is not None and count < 1:
            msg = f"{name}: must be >= 1, got {count}"
            raise ValueError(msg)


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _put(
    samples: dict[str, NDArray[np.number]],
    chunk: Sequence[int],
    values: list[Values],
    replications: int,
) -> None:
    """Write the values of some replications into their rows of the samples."""
    for number, of_tables in zip(chunk, values, strict=True):
        for name, row in of_tables.items():
            if name not in samples:
                samples[name] = np.empty((replications, len(row)), row.dtype)
            samples[name][number] = row


def _measured(
    frame: Frame,
    seed: int,
    engine: EngineName,
    workers: int,
    chunks: Sequence[Sequence[int]],
    cancelled: Callable[[], bool] | None,
) -> Generator[tuple[Sequence[int], list[Values]], None, None]:
    """Yield (replication numbers, their values), in any order."""
    task: Task = partial(_replicate, frame, seed, engine)
    # a daemon process may not have children of its own
    if workers == 1 or (engine == "reference" and current_process().daemon):
        single = [[number] for chunk in chunks for number in chunk]
        for chunk in single:
            _stop_if(cancelled)
            yield chunk, task(chunk)
    elif engine == "reference":
        # a program is cheap to build and large to send
        payload = pickle.dumps(frame.program.scenario)
        task = partial(_replicate_in_process, payload, seed, engine)
        with _processes(workers) as pool:
            yield from _pooled(pool, task, chunks, cancelled)
    else:
        with _threads(workers) as pool:
            yield from _pooled(pool, task, chunks, cancelled)


def _pooled(
    pool: Executor,
    task: Task,
    chunks: Sequence[Sequence[int]],
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[Sequence[int], list[Values]]]:
    pending = {pool.submit(task, chunk): chunk for chunk in chunks}
    while pending:
        _stop_if(cancelled)
        done, _ = wait(
            pending, timeout=_SECONDS_BETWEEN_LOOKS, return_when=FIRST_COMPLETED
        )
        for future in done:
            yield pending.pop(future), future.result()


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


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


def _replicate(
    frame: Frame, seed: int, engine: EngineName, numbers: Sequence[int]
) -> list[Values]:
    simulate = engine_named(engine)
    return [
        measure(frame, simulate(frame.program, seed=seed, replication=number))
        for number in numbers
    ]


def _replicate_in_process(
    payload: bytes, seed: int, engine: EngineName, numbers: Sequence[int]
) -> list[Values]:
    frame = _unpacked(payload)
    values: list[Values] = []
    for number in numbers:
        if any(stop.is_set() for stop in _stop_of_process):
            raise Cancelled
        values += _replicate(frame, seed, engine, [number])
    return values


@lru_cache(maxsize=1)
def _unpacked(payload: bytes) -> Frame:
    """Return the frame of a scenario; built once in each process."""
    return Frame(compile_program(pickle.loads(payload)))
