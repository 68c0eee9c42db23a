"""A scenario some days earlier or later: the same plan for a sale on another date.

Everything that names a date moves: horizon, events, days of shifts and of the menu,
closed days. Weekdays and holidays stay what they are.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sim.scenario.model import Scenario

__all__ = ["moved"]

_DAY_KEYS = frozenset({"days", "holiday_days", "closed", "open"})
"""Keys whose values are day patterns."""


def moved(scenario: Scenario, days: int) -> Scenario:
    """Return the scenario with every date moved by whole days; negative is earlier.

    Files of real orders keep their times, so a scenario that replays or opens with a
    file must not be moved.

    Raises
    ------
    ValueError
        A demand replays a file, or opens with one.
    """
    if days == 0:
        return scenario
    for demand in scenario.demand:
        if demand.replay is not None or isinstance(demand.opening_backlog, str):
            msg = f"demand of {demand.shop}: has times of its own in a file"
            raise ValueError(msg)
    data = scenario.model_dump(by_alias=True, exclude_unset=True)
    data["attachments"] = scenario.attachments
    changed = {key: _moved(key, value, days) for key, value in data.items()}
    return Scenario.model_validate(changed)


def _moved(key: str, value: object, days: int) -> object:
    if isinstance(value, datetime):
        return value + timedelta(days=days)
    if isinstance(value, Mapping):
        return {name: _moved(name, each, days) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_moved(key, each, days) for each in value)
    if isinstance(value, str) and key in _DAY_KEYS:
        return _moved_pattern(value, days)
    return value


def _moved_pattern(pattern: str, days: int) -> str:
    try:
        dates = [date.fromisoformat(part) for part in pattern.split("..")]
    except ValueError:
        return pattern
    return "..".join((day + timedelta(days=days)).isoformat() for day in dates)
