"""The moments on which promises end."""

from datetime import datetime

import numpy as np

from sim.scenario.model import Scenario
from sim.scenario.timetable import due_table
from sim.units import NEVER, TICKS_PER_SECOND

__all__ = ["ship_by_moments"]


def ship_by_moments(scenario: Scenario) -> list[datetime]:
    """Return the ship-by times within the horizon that a calendar rule gives, sorted.

    A promise of so many hours after the order has no common moment and is left out.
    The last tick of a day is given as the midnight that follows it.
    """
    ticks: set[int] = set()
    for order_class in scenario.classes:
        promise = order_class.ship_by
        if promise is None or promise.within_hours is not None:
            continue
        _, dues = due_table(scenario, order_class)
        ticks.update(np.unique(dues[dues != NEVER]).tolist())
    rounded = {-(-tick // TICKS_PER_SECOND) * TICKS_PER_SECOND for tick in ticks}
    return [
        scenario.clock.moment(tick)
        for tick in sorted(rounded)
        if 0 < tick <= scenario.end_tick
    ]
