"""What is known of the clock before anything is drawn, in ticks.

Duty segments, gate departures, due dates, open hours and arrival rates are all fixed by
the scenario; both engines and the tables of ``explain`` read them from here.
"""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sim.scenario.clocktimes import minutes_of
from sim.scenario.duties import Duties, duty_segments, local_tick
from sim.scenario.flow import GateStep
from sim.scenario.model import Scenario
from sim.scenario.promises import due_table, due_ticks, open_segments
from sim.scenario.rates import RateTable, rate_table
from sim.units import TICKS_PER_MINUTE

__all__ = [
    "Duties",
    "RateTable",
    "due_table",
    "due_ticks",
    "duty_segments",
    "gate_departures",
    "open_segments",
    "rate_table",
]


def gate_departures(scenario: Scenario, step: GateStep) -> NDArray[np.int64]:
    """Return the departures of a gate within the horizon, end excluded, sorted.

    ``every_minutes`` counts from 00:00 of each day; a departure at 24:00 belongs to the
    day that ends.
    """
    first = scenario.aware(scenario.horizon.start).date()
    last = scenario.aware(scenario.horizon.end).date()
    ticks: list[int] = []
    for offset in range(-1, (last - first).days + 1):
        day = first + timedelta(days=offset)
        if step.calendar is None or scenario.calendar.is_open(step.calendar, day):
            if step.every_minutes is None:
                ticks += [
                    local_tick(scenario.clock, day, minutes_of(at)) for at in step.at
                ]
            else:
                midnight = scenario.clock.midnight(day)
                next_midnight = scenario.clock.midnight(day + timedelta(days=1))
                apart = step.every_minutes * TICKS_PER_MINUTE
                ticks += range(midnight, next_midnight, apart)
    departures = np.unique(np.array(ticks, np.int64))
    departures = departures[(departures >= 0) & (departures < scenario.end_tick)]
    for stop in step.stopped:
        first_tick = scenario.clock.tick(scenario.aware(stop.from_))
        end_tick = scenario.clock.tick(scenario.aware(stop.to))
        departures = departures[(departures < first_tick) | (departures >= end_tick)]
    departures.flags.writeable = False
    return departures
