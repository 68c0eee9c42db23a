"""What was simulated: horizon, promise, demand, flow, teams and their shifts."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sim.charts import display_names
from sim.charts.names import employer_name
from sim.experiments import Result
from sim.language import Language, moment_text, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.day_words import days_words
from sim.report.html_tables import html_table
from sim.report.quantities import amount_text
from sim.report.tags import Html, join, tag
from sim.scenario.demand import Demand
from sim.scenario.model import Scenario
from sim.scenario.teams import Shift, Team

__all__ = ["simulated", "span_words"]


def simulated(result: Result, language: Language) -> Html:
    """Return horizon, target and flow as sentences, demand and teams as tables."""
    scenario = result.scenario
    names = display_names(scenario)
    return join(
        (
            tag(
                "dl",
                *_fact("fact_horizon", _horizon(scenario, language), language),
                *_fact("fact_target", _target(scenario, language), language),
                *_flows(scenario, language),
                class_="facts",
            ),
            _demand(scenario, language),
            _events(scenario, language),
            _teams(scenario, names, language),
        )
    )


def span_words(start: datetime, end: datetime, language: Language) -> str:
    """Return a stretch of time with its days and times of day."""
    return text(
        "report.range",
        language,
        low=moment_text(start, language),
        high=moment_text(end, language),
    )


def _fact(key: str, words: str, language: Language) -> tuple[Html, Html]:
    return tag("dt", text(f"report.{key}", language)), tag("dd", words)


def _horizon(scenario: Scenario, language: Language) -> str:
    start = scenario.aware(scenario.horizon.start)
    end = scenario.aware(scenario.horizon.end)
    return text(
        "report.horizon",
        language,
        year=start.year,
        span=span_words(start, end, language),
        zone=scenario.timezone,
    )


def _target(scenario: Scenario, language: Language) -> str:
    return text(
        "report.target",
        language,
        label=kpi_of("kpis", "missed_share").label(language),
        limit=percent_text(scenario.target.missed_share, language, 2),
        promised=percent_text(scenario.target.with_probability, language),
    )


def _flows(scenario: Scenario, language: Language) -> Iterator[Html]:
    for flow, steps in scenario.flow.items():
        name = text("report.flow_order", language) if flow == "order" else flow
        yield tag("dt", name)
        yield tag("dd", " → ".join(step.label or step.step for step in steps))


def _demand(scenario: Scenario, language: Language) -> Html:
    heads = ("shop", "channel", "orders", "profile", "level")
    return html_table(
        text("report.table_demand", language),
        [text(f"report.head_{head}", language) for head in heads],
        (
            [
                demand.shop,
                demand.channel,
                _orders(demand, language),
                demand.profile if demand.orders_per_day is not None else "–",
                _level(demand, language),
            ]
            for demand in scenario.demand
        ),
        n_words=5,
    )


def _orders(demand: Demand, language: Language) -> str:
    if demand.replay is not None:
        return text("report.orders_replay", language, file=demand.replay)
    if demand.orders_per_day is not None:
        orders = number_text(demand.orders_per_day * demand.scale, language, 1)
        return text("report.orders_per_day", language, orders=orders)
    if demand.orders_per_hour is not None:
        return text("report.orders_per_hour", language)
    return text("report.orders_backlog", language)


def _level(demand: Demand, language: Language) -> str:
    if demand.level is None or demand.level.cv == 0:
        return text("report.level_known", language)
    return "± " + percent_text(demand.level.cv, language)


def _events(scenario: Scenario, language: Language) -> Html:
    heads = ("event", "shop", "when", "multiplier")
    return html_table(
        text("report.table_events", language),
        [text(f"report.head_{head}", language) for head in heads],
        (
            [
                event.label,
                demand.shop,
                span_words(
                    scenario.aware(event.from_), scenario.aware(event.to), language
                ),
                "×" + number_text(event.multiplier, language, 2),
            ]
            for demand in scenario.demand
            for event in demand.events
        ),
        n_words=3,
    )


def _teams(scenario: Scenario, names: Mapping[str, str], language: Language) -> Html:
    heads = (
        "team",
        "employer",
        "serves",
        "shift_days",
        "shift_hours",
        "breaks",
        "heads",
        "wage",
    )
    return html_table(
        text("report.table_teams", language),
        [text(f"report.head_{head}", language) for head in heads],
        (row for team in scenario.teams for row in _team_rows(team, names, language)),
        n_words=6,
    )


def _team_rows(
    team: Team, names: Mapping[str, str], language: Language
) -> Iterator[list[str]]:
    """Yield a row a shift, a row for people on call, or one that says: no shift."""
    serves = text("report.comma", language).join(
        names.get(step, step) for step in team.serves
    )
    wage = text("report.nothing", language)
    if team.cost is not None:
        wage = amount_text(team.cost.yen_per_hour, "yen", language)
    who = [
        team.label or team.name,
        Html(employer_name(team.employer, names, language)),
        serves,
    ]
    for shift in team.shifts:
        yield [*who, *_shift_cells(shift, language), wage]
    if team.on_call is not None:
        call = team.on_call
        words = text(
            "report.on_call",
            language,
            step=names.get(call.watch, call.watch),
            above=number_text(call.above, language),
            lead=number_text(call.lead_hours, language, 1),
        )
        hours = amount_text(call.hours, "hours", language)
        yield [*who, words, hours, "", _heads(call.heads, language), wage]
    if not team.shifts and team.on_call is None:
        yield [*who, text("report.no_shift", language), "", "", "", wage]


def _shift_cells(shift: Shift, language: Language) -> list[str]:
    days = days_words(shift.days, language)
    if shift.label:
        days = text("report.labelled", language, label=shift.label, days=days)
    return [
        days,
        f"{shift.from_}–{shift.to}",
        text("report.comma", language).join(shift.breaks).replace("-", "–"),
        _heads(shift.heads, language),
    ]


def _heads(heads: int, language: Language) -> str:
    return text("report.unit_heads", language, amount=number_text(heads, language))
