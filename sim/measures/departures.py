"""Every departure of every gate: who left, who was held back, who is late for it.

Held back are the cases that had come before the tick of the departure and did not leave
with it.
Late are those of them whose ship-by is over before the gate's next departure (after the
last one: before the end of the horizon).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engines.plans import StepPlan
from sim.engines.rules import End
from sim.engines.tally import Details
from sim.measures.frame import Frame
from sim.measures.observation import Observation
from sim.measures.schema import kpi_names

__all__ = ["count", "keys", "values"]

Int64 = NDArray[np.int64]


def keys(frame: Frame) -> pd.DataFrame:
    """Return the rows: gate, departure, KPI."""
    gates = _gates(frame)
    names = kpi_names("departures")
    ticks = [gate.departures for gate in gates]
    tick = np.concatenate(ticks) if ticks else np.empty(0, np.int64)
    step = np.repeat([gate.name for gate in gates], [len(part) for part in ticks])
    return pd.DataFrame(
        {
            "at": frame.moments(np.repeat(tick, len(names))),
            "step": np.repeat(step, len(names)).astype(object),
            "kpi": np.tile(np.array(names, object), len(tick)),
        }
    )


def values(found: Details) -> NDArray[np.float64]:
    """Return the values, in the order of the rows."""
    return found.departures.astype(np.float64).ravel()


def count(seen: Observation) -> Int64:
    """Return (left, held back, late), shape (n_departures, 3)."""
    parts = [_of_gate(seen, gate) for gate in _gates(seen.frame)]
    return np.concatenate([np.empty((0, 3), np.int64), *parts])


def _gates(frame: Frame) -> list[StepPlan]:
    return [step for step in frame.program.steps if step.kind == "gate"]


def _of_gate(seen: Observation, gate: StepPlan) -> Int64:
    """Return (left, held back, late), shape (n_departures, 3)."""
    visits, departures = seen.trajectory.visits, gate.departures
    rows = np.flatnonzero(visits.step == gate.number)
    ended, end = visits.ended[rows], visits.end[rows]
    gone = np.searchsorted(departures, ended[end == End.DONE])
    left = np.bincount(gone, minlength=len(departures))[: len(departures)]
    first = np.searchsorted(departures, visits.entered[rows], side="right")
    # who gives up at the tick of a departure does so after it, and was held back
    last = np.searchsorted(departures, ended + (end == End.LEFT), side="left")
    due = seen.trajectory.cases.due[visits.case[rows]]
    following = np.append(departures[1:], seen.trajectory.end)
    hopeless = np.searchsorted(following, due, side="right")
    held = _covered(first, last, len(departures))
    late = _covered(np.maximum(first, hopeless), last, len(departures))
    return np.stack((left, held, late), axis=-1)


def _covered(first: Int64, last: Int64, count: int) -> Int64:
    """Return how many ranges ``first <= k < last`` hold each k below ``count``."""
    some = first < last
    come = np.bincount(first[some], minlength=count + 1)
    gone = np.bincount(last[some], minlength=count + 1)
    return np.cumsum(come - gone)[:count]
