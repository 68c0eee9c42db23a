"""Arrival rates: the expected orders of a demand, stretch by stretch.

A demand's rate is constant between the local hours of its week shape, its rate steps
and the edges of its events.
"""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.demand import Demand
from sim.scenario.model import Scenario
from sim.scenario.profiles import HOURS_A_DAY, profile_weights
from sim.units import TICKS_PER_HOUR, TICKS_PER_MINUTE

__all__ = ["RateTable", "rate_table"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_QUARTER = 15 * TICKS_PER_MINUTE


class RateTable(NamedTuple):
    """Expected orders of one demand, in stretches that cover the horizon."""

    edges: Ints
    """Ticks, shape ``(n + 1,)``: stretch i is ``edges[i] ≤ t < edges[i + 1]``."""
    expected: Floats
    """Expected orders of each stretch, shape ``(n,)``, before the level factors."""
    day_index: Ints
    """Local day of each stretch, in days from the day of the horizon's start."""


def rate_table(scenario: Scenario, demand: Demand) -> RateTable:
    """Return the expected orders of ``demand`` over the whole horizon, read-only.

    Nothing is expected after ``horizon.arrivals_end``, of a replay, or of a demand that
    is an opening backlog only.
    """
    hour_starts, hour_days, hour_cells = _local_hours(scenario)
    edges = _edges(scenario, demand, hour_starts)
    starts, lengths = edges[:-1], np.diff(edges)
    hour = np.searchsorted(hour_starts, starts, side="right") - 1
    if demand.orders_per_day is not None:
        weights = np.array(profile_weights(demand, scenario))[hour_cells[hour]]
        an_hour = demand.orders_per_day / HOURS_A_DAY * weights
    else:
        an_hour = _stepwise(demand, starts)
    an_hour = an_hour * demand.scale * _multipliers(scenario, demand, starts)
    an_hour[starts >= _arrivals_end(scenario)] = 0.0
    expected = an_hour * (lengths / TICKS_PER_HOUR)
    day_index = hour_days[hour]
    for array in (edges, expected, day_index):
        array.flags.writeable = False
    return RateTable(edges, expected, day_index)


def _edges(scenario: Scenario, demand: Demand, hour_starts: Ints) -> Ints:
    """Return all ticks at which the rate may change, with 0 and the end."""
    end = scenario.end_tick
    parts = [hour_starts]
    parts.append(np.array([0, end, _arrivals_end(scenario)], np.int64))
    parts.append(np.array(_event_ticks(scenario, demand), np.int64).ravel())
    if demand.orders_per_hour is not None:
        step = demand.rate_step_minutes * TICKS_PER_MINUTE
        parts.append(np.arange(len(demand.orders_per_hour) + 1, dtype=np.int64) * step)
    edges = np.unique(np.concatenate(parts))
    return edges[(edges >= 0) & (edges <= end)]


def _local_hours(scenario: Scenario) -> tuple[Ints, Ints, Ints]:
    """Return (start tick, day index, hour of the week) of the local hours.

    A day that is not 24 hours long (clocks change) is given in quarters of an hour.
    """
    starts, days, cells = [], [], []
    first = scenario.aware(scenario.horizon.start).date()
    last = scenario.aware(scenario.horizon.end).date()
    for index in range((last - first).days + 1):
        day = first + timedelta(days=index)
        midnight = scenario.clock.midnight(day)
        length = scenario.clock.midnight(day + timedelta(days=1)) - midnight
        monday = day.weekday() * HOURS_A_DAY
        if length == HOURS_A_DAY * TICKS_PER_HOUR:
            ticks = midnight + np.arange(HOURS_A_DAY, dtype=np.int64) * TICKS_PER_HOUR
            cell = monday + np.arange(HOURS_A_DAY, dtype=np.int64)
        else:
            ticks = np.arange(midnight, midnight + length, _QUARTER, dtype=np.int64)
            hours = [scenario.clock.moment(int(tick)).hour for tick in ticks]
            cell = monday + np.array(hours, np.int64)
        starts.append(ticks)
        cells.append(cell)
        days.append(np.full(len(ticks), index, np.int64))
    return np.concatenate(starts), np.concatenate(days), np.concatenate(cells)


def _stepwise(demand: Demand, starts: Ints) -> Floats:
    """Return the orders an hour of ``orders_per_hour``; 0 after its last step."""
    values = np.array([*(demand.orders_per_hour or ()), 0.0])
    step = starts // (demand.rate_step_minutes * TICKS_PER_MINUTE)
    return values[np.minimum(step, len(values) - 1)]


def _multipliers(scenario: Scenario, demand: Demand, starts: Ints) -> Floats:
    factors = np.ones(len(starts))
    ticks = _event_ticks(scenario, demand)
    for event, (begin, end) in zip(demand.events, ticks, strict=True):
        factors[(starts >= begin) & (starts < end)] *= event.multiplier
    return factors


def _event_ticks(scenario: Scenario, demand: Demand) -> list[tuple[int, int]]:
    tick, aware = scenario.clock.tick, scenario.aware
    return [
        (tick(aware(event.from_)), tick(aware(event.to))) for event in demand.events
    ]


def _arrivals_end(scenario: Scenario) -> int:
    moment = scenario.horizon.arrivals_end
    if moment is None:
        return scenario.end_tick
    return min(scenario.clock.tick(scenario.aware(moment)), scenario.end_tick)
