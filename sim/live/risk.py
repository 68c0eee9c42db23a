"""Orders at risk for each of the next pickups, by class.

The last pickup that keeps the promise of an order is its *last chance*.
For each of the next departures this counts, over many possible rests of the sale, the
orders whose last chance it is, and those of them that are missed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines import EngineName, simulate
from sim.engines.program import Program, compile_program
from sim.engines.rules import Outcome
from sim.engines.trajectory import Cases
from sim.experiments.summary import summarise
from sim.measures import ALL
from sim.scenario.model import Scenario
from sim.units import NEVER

__all__ = ["PICKUPS", "PickupRisk", "pickup_risks"]

PICKUPS: Final = 6
"""Departures that are looked ahead."""

Int64 = NDArray[np.int64]
_MISSED = (Outcome.SHIPPED_LATE, Outcome.CANCELLED_AFTER_DUE, Outcome.OPEN_OVERDUE)


@dataclass(frozen=True, slots=True, eq=False)
class PickupRisk:
    """What hangs on one departure."""

    at: datetime
    """The departure, aware."""
    table: pd.DataFrame
    """A row a class (and ``*`` for all): ``order_class``; ``open_now``, orders that
    are there already; ``last_chance`` and ``missed`` with ``_p10``, ``_p50``, ``_p90``
    over the replications, and ``missed_mean`` with ``missed_low``, ``missed_high``,
    the 95 % interval of the mean."""


def pickup_risks(
    rest: Scenario,
    *,
    seed: int,
    replications: int,
    pickups: int = PICKUPS,
    engine: EngineName = "compiled",
    cancelled: Callable[[], bool] | None = None,
) -> tuple[PickupRisk, ...]:
    """Return what hangs on each of the next departures of the handover.

    Parameters
    ----------
    rest
        The scenario from now on, with the orders that are open.
    pickups
        Departures to look ahead; fewer when the horizon has fewer.
    cancelled
        Asked between replications; what was done so far is returned when it says True.
    """
    program = compile_program(rest)
    departures = _departures(program)
    near = departures[:pickups]
    if not len(near):
        return ()
    chances, missed = [], []
    here = np.zeros(0, np.int64)
    for number in range(replications):
        if number and cancelled is not None and cancelled():
            break
        cases = simulate(
            program, seed=seed, replication=number, engine_name=engine
        ).cases
        cell = _cells(cases, departures, len(near), len(rest.classes))
        is_missed = np.isin(cases.outcome[: len(cell)], _MISSED)
        size = len(near) * len(rest.classes)
        chances.append(_count(cell, size))
        missed.append(_count(cell[is_missed], size))
        if number == 0:  # who is there already is the same in every replication
            here = _count(cell[cases.arrived[: len(cell)] < 0], size)
    shape = (-1, len(near), len(rest.classes))
    numbers = [np.array(rows).reshape(shape) for rows in (here, chances, missed)]
    return tuple(
        PickupRisk(
            at=rest.clock.moment(int(tick)),
            table=_table(rest, *(each[:, place] for each in numbers)),
        )
        for place, tick in enumerate(near)
    )


def _departures(program: Program) -> Int64:
    """Return the departures of the gates up to the handover, in order of time.

    Only those of the last gate count: who leaves with it is handed over.
    """
    gates = [
        step.departures
        for step in program.steps
        if step.flow == 0 and step.kind == "gate"
    ]
    return gates[-1] if gates else np.empty(0, np.int64)


def _cells(cases: Cases, departures: Int64, n_near: int, n_classes: int) -> Int64:
    """Return departure × classes + class of each order; −1 when it is none of these."""
    n = int(np.count_nonzero(cases.flow == 0))
    due = cases.due[:n]
    last = np.searchsorted(departures, due, side="right") - 1
    is_near = (last >= 0) & (last < n_near) & (due != NEVER)
    return np.where(is_near, last * n_classes + cases.order_class[:n], -1)


def _count(cell: Int64, size: int) -> Int64:
    return np.bincount(cell[cell >= 0], minlength=size)


def _table(rest: Scenario, here: Int64, chances: Int64, missed: Int64) -> pd.DataFrame:
    """Return the rows of one departure; arrays have shape (n, n_classes)."""
    rows = pd.DataFrame({"order_class": [*(c.name for c in rest.classes), ALL]})
    rows["open_now"] = _with_total(here)[0]
    for name, counts in (("last_chance", chances), ("missed", missed)):
        statistics = summarise(_with_total(counts).astype(np.float64))
        for share in ("p10", "p50", "p90"):
            rows[f"{name}_{share}"] = statistics[share]
        if name == "missed":
            rows["missed_mean"] = statistics["mean"]
            rows["missed_low"] = statistics["ci_low"]
            rows["missed_high"] = statistics["ci_high"]
    return rows


def _with_total(counts: Int64) -> Int64:
    return np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)
