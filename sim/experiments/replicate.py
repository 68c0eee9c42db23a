"""Many replications of one scenario, on one core or several.

A replication depends on (scenario, seed, its number) only, and results are put in order
of that number before anything is summed: any number of workers and any chunking give
the same bytes.
The reference engine runs in processes, the compiled one in threads.
"""

from concurrent.futures import Executor
from contextlib import closing
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd

from sim.engines import EngineName
from sim.experiments.executors import IsCancelled, check_counts, workers_for
from sim.experiments.gathering import Gatherer, OnProgress
from sim.experiments.record import Timing, record_of
from sim.experiments.replicated import Replicated
from sim.experiments.result import Result, kpi_rows, tables_of
from sim.experiments.stopping import Precision, Stopping, decide, next_total
from sim.experiments.store import RunStore
from sim.experiments.verdict import judge
from sim.experiments.work import HEADLINE, Work
from sim.measures import table_keys
from sim.scenario.model import Scenario

__all__ = ["DEFAULT_REPLICATIONS", "DEFAULT_SEED", "run"]

DEFAULT_SEED: Final = 20261204
DEFAULT_REPLICATIONS: Final = 100


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
    store: RunStore | None = None,
    precision: Precision | None = None,
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
    store
        Where values are looked for and kept; None means nowhere.
    precision
        Go on after ``replications`` until the means are known so well; None means that
        ``replications`` are enough.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ValueError
        A number is out of range.
    """
    began = perf_counter()
    check_counts(replications=replications, chunk_size=chunk_size)
    work = Work(scenario, seed, engine)
    most = replications if precision is None else precision.max_replications
    with (
        workers_for(
            engine, executor=executor, workers=workers, most=max(most, replications)
        ) as found,
        Replicated() as values,
    ):
        gatherer = Gatherer(work, found, store, chunk_size, on_progress, cancelled)
        n, stopping = _sample(gatherer, values, replications, precision)
        kpis = _kpis(values, n)
        tables = tables_of(table_keys(work.frame), values, n)
    return Result(
        scenario=scenario,
        record=record_of(scenario, seed=seed, replications=n, engine=engine),
        verdict=judge(kpis["missed_share"], scenario.target),
        tables=tables,
        replications=kpis,
        timing=Timing(perf_counter() - began, found.count, gatherer.n_reused),
        stopping=stopping,
    )


def _sample(
    gatherer: Gatherer, values: Replicated, least: int, precision: Precision | None
) -> tuple[int, Stopping | None]:
    """Fill the values; return how many replications count, and why so many."""
    total = least
    _gather(gatherer, values, range(total))
    if precision is None:
        return total, None
    while True:
        kpis = _kpis(values, total)
        answer = decide(kpis, precision, least=least)
        if answer is not None:
            return answer
        more = next_total(kpis, precision, least=least)
        _gather(gatherer, values, range(total, more))
        total = more


def _gather(gatherer: Gatherer, values: Replicated, numbers: range) -> None:
    with closing(gatherer.gather(numbers, numbers.stop)) as gathered:
        for chunk, block in gathered:
            values.put(chunk, block)


def _kpis(values: Replicated, n: int) -> pd.DataFrame:
    width = values.width(HEADLINE)
    return kpi_rows(np.asarray(values.columns(HEADLINE, n, 0, width), np.float64))
