"""The headline KPIs of any set of replications, for searches that grow a sample.

Replication number k is the same whoever asks and whatever else is asked, so blocks of
numbers that are asked one after the other are one sample.
"""

from collections.abc import Iterable
from concurrent.futures import Executor

import numpy as np
import pandas as pd

from sim.engines import EngineName
from sim.experiments.executors import IsCancelled, workers_for
from sim.experiments.gathering import Gatherer, OnProgress
from sim.experiments.store import RunStore
from sim.experiments.work import HEADLINE, Work
from sim.measures import kpi_names
from sim.scenario.model import Scenario

__all__ = ["headlines"]


def headlines(
    scenario: Scenario,
    *,
    numbers: Iterable[int],
    seed: int,
    engine: EngineName = "compiled",
    executor: Executor | None = None,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    store: RunStore | None = None,
    cancelled: IsCancelled | None = None,
) -> pd.DataFrame:
    """Return the headline KPIs: one row a replication, a column a KPI.

    The rows stand in the order of ``numbers``; the index is named ``replication``.

    Parameters
    ----------
    scenario
        A checked scenario.
    numbers
        Numbers of the replications, each 0 or more and asked once.
    seed
        Seed of every random value.
    engine
        Engine that runs them; the numbers are the same.
    executor
        What runs them; None means threads or processes of this machine.
    workers
        Replications at the same time; None means one a core, or what the executor has.
    on_progress
        Called as ``on_progress(done, total)``, in the caller's thread.
    store
        Where values are looked for and kept; None means nowhere.
    cancelled
        Asked between replications; the call stops when it says True.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ValueError
        A number is negative or asked twice, or ``workers`` is below 1.
    """
    wanted = _checked(numbers)
    work = Work(scenario, seed, engine, is_headline_only=True)
    names = list(kpi_names("kpis"))
    values = np.empty((len(wanted), len(names)))
    place = {number: row for row, number in enumerate(wanted)}
    with workers_for(
        engine, executor=executor, workers=workers, most=len(wanted)
    ) as found:
        gatherer = Gatherer(
            work, found, store, on_progress=on_progress, cancelled=cancelled
        )
        for chunk, block in gatherer.gather(wanted, len(wanted)):
            values[[place[number] for number in chunk]] = block[HEADLINE]
    index = pd.Index(wanted, dtype=np.int64, name="replication")
    return pd.DataFrame(values, index=index, columns=names)


def _checked(numbers: Iterable[int]) -> list[int]:
    wanted = [int(number) for number in numbers]
    if wanted and min(wanted) < 0:
        msg = f"numbers: must be >= 0, got {min(wanted)}"
        raise ValueError(msg)
    if len(set(wanted)) < len(wanted):
        msg = f"numbers: must differ, got {len(wanted)} with {len(set(wanted))} values"
        raise ValueError(msg)
    return wanted
