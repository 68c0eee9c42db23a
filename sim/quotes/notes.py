"""What to look at before signing: edges of labour law, gaps in the terms, guesses.

Notes are facts with their source, never legal advice.
The words are in ``sim/locale/*/quotes.toml``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

import numpy as np

from sim.language import Language, catalogue, moment_text, number_text, text
from sim.quotes.numbers import exact_product
from sim.quotes.prices import Employment, HourRate, TeamRate
from sim.quotes.rate_card import RateCard, rate_of
from sim.scenario.duties import duty_segments
from sim.scenario.model import Scenario
from sim.scenario.teams import Team

__all__ = ["LEAST_PREMIUM", "SHORT_DISPATCH_DAYS", "Note", "Topic", "notes_of"]

SHORT_DISPATCH_DAYS = 30
"""Dispatch of so many days or fewer (日雇派遣) is prohibited in principle."""

LEAST_PREMIUM = Decimal("1.25")
"""Least factor for overtime and night work (Labour Standards Act, article 37)."""

Topic = Literal["labour", "terms", "data"]
_NOTHING: Mapping[str, object] = MappingProxyType({})
_NIGHT_BEGINS, _NIGHT_ENDS = 22, 5


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to look at."""

    topic: Topic
    """Labour law, the terms, or the numbers behind the quote."""
    rule: str
    """Entry ``note_<rule>`` of the catalogue ``quotes.toml``."""
    values: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """What the words name; moments and numbers are written as the language does."""

    def text(self, language: Language) -> str:
        """Return the note."""
        return text(
            f"quotes.note_{self.rule}",
            language,
            **{name: _written(value, language) for name, value in self.values.items()},
        )

    def source(self, language: Language) -> str | None:
        """Return where it is written; None where it follows from the files alone."""
        return catalogue("quotes", language).get(f"note_{self.rule}_source")


def notes_of(scenario: Scenario, card: RateCard) -> Iterator[Note]:
    """Yield the notes on a rate card for the plan of a scenario."""
    plan = _Plan(scenario, card)
    yield from _outsourcing(plan)
    for team in plan.teams:
        yield from _labour(plan, team)
    yield from _terms(plan)
    yield from _data(plan)


@dataclass(frozen=True, eq=False)
class _Plan:
    """A scenario and a rate card for it."""

    scenario: Scenario
    card: RateCard

    @property
    def teams(self) -> list[Team]:
        """Teams that the card charges for."""
        employer = self.card.employer
        return [team for team in self.scenario.teams if team.employer == employer]

    def employment(self, team: Team) -> Employment:
        """Return how the people of a team work; unsaid it is outsourcing."""
        rate = self.card.team(team.name)
        return "outsourcing" if rate is None else rate.employment

    def duty(self, team: Team) -> list[tuple[datetime, datetime]]:
        """Return (start, end) of each stretch of duty of a team, in order."""
        duties, clock = duty_segments(self.scenario), self.scenario.clock
        number = self.scenario.teams.index(team)
        rows = np.flatnonzero(duties.team == number)
        spans = {(int(duties.start[row]), int(duties.end[row])) for row in rows}
        return [
            (clock.moment(start), clock.moment(end)) for start, end in sorted(spans)
        ]


def _outsourcing(plan: _Plan) -> Iterator[Note]:
    """Yield one note on all teams whose people the shop may not direct."""
    names = tuple(
        team.label or team.name
        for team in plan.teams
        if plan.employment(team) == "outsourcing"
    )
    if names:
        yield Note("labour", "outsourcing", {"team": names})


def _labour(plan: _Plan, team: Team) -> Iterator[Note]:
    rate, employment = plan.card.team(team.name), plan.employment(team)
    duty, name = plan.duty(team), team.label or team.name
    if employment == "dispatch" and duty:
        days = _contract_days(rate, duty)
        if days <= SHORT_DISPATCH_DAYS:
            yield Note("labour", "dispatch_short", {"team": name, "days": days})
    if employment == "spot" and duty:
        yield _spot_deadline(plan.card, name, duty[0][0])
    basis = plan.card.cost_basis
    paid = None if basis is None else rate_of(basis.teams, team.name)
    if paid is not None:
        yield from _low_premiums(paid, name, duty)


def _contract_days(rate: TeamRate | None, duty: list[tuple[datetime, datetime]]) -> int:
    if rate is not None and rate.contract_days is not None:
        return rate.contract_days
    return (duty[-1][0].date() - duty[0][0].date()).days + 1


def _spot_deadline(card: RateCard, name: str, first: datetime) -> Note:
    terms = card.cancellation
    return Note(
        "labour",
        "spot_deadline",
        {
            "team": name,
            "first": first,
            "deadline": first - timedelta(hours=terms.spot_within_hours),
            "hours": terms.spot_within_hours,
            "percent": exact_product(terms.spot_share, 100),
        },
    )


def _low_premiums(
    paid: HourRate, name: str, duty: list[tuple[datetime, datetime]]
) -> Iterator[Note]:
    """Yield notes on wages whose premiums are below what the law asks."""
    if paid.overtime < LEAST_PREMIUM:
        yield Note("labour", "overtime_low", {"team": name})
    if paid.night < LEAST_PREMIUM and any(_is_at_night(*span) for span in duty):
        yield Note("labour", "night_low", {"team": name})


def _is_at_night(start: datetime, end: datetime) -> bool:
    """Return whether a stretch of duty touches the hours from 22:00 to 05:00."""
    evening = start.replace(hour=_NIGHT_BEGINS, minute=0, second=0, microsecond=0)
    return start.hour < _NIGHT_ENDS or end > evening


def _terms(plan: _Plan) -> Iterator[Note]:
    card, scenario = plan.card, plan.scenario
    horizon = scenario.horizon
    start = scenario.aware(horizon.start).date()
    # a plan that ends at midnight ends on the day before
    end = (scenario.aware(horizon.end) - timedelta(microseconds=1)).date()
    valid = card.valid
    if valid is not None and not (valid.from_ <= start and end <= valid.until):
        values = {"first": str(valid.from_), "last": str(valid.until)}
        yield Note("terms", "outside_validity", values)
    for band, unit in _cliffs(card):
        yield Note("terms", "band_cliff", {"edge": band, "unit": unit})
    charged = {team.name for team in plan.teams}
    for rate in card.teams:
        if rate.name not in charged and rate.name != "*":
            yield Note("terms", "rate_without_team", {"team": rate.name})
    yield from _uncharged(plan)
    if card.per_inquiry is not None:
        for flow in card.per_inquiry.flows:
            if flow not in scenario.flow:
                yield Note("terms", "flow_missing", {"flow": flow})


def _uncharged(plan: _Plan) -> Iterator[Note]:
    """Yield the teams whose hours nobody charges, where no volume is charged either."""
    card = plan.card
    if card.per_order is not None or card.sales is not None:
        return
    for team in plan.teams:
        rate = card.team(team.name)
        if rate is None or not rate.yen_per_hour:
            yield Note("terms", "team_uncharged", {"team": team.label or team.name})


def _cliffs(card: RateCard) -> Iterator[tuple[int, str]]:
    """Yield (last unit, order or inquiry) of bands after which the sum falls."""
    priced = {"order": card.per_order, "inquiry": card.per_inquiry}
    for unit, price in priced.items():
        if price is None or price.bands_apply == "marginal":
            continue
        for band, following in zip(price.bands, price.bands[1:], strict=False):
            if band.up_to is None:
                continue
            if following.yen * (band.up_to + 1) < band.yen * band.up_to:
                yield band.up_to, unit


def _data(plan: _Plan) -> Iterator[Note]:
    card = plan.card
    if card.cost_basis is None:
        yield Note("data", "costs_undisclosed", {"agency": card.agency})
    assumed = sum(origin.kind == "assumption" for origin in card.origins)
    if assumed or not card.origins:
        rule = "assumed" if assumed else "no_origins"
        yield Note("data", rule, {"count": assumed} if assumed else {})


def _written(value: object, language: Language) -> object:
    match value:
        case datetime():
            return moment_text(value, language)
        case tuple():
            return text("quotes.list_mark", language).join(map(str, value))
        case int() | float() | Decimal():
            return number_text(float(value), language, 1)
        case _:
            return value
