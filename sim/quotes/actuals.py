"""What really happened, counted for a bill: orders from a table, hours from a roster.

The bill of these quantities is the same function as that of a simulated sale.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd

from sim.errors import Problem, RateCardError
from sim.forecast.roster import Roster, Stint
from sim.quotes.quantities import CancelledShift, Quantities, TeamDay
from sim.scenario.duties import duty_segments
from sim.scenario.model import Scenario
from sim.units import TICKS_PER_HOUR

__all__ = ["actual_quantities"]

Span = tuple[int, int]
"""First tick and first tick after it, from the epoch."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NIGHT_ENDS, _NIGHT_BEGINS = time(5), time(22)


def actual_quantities(
    scenario: Scenario,
    orders: pd.DataFrame,
    roster: Roster,
    *,
    answered: Mapping[str, int],
    started: Mapping[str, int] | None = None,
    calls: Mapping[tuple[str, date], int] | None = None,
) -> Quantities:
    """Return what a bill counts of a sale that is over.

    Time of a team outside the hours of its shifts in the plan is overtime; heads beyond
    the plan within these hours are not. People on call stood by on every day of the
    plan.

    Parameters
    ----------
    scenario
        The plan that was agreed on; orders outside its horizon are left out.
    orders
        Orders table, see :mod:`sim.orders.table`.
    roster
        Who was there, and what was cancelled, see :mod:`sim.forecast.roster`; breaks
        are rows left out.
    answered, started
        Cases of each flow other than the orders' that were answered, and that came;
        None means that all that came were answered.
    calls
        Calls of people on call, by team and day; None means those of the roster.

    Raises
    ------
    RateCardError
        The roster names a team that is not in the plan.
    """
    zone = scenario.zone
    inside = _inside(scenario, orders)
    shipped = inside[inside["shipped_at"].notna()]
    days = inside["ordered_at"].dt.tz_convert(scenario.timezone).dt.date
    counts = {
        day: int(count) for day, count in days.value_counts().sort_index().items()
    }
    if calls is None:
        calls = _calls(roster)
    return Quantities(
        orders=counts,
        shipped=len(shipped),
        ordered_yen=_value(inside),
        shipped_yen=_value(shipped),
        started=dict(answered if started is None else started),
        answered=dict(answered),
        team_days=tuple(_team_days(scenario, roster, calls, zone)),
        cancelled=tuple(_cancelled(scenario, roster, zone)),
    )


def _inside(scenario: Scenario, orders: pd.DataFrame) -> pd.DataFrame:
    start, end = (
        pd.Timestamp(scenario.aware(moment))
        for moment in (scenario.horizon.start, scenario.horizon.end)
    )
    return orders[(orders["ordered_at"] >= start) & (orders["ordered_at"] < end)]


def _value(orders: pd.DataFrame) -> Decimal:
    """Return the sum of the orders' values; an unknown value counts as nothing."""
    known = orders["value_yen"].dropna()
    return sum((Decimal(str(value)) for value in known.tolist()), Decimal(0))


def _team_days(
    scenario: Scenario,
    roster: Roster,
    calls: Mapping[tuple[str, date], int],
    zone: ZoneInfo,
) -> Iterator[TeamDay]:
    _check_teams(scenario, roster)
    for number, team in enumerate(scenario.teams):
        planned = _planned(scenario, number)
        time_by_day = _time_by_day(roster.of_team(team.name).stints, planned, zone)
        heads = 0 if team.on_call is None else team.on_call.heads
        standby = set(_days(scenario)) if heads else set()
        called = {day for (name, day), n in calls.items() if n and name == team.name}
        for day in sorted({*time_by_day, *standby, *called}):
            paid, overtime, night = time_by_day.get(day, (0, 0, 0))
            yield TeamDay(
                day=day,
                team=team.name,
                employer=team.employer,
                paid_ticks=paid,
                overtime_ticks=overtime,
                night_ticks=night,
                standby_heads=heads if day in standby else 0,
                calls=calls.get((team.name, day), 0),
            )


def _check_teams(scenario: Scenario, roster: Roster) -> None:
    known = [team.name for team in scenario.teams]
    stints = [*roster.stints, *(each.stint for each in roster.cancelled)]
    strangers = {stint.team for stint in stints} - set(known)
    if strangers:
        values = {"known": ", ".join(known)}
        raise RateCardError(
            Problem("roster", "roster_unknown_team", name, values)
            for name in sorted(strangers)
        )


def _calls(roster: Roster) -> Counter[tuple[str, date]]:
    """Return the calls of a roster by team and day."""
    counts: Counter[tuple[str, date]] = Counter()
    for stint in roster.stints:
        counts[stint.team, stint.start.date()] += stint.calls
    return counts


def _cancelled(
    scenario: Scenario, roster: Roster, zone: ZoneInfo
) -> Iterator[CancelledShift]:
    """Yield cancelled shifts; rows around a break are one shift, with one notice."""
    shifts: dict[tuple[str, date, datetime], list[Stint]] = {}
    for each in roster.cancelled:
        key = each.stint.team, each.stint.start.date(), each.at
        shifts.setdefault(key, []).append(each.stint)
    employers = {team.name: team.employer for team in scenario.teams}
    for (team, day, at), stints in shifts.items():
        spans = [_span(stint, zone) for stint in stints]
        notice = min(start for start, _ in spans) - _tick(at.replace(tzinfo=zone))
        yield CancelledShift(
            day=day,
            team=team,
            employer=employers[team],
            paid_ticks=sum(
                stint.heads * (end - start)
                for stint, (start, end) in zip(stints, spans, strict=True)
            ),
            notice_hours=Decimal(notice) / TICKS_PER_HOUR,
        )


def _span(stint: Stint, zone: ZoneInfo) -> Span:
    """Return when a stint begins and ends."""
    start, end = stint.start.replace(tzinfo=zone), stint.end.replace(tzinfo=zone)
    return _tick(start), _tick(end)


def _planned(scenario: Scenario, team: int) -> list[Span]:
    """Return the hours of a team's shifts in the plan, disjoint and in order."""
    duties, origin = duty_segments(scenario), _tick(scenario.clock.start)
    of_team = duties.team == team
    pairs = zip(duties.start[of_team], duties.end[of_team], strict=True)
    spans = sorted((origin + int(start), origin + int(end)) for start, end in pairs)
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _time_by_day(
    stints: Iterable[Stint], planned: Sequence[Span], zone: ZoneInfo
) -> dict[date, tuple[int, int, int]]:
    """Return (paid, overtime, night) ticks of all heads on each day."""
    found: dict[date, tuple[int, int, int]] = {}
    for stint in stints:
        span = _span(stint, zone)
        day = stint.start.date()
        while day <= stint.end.date():
            piece = _overlap(span, _hours(day, time(), None, zone))
            if piece is not None:
                time_of = found.get(day, (0, 0, 0))
                added = (
                    piece[1] - piece[0],
                    piece[1] - piece[0] - _covered(piece, planned),
                    _covered(piece, _nights(day, zone)),
                )
                found[day] = (
                    time_of[0] + stint.heads * added[0],
                    time_of[1] + stint.heads * added[1],
                    time_of[2] + stint.heads * added[2],
                )
            day += timedelta(days=1)
    return found


def _nights(day: date, zone: ZoneInfo) -> list[Span]:
    return [
        _hours(day, time(), _NIGHT_ENDS, zone),
        _hours(day, _NIGHT_BEGINS, None, zone),
    ]


def _hours(day: date, begin: time, end: time | None, zone: ZoneInfo) -> Span:
    """Return hours of a day as ticks; None ends at midnight."""
    after = day + timedelta(days=1)
    last = (
        datetime.combine(after, time(), zone)
        if end is None
        else datetime.combine(day, end, zone)
    )
    return _tick(datetime.combine(day, begin, zone)), _tick(last)


def _covered(piece: Span, spans: Iterable[Span]) -> int:
    """Return how many ticks of a piece lie in disjoint spans."""
    overlaps = (_overlap(piece, span) for span in spans)
    return sum(each[1] - each[0] for each in overlaps if each is not None)


def _overlap(one: Span, other: Span) -> Span | None:
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low < high else None


def _days(scenario: Scenario) -> Iterator[date]:
    """Yield the days of the plan."""
    day = scenario.aware(scenario.horizon.start).date()
    end = scenario.aware(scenario.horizon.end)
    while datetime.combine(day, time(), scenario.zone) < end:
        yield day
        day += timedelta(days=1)


def _tick(moment: datetime) -> int:
    return round((moment.astimezone(UTC) - _EPOCH) / timedelta(milliseconds=1))
