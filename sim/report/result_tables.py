"""The tables of a report: KPIs, classes, days, waits, replies, costs."""

from collections.abc import Iterable, Mapping
from datetime import date

from sim.charts import display_names
from sim.charts.names import employer_name
from sim.experiments import Result, rule_of_three
from sim.language import Language, day_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.measures import kpi_names
from sim.report.html_tables import html_table
from sim.report.quantities import amount_text, range_text
from sim.report.statistics import Statistics, keyed_statistics, kpi_statistics
from sim.report.tags import Html, join, tag

__all__ = ["result_tables"]

_TOTAL = "*"
_PROMISED = ("missed", "missed_share")
_LOSSES = ("lost_margin", "compensation", "crossed", "misship")


def result_tables(result: Result, language: Language) -> Html:
    """Return all tables as HTML; a table without rows is left out."""
    names = display_names(result.scenario)
    return join(
        (
            _kpis(result, language),
            *_by_class(result, names, language),
            _by_day(result, language),
            _waits(result, names, language),
            _replies(result, language),
            _costs(result, names, language),
        )
    )


def _kpis(result: Result, language: Language) -> Html:
    rows = [
        (kpi_of("kpis", kpi).label(language), seen)
        for kpi, seen in kpi_statistics(result.tables.kpis).items()
    ]
    return _statistics_table("kpis", rows, language)


def _by_class(
    result: Result, names: Mapping[str, str], language: Language
) -> Iterable[Html]:
    """Yield a table a shop: KPIs down, classes across; one shop is not said twice."""
    seen = keyed_statistics(
        result.tables.by_class, "by_class", "shop", "order_class", "kpi"
    )
    shops = list(dict.fromkeys(shop for shop, _, _ in seen))
    if len(shops) == 2:
        shops.remove(_TOTAL)
    for shop in shops:
        classes = list(dict.fromkeys(name for at, name, _ in seen if at == shop))
        if len(classes) == 2:
            classes.remove(_TOTAL)
        caption = text(
            "report.table_by_class", language, shop=_named(shop, names, language)
        )
        yield html_table(
            caption,
            [
                text("report.head_item", language),
                *(_named(name, names, language) for name in classes),
            ],
            (
                [
                    kpi_of("by_class", kpi).label(language),
                    *(
                        _cell(seen.get((shop, name, kpi)), language, kpi)
                        for name in classes
                    ),
                ]
                for kpi in kpi_names("by_class")
            ),
            note=text("report.note_median_range", language),
        )


def _by_day(result: Result, language: Language) -> Html:
    table = result.tables.by_day
    total = table[(table["shop"] == _TOTAL) & (table["order_class"] == _TOTAL)]
    seen = keyed_statistics(total, "by_day", "day", "kpi")
    kpis = kpi_names("by_day")
    days = dict.fromkeys(day for day, _ in seen)
    return html_table(
        text("report.table_by_day", language),
        [
            text("report.head_day", language),
            *(kpi_of("by_day", kpi).label(language) for kpi in kpis),
        ],
        (
            [
                day_text(date.fromisoformat(day[:10]), language),
                *(_cell(seen.get((day, kpi)), language) for kpi in kpis),
            ]
            for day in days
        ),
        note=text("report.note_median_range", language),
    )


def _waits(result: Result, names: Mapping[str, str], language: Language) -> Html:
    seen = keyed_statistics(result.tables.waits, "waits", "step", "kpi")
    kpis = kpi_names("waits")
    steps = dict.fromkeys(step for step, _ in seen)
    return html_table(
        text("report.table_waits", language),
        [
            text("report.head_step", language),
            *(kpi_of("waits", kpi).label(language) for kpi in kpis),
        ],
        (
            [
                _named(step, names, language),
                *(_cell(seen.get((step, kpi)), language) for kpi in kpis),
            ]
            for step in steps
        ),
        note=text("report.note_median_range", language),
    )


def _replies(result: Result, language: Language) -> Html:
    seen = keyed_statistics(result.tables.replies, "replies", "flow", "kpi")
    kpis = kpi_names("replies")
    flows = dict.fromkeys(flow for flow, _ in seen)
    return html_table(
        text("report.table_replies", language),
        [
            text("report.head_flow", language),
            *(kpi_of("replies", kpi).label(language) for kpi in kpis),
        ],
        (
            [flow, *(_cell(seen.get((flow, kpi)), language) for kpi in kpis)]
            for flow in flows
        ),
        note=text("report.note_median_range", language),
    )


def _costs(result: Result, names: Mapping[str, str], language: Language) -> Html:
    """Return wages by employer and losses; what never costs anything is left out."""
    seen = keyed_statistics(result.tables.costs, "costs", "employer", "kpi")
    rows = []
    for (employer, kpi), statistics in seen.items():
        if statistics.high == 0:
            continue
        label = kpi_of("costs", kpi).label(language)
        if kpi not in _LOSSES:
            who = employer_name(employer, names, language)
            label = text("report.cost_of", language, employer=Html(who), label=label)
        rows.append((Html(label), statistics))
    return _statistics_table("costs", rows, language)


def _statistics_table(
    name: str, rows: Iterable[tuple[str, Statistics]], language: Language
) -> Html:
    heads = ("item", "median", "range", "mean", "interval", "extremes", "n")
    return html_table(
        text(f"report.table_{name}", language),
        [text(f"report.head_{head}", language) for head in heads],
        ([label, *_statistics_cells(seen, language)] for label, seen in rows),
    )


def _statistics_cells(seen: Statistics, language: Language) -> list[str]:
    unit = seen.unit
    interval = text("report.nothing", language)
    if seen.is_never_seen:
        interval = _chance(seen, language)
    elif seen.n > 1:
        interval = range_text(*seen.interval, unit, language)
    return [
        amount_text(seen.p50, unit, language),
        range_text(seen.p10, seen.p90, unit, language),
        amount_text(seen.mean, unit, language),
        interval,
        range_text(seen.low, seen.high, unit, language),
        str(seen.n),
    ]


def _chance(seen: Statistics, language: Language) -> str:
    """Return the bound on the chance of what was never seen."""
    bound = percent_text(rule_of_three(seen.n), language)
    return text("report.never_seen_short", language, bound=bound)


def _cell(seen: Statistics | None, language: Language, kpi: str = "") -> Html:
    """Return the median, and the range of outcomes in small type where there is one."""
    if seen is None or seen.n == 0:
        return Html(text("report.nothing", language))
    median = amount_text(seen.p50, seen.unit, language)
    if seen.is_never_seen and kpi in _PROMISED:
        return join((median, tag("small", _chance(seen, language))), " ")
    if seen.p10 == seen.p90:
        return join((median,))
    spread = range_text(seen.p10, seen.p90, seen.unit, language)
    return join((median, tag("small", spread)), " ")


def _named(name: str, names: Mapping[str, str], language: Language) -> str:
    if name == _TOTAL:
        return text("report.all", language)
    return names.get(name, name)
