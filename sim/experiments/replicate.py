"""Many replications of one scenario, on one core or several.

A replication depends on (scenario, seed, its number) only, and results are put in order
of that number before anything is summed: any number of workers and any chunking give
the same bytes.
The reference engine runs in processes, the compiled one in threads.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from time import perf_counter
from typing import Final

import numpy as np

from sim.engines import EngineName
from sim.experiments.executors import IsCancelled, blocks, check_counts, size_of
from sim.experiments.record import Timing, record_of
from sim.experiments.result import Result, kpi_rows, tables_of
from sim.experiments.verdict import judge
from sim.experiments.work import HEADLINE, Block, Work
from sim.measures import table_keys
from sim.scenario.model import Scenario

__all__ = ["DEFAULT_REPLICATIONS", "DEFAULT_SEED", "OnProgress", "run"]

DEFAULT_SEED: Final = 20261204
DEFAULT_REPLICATIONS: Final = 100

OnProgress = Callable[[int, int], None]
"""Called with how many replications are done and how many there will be."""


def run(
    scenario: Scenario,
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: EngineName = "compiled",
    executor: Executor | None = None,
    workers: int | None = None,
    chunk_size: int | None = None,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
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
    executor
        What runs them; None means threads or processes of this machine.
    workers
        Replications at the same time; None means one a core, or what the executor has.
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
    check_counts(replications=replications)
    work = Work(scenario, seed, engine)
    samples: Block = {}
    done = 0
    measured = blocks(
        work,
        range(replications),
        executor=executor,
        workers=workers,
        chunk_size=chunk_size,
        cancelled=cancelled,
    )
    with closing(measured):
        for chunk, block in measured:
            _put(samples, chunk, block, replications)
            done += len(chunk)
            if on_progress is not None:
                on_progress(done, replications)
    kpis = kpi_rows(np.asarray(samples[HEADLINE], np.float64))
    return Result(
        scenario=scenario,
        record=record_of(scenario, seed=seed, replications=replications, engine=engine),
        verdict=judge(kpis["missed_share"], scenario.target),
        tables=tables_of(table_keys(work.frame), samples),
        replications=kpis,
        timing=Timing(
            seconds=perf_counter() - began,
            workers=min(workers or size_of(executor), replications),
        ),
    )


def _put(samples: Block, chunk: Sequence[int], block: Block, replications: int) -> None:
    """Write the values of some replications into their rows of the samples."""
    for name, rows in block.items():
        if name not in samples:
            samples[name] = np.empty((replications, rows.shape[1]), rows.dtype)
        samples[name][list(chunk)] = rows
