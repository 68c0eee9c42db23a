"""Until when extra people must be called, and what happens without them.

Extra people help only if they come in time. For several moments of the call this
simulates the rest of the sale with people who come after the notice, on the same random
numbers as the rest without them.
The *deadline* is the last of these moments at which calling still avoids nearly as many
missed shipments as calling now.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.engines import EngineName
from sim.experiments import headlines
from sim.experiments.intervals import Interval, t_interval
from sim.scenario.model import Scenario
from sim.scenario.teams import Shift

__all__ = ["CallOption", "CallOutlook", "call_outlook", "with_extra_people"]

Floats = NDArray[np.float64]

_NEARLY: Final = 0.9
"""Part of the misses avoided by calling now that a later call must still avoid."""
_STEP_HOURS: Final = 2
_STEPS: Final = 9


@dataclass(frozen=True, slots=True)
class CallOption:
    """People who can be called."""

    team: str
    """Team that they join."""
    heads: int
    """People who come."""
    lead_hours: float
    """Hours from the call to their first minute on duty."""
    hours: float
    """Hours on duty."""


@dataclass(frozen=True, slots=True)
class CallOutlook:
    """What a call is worth, and how long it can wait."""

    option: CallOption
    without_p10: float
    """Missed shipments without the call: P10 over the replications …"""
    without_p50: float
    """… median …"""
    without_p90: float
    """… and P90."""
    avoided: float
    """Mean of the missed shipments that calling now avoids."""
    avoided_interval: Interval
    """95 % interval of that mean."""
    deadline: datetime | None
    """Last moment of those looked at to call; None when calling now avoids nothing
    that can be told from chance."""
    arrive_at: datetime
    """When people called now come."""

    @property
    def is_worth_it(self) -> bool:
        """Whether calling now avoids misses, beyond chance."""
        return self.avoided_interval.low > 0


def call_outlook(
    rest: Scenario,
    option: CallOption,
    *,
    seed: int,
    replications: int,
    engine: EngineName = "compiled",
    cancelled: Callable[[], bool] | None = None,
) -> CallOutlook:
    """Return what calling people is worth, and until when it can be decided.

    Parameters
    ----------
    rest
        The scenario from now on. A rule that calls by itself is switched off for the
        comparison: the question is what happens if nobody calls.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    """
    quiet = _without_rules(rest)
    now = rest.clock.start

    def missed(plan: Scenario) -> Floats:
        rows = headlines(
            plan,
            numbers=range(replications),
            seed=seed,
            engine=engine,
            cancelled=cancelled,
        )
        return rows["missed"].to_numpy(np.float64)

    without = missed(quiet)
    called = missed(with_extra_people(quiet, option, now))
    avoided = without - called
    interval = t_interval(avoided)
    outlook = CallOutlook(
        option=option,
        without_p10=float(np.quantile(without, 0.1)),
        without_p50=float(np.quantile(without, 0.5)),
        without_p90=float(np.quantile(without, 0.9)),
        avoided=float(avoided.mean()),
        avoided_interval=interval,
        deadline=None,
        arrive_at=now + timedelta(hours=option.lead_hours),
    )
    if not outlook.is_worth_it:
        return outlook
    worth = _NEARLY * outlook.avoided
    end = rest.aware(rest.horizon.end) - timedelta(hours=option.lead_hours)
    moments = [now + timedelta(hours=_STEP_HOURS * step) for step in range(_STEPS)]
    moments = [moment for moment in moments if moment < end]
    # what a call avoids falls with waiting, so the last good moment is bisected
    good, bad = 0, len(moments)
    while bad - good > 1:
        middle = (good + bad) // 2
        plan = with_extra_people(quiet, option, moments[middle])
        if float((without - missed(plan)).mean()) >= worth:
            good = middle
        else:
            bad = middle
    return replace(outlook, deadline=moments[good])


def with_extra_people(
    rest: Scenario, option: CallOption, called_at: datetime
) -> Scenario:
    """Return the rest with the people of an option, who come after the lead time.

    Their hours begin at the first whole minute after it; on the day after they do not
    come again.
    """
    begins = (called_at + timedelta(hours=option.lead_hours)).astimezone(rest.zone)
    begins += timedelta(minutes=1) if begins.second or begins.microsecond else _NOTHING
    ends = begins + timedelta(hours=option.hours)
    shift = Shift(
        days=(begins.date().isoformat(),),
        from_=f"{begins:%H:%M}",
        to=f"{ends:%H:%M}",
        heads=option.heads,
    )
    return rest.replace(
        teams=tuple(
            team.replace(shifts=(*team.shifts, shift))
            if team.name == option.team
            else team
            for team in rest.teams
        )
    )


_NOTHING = timedelta()


def _without_rules(rest: Scenario) -> Scenario:
    return rest.replace(
        teams=tuple(
            team if team.on_call is None else team.replace(on_call=None)
            for team in rest.teams
        )
    )
