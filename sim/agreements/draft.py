"""A first document from a plan and its result: what is known filled in, the rest blank.

What the public does not know (notice, fees, contacts, who answers when) stays blank: it
is the work of the two sides to say it, and :func:`sim.agreements.blanks.blanks` lists
it before the document is sent.
"""

import math
from datetime import date, timedelta

from sim.agreements.bound_run import bound_run
from sim.agreements.clauses import (
    Capacity,
    DayVolume,
    OnCallRule,
    Party,
    Period,
    PromisedTime,
    Quality,
    Times,
    Volume,
)
from sim.agreements.defaults import (
    default_clauses,
    default_contacts,
    default_replies,
    default_review,
    default_sop,
    default_systems,
)
from sim.agreements.labour import labour_notes
from sim.agreements.price import Price, QuotedPrice
from sim.agreements.terms import Engagement, Terms
from sim.experiments import Result
from sim.language import Language, text
from sim.measures import ALL
from sim.quotes.rate_card import RateCard
from sim.scenario.duties import duty_segments
from sim.scenario.model import Scenario
from sim.units import TICKS_PER_HOUR

__all__ = ["draft_terms"]

AGENCY = "agency"


def draft_terms(
    result: Result,
    *,
    rate_card: RateCard | None = None,
    quoted: QuotedPrice | None = None,
    shop: Party | None = None,
    agency: Party | None = None,
    language: Language = "ja",
) -> Terms:
    """Return a document that says what the plan and its result say.

    Parameters
    ----------
    result
        Run of the plan that is agreed on; its scenario is the plan.
    rate_card
        What the agency charges; None leaves the price blank. The agency's own costs
        on the card are left out: the document goes to the other side.
    quoted
        What the rate card comes to over the simulated sales; None when not computed.
    shop, agency
        The two sides; None leaves their names blank.
    """
    scenario = result.scenario
    card = None if rate_card is None else rate_card.replace(cost_basis=None)
    employer = AGENCY if card is None else card.employer
    named = None if card is None else card.agency
    period = _period(scenario)
    return Terms(
        title=text("terms.draft_title", language),
        language=language,
        timezone=scenario.timezone,
        parties=(
            shop or Party(kind="shop"),
            agency or Party(kind="agency", name=named),
        ),
        engagement=_engagement(card),
        subject=text("terms.draft_subject", language, name=scenario.name),
        period=period,
        volume=_volume(result),
        times=_times(scenario),
        quality=_quality(scenario, card),
        price=Price(rate_card=card, quoted=quoted),
        on_call=_on_call(scenario, employer),
        capacity=_capacity(scenario, employer),
        contacts=default_contacts(language),
        sop=default_sop(scenario, employer, language),
        replies=default_replies(language),
        systems=default_systems(language),
        review=default_review(language),
        clauses=default_clauses(language),
        labour_notes=labour_notes(card, period, language),
        run=bound_run(result),
    )


def _engagement(card: RateCard | None) -> Engagement | None:
    """Return the kind of contract, where all teams of the card are of one kind."""
    kinds = {team.employment for team in card.teams} if card else set()
    if kinds == {"dispatch"}:
        return "dispatch"
    return "outsourcing" if kinds == {"outsourcing"} else None


def _period(scenario: Scenario) -> Period:
    start = scenario.aware(scenario.horizon.start)
    last = scenario.aware(scenario.horizon.end) - timedelta(microseconds=1)
    return Period(start=start.date(), end=last.date())


def _volume(result: Result) -> Volume:
    """Return the bands: one sale in ten lies below each, one in ten above."""
    table = result.tables.by_day
    rows = table[
        (table["shop"] == ALL)
        & (table["order_class"] == ALL)
        & (table["kpi"] == "arrived")
    ]
    kpis = {row["kpi"]: row for row in result.tables.kpis.to_dict("records")}
    total = kpis["orders"]
    return Volume(
        days=tuple(
            DayVolume(
                day=_day(row["day"]),
                expected=round(row["p50"]),
                low=math.floor(row["p10"]),
                high=math.ceil(row["p90"]),
            )
            for row in rows.to_dict("records")
        ),
        total_low=math.floor(total["p10"]),
        total_high=math.ceil(total["p90"]),
    )


def _times(scenario: Scenario) -> Times:
    hours = {
        trigger.reply_within_hours
        for trigger in scenario.triggers
        if trigger.reply_within_hours is not None
    }
    return Times(
        ship_by=tuple(
            PromisedTime(order_class=each.label or each.name, ship_by=each.ship_by)
            for each in scenario.classes
        ),
        reply_within_hours=hours.pop() if len(hours) == 1 else None,
    )


def _quality(scenario: Scenario, card: RateCard | None) -> Quality:
    promised = None if card is None else card.promises
    return Quality(
        missed_share=scenario.target.missed_share,
        with_probability=scenario.target.with_probability,
        error_share=None if promised is None else promised.error_share,
        reply_in_time_share=None if promised is None else promised.reply_share,
    )


def _on_call(scenario: Scenario, employer: str) -> tuple[OnCallRule, ...]:
    labels = {
        written: step.label or step.step
        for flow, step in scenario.steps()
        for written in (step.step, f"{flow}.{step.step}")
    }
    return tuple(
        OnCallRule(
            team=team.label or team.name,
            step=labels.get(team.on_call.watch, team.on_call.watch),
            above=team.on_call.above,
            check_every_minutes=team.on_call.check_every_minutes,
            lead_hours=team.on_call.lead_hours,
            heads=team.on_call.heads,
            hours=team.on_call.hours,
            max_calls=team.on_call.max_calls,
        )
        for team in scenario.teams
        if team.on_call is not None and team.employer == employer
    )


def _capacity(scenario: Scenario, employer: str) -> tuple[Capacity, ...]:
    """Return heads and paid hours of the agency's teams on each day, in day order."""
    duties = duty_segments(scenario)
    first = scenario.aware(scenario.horizon.start).date()
    people: dict[tuple[int, int], set[tuple[int, int]]] = {}
    ticks: dict[tuple[int, int], int] = {}
    for row in range(len(duties)):
        team = int(duties.team[row])
        if scenario.teams[team].employer != employer:
            continue
        key = (int(duties.day[row]), team)
        who = (int(duties.shift[row]), int(duties.person[row]))
        people.setdefault(key, set()).add(who)
        length = int(duties.end[row] - duties.start[row])
        ticks[key] = ticks.get(key, 0) + length
    return tuple(
        Capacity(
            day=first + timedelta(days=day),
            team=scenario.teams[team].label or scenario.teams[team].name,
            name=scenario.teams[team].name,
            heads=len(people[day, team]),
            hours=round(ticks[day, team] / TICKS_PER_HOUR, 2),
        )
        for day, team in sorted(people)
    )


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
