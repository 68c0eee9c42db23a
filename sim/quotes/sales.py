"""Possible sales of a scenario, with what a bill counts in each of them."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines import engine as engine_named
from sim.experiments import Verdict, judge
from sim.experiments.executors import IsCancelled, check_counts, workers_for
from sim.experiments.record import RunRecord
from sim.experiments.samples import Sampling
from sim.experiments.work import HEADLINE, Block, Work
from sim.measures import Frame, costs, kpi_names, kpis
from sim.measures.billing import billed
from sim.measures.costs import LOSSES, WAGES
from sim.measures.counting import tally_of
from sim.measures.observation import Observation
from sim.quotes.quantities import Quantities, TeamDay
from sim.scenario.model import Scenario

__all__ = ["SimulatedSales", "simulate_sales"]

_COSTS = "costs"


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSales:
    """Everything that quotes need of many replications of one scenario."""

    scenario: Scenario
    """What was simulated."""
    record: RunRecord
    """What the numbers depend on."""
    verdict: Verdict
    """Whether the promise is kept."""
    replications: pd.DataFrame
    """Headline KPIs: one row a replication (index ``replication``), a column a KPI."""
    quantities: tuple[Quantities, ...]
    """What a bill counts in each replication."""
    wages: pd.DataFrame
    """Yen of wages at the scenario's rates: a row a replication, a column an
    employer."""
    losses: pd.DataFrame
    """Yen that go wrong with orders: a row a replication, a column a kind."""


def simulate_sales(
    scenario: Scenario,
    how: Sampling | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: IsCancelled | None = None,
) -> SimulatedSales:
    """Return the possible sales of a scenario.

    Replication ``r`` is the same sale as in any other run with the same seed.

    Parameters
    ----------
    scenario
        A checked scenario.
    how
        Replications, seed, engine and where they run; None means the defaults.
    on_progress
        Called as ``on_progress(done, total)``.
    cancelled
        Asked between replications; the run stops when it says True.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    ValueError
        There are no replications.
    """
    how = how or Sampling()
    check_counts(replications=how.replications)
    work = _BillingWork(scenario, how.seed, how.engine)
    rows: dict[int, dict[str, NDArray[np.number]]] = {}
    numbers = range(how.replications)
    with (
        workers_for(
            how.engine,
            executor=how.executor,
            workers=how.workers,
            most=how.replications,
        ) as found,
        closing(found.blocks(work, numbers, cancelled=cancelled)) as done,
    ):
        for chunk, block in done:
            for place, number in enumerate(chunk):
                rows[number] = {name: table[place] for name, table in block.items()}
            if on_progress is not None:
                on_progress(len(rows), how.replications)
    ordered = [rows[number] for number in range(how.replications)]
    return _sales(work.frame, how, ordered)


class _BillingWork(Work):
    """Replications of which the headline, the costs and the billed amounts are kept."""

    def values(self, number: int) -> Block:
        """Return the values of one replication."""
        simulate = engine_named(self.engine)
        trajectory = simulate(self.frame.program, seed=self.seed, replication=number)
        seen = Observation(self.frame, trajectory)
        tally = tally_of(seen, details=False)
        return {
            HEADLINE: kpis.values(self.frame, tally),
            _COSTS: costs.values(self.frame, tally),
            **billed(seen),
        }

    def __reduce__(self) -> tuple[object, ...]:
        """Send what the frame is made of, not the frame."""
        return _unpacked, super().__reduce__()


@lru_cache(maxsize=4)
def _unpacked(make: Callable[..., Work], sent: tuple[object, ...]) -> _BillingWork:
    """Return the work that was sent; the same one each time, with its frame."""
    work = make(*sent)
    return _BillingWork(work.scenario, work.seed, work.engine)


def _sales(
    frame: Frame, how: Sampling, rows: list[dict[str, NDArray[np.number]]]
) -> SimulatedSales:
    scenario = frame.program.scenario
    index = pd.RangeIndex(len(rows), name="replication")
    headline = pd.DataFrame(
        np.stack([row[HEADLINE] for row in rows]),
        index=index,
        columns=list(kpi_names("kpis")),
    )
    yen = np.stack([row[_COSTS] for row in rows])
    keys = costs.keys(frame)
    employers = list(dict.fromkeys(keys["employer"][:-LOSSES]))
    return SimulatedSales(
        scenario=scenario,
        record=how.record(scenario),
        verdict=judge(headline["missed_share"], scenario.target),
        replications=headline,
        quantities=tuple(_quantities(frame, row) for row in rows),
        wages=pd.DataFrame(
            yen[:, WAGES - 1 : -LOSSES : WAGES], index=index, columns=employers
        ),
        losses=pd.DataFrame(
            yen[:, -LOSSES:], index=index, columns=list(keys["kpi"][-LOSSES:])
        ),
    )


def _quantities(frame: Frame, row: dict[str, NDArray[np.number]]) -> Quantities:
    flows = frame.started_flows
    shipped, ordered_yen, shipped_yen = row["sales"].tolist()
    return Quantities(
        orders=dict(zip(frame.days, row["orders"].tolist(), strict=True)),
        shipped=int(shipped),
        ordered_yen=_whole(ordered_yen),
        shipped_yen=_whole(shipped_yen),
        started=dict(zip(flows, row["started"].tolist(), strict=True)),
        answered=dict(zip(flows, row["answered"].tolist(), strict=True)),
        team_days=tuple(_team_days(frame, row)),
    )


def _whole(yen: float) -> Decimal:
    """Return sales in whole yen; a sum of simulated values has no exact sen."""
    return Decimal(round(yen))


def _team_days(frame: Frame, row: dict[str, NDArray[np.number]]) -> list[TeamDay]:
    """Return what each team did on each day; days without anything are left out."""
    paid, overtime, night = row["ticks"].tolist()
    calls = row["calls"].tolist()
    found = []
    for number, team in enumerate(frame.program.scenario.teams):
        standby = 0 if team.on_call is None else team.on_call.heads
        for place, day in enumerate(frame.days):
            is_idle = not (paid[place][number] or standby)
            if is_idle:
                continue
            found.append(
                TeamDay(
                    day=day,
                    team=team.name,
                    employer=team.employer,
                    paid_ticks=int(paid[place][number]),
                    overtime_ticks=int(overtime[place][number]),
                    night_ticks=int(night[place][number]),
                    standby_heads=standby,
                    calls=int(calls[place][number]),
                )
            )
    return found
