"""A result as the screen shows it: verdict, cards, figures, rows of numbers.

The numbers and nearly all words are those of sim, the same as in the report.
"""

import csv
import io
from dataclasses import dataclass
from math import isnan
from typing import Literal

from dashboards.dark import on_dark
from dashboards.i18n import Language
from dashboards.services.frozen import frozen
from sim import charts as drawn
from sim.charts import Figure, alt_text
from sim.experiments import Result, difference
from sim.measures import kpi, kpi_names
from sim.orders.report import spreadsheet_safe
from sim.report.sentences import (
    HEADLINE,
    Card,
    kpi_cards,
    verdict_heading,
    verdict_sentence,
    verdict_symbol,
)

__all__ = [
    "Card",
    "Chart",
    "VerdictLine",
    "cards",
    "charts",
    "numbers",
    "numbers_csv",
    "verdict_line",
]

_CARDS = (*(name for name in HEADLINE if name != "shipped_on_time"), "oversold")
_WHEN_SEEN = ("oversold", "reply_in_time_share", "total_cost_yen")
_STATISTICS = ("p50", "p10", "p90", "mean", "ci_low", "ci_high", "low", "high", "n")
_OF_DIFFERENCES = ("mean", "ci_low", "ci_high")


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """The answer in words."""

    status: Literal["meets", "misses", "undecided"]
    """Stable name of the answer."""
    symbol: str
    """The answer as a symbol that needs no colour."""
    heading: str
    """The answer in a few words."""
    sentence: str
    """The answer in one sentence."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and what it says."""

    key: str
    """Stable name."""
    figure: Figure
    """The figure."""
    alt: str
    """Title and takeaway."""


def verdict_line(result: Result, language: Language) -> VerdictLine:
    """Return whether the promise is kept."""
    return VerdictLine(
        status=result.verdict.status,
        symbol=verdict_symbol(result, language),
        heading=verdict_heading(result, language),
        sentence=verdict_sentence(result, language),
    )


def cards(result: Result, base: Result | None, language: Language) -> tuple[Card, ...]:
    """Return the headline numbers; those that say nothing here are left out.

    Parameters
    ----------
    base
        The unedited plan on the same random numbers; None when ``result`` is it.
    """
    sides = [side.tables.kpis.set_index("kpi") for side in (result, base) if side]
    chosen = [
        name
        for name in _CARDS
        if name not in _WHEN_SEEN or any(rows["high"][name] > 0 for rows in sides)
    ]
    return tuple(kpi_cards(result, language, base, kpis=chosen))


def numbers(
    result: Result, base: Result | None, language: Language
) -> tuple[Card, ...]:
    """Return every KPI in words."""
    return tuple(kpi_cards(result, language, base, kpis=kpi_names("kpis")))


def numbers_csv(result: Result, base: Result | None, language: Language) -> bytes:
    """Return every KPI as CSV: numbers unrounded, byte order mark, no live formulas."""
    rows = result.tables.kpis.set_index("kpi")[list(_STATISTICS)]
    if base is not None:
        paired = difference(base, result).set_index("kpi")[list(_OF_DIFFERENCES)]
        rows = rows.join(paired.add_prefix("difference_"))
    record = result.record
    run = {
        "seed": record.seed,
        "replications": record.replications,
        "engine": record.engine,
        "scenario": record.scenario_name,
        "scenario_digest": record.scenario_digest,
    }
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["kpi", "label", "unit", *rows.columns, *run])
    for name, values in zip(rows.index, rows.to_numpy().tolist(), strict=True):
        known = kpi("kpis", str(name))
        cells = [name, known.label(language), known.unit, *values, *run.values()]
        writer.writerow(_safe(cell) for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def charts(result: Result, language: Language, *, is_dark: bool) -> tuple[Chart, ...]:
    """Return the figures, in the order in which they are shown."""
    tables, record = result.tables, result.record
    names = drawn.display_names(result.scenario)
    figures = {
        "backlog": drawn.backlog_fan(
            tables.backlog,
            language,
            run=record,
            names=names,
            departures=tables.departures,
            ship_by=drawn.ship_by_moments(result.scenario),
        ),
        "missed": drawn.missed_by_day(tables.by_day, language, run=record, names=names),
        "staff": drawn.staff_use(tables.staff, language, run=record, names=names),
        "costs": drawn.cost_by_employer(
            tables.costs, language, run=record, names=names
        ),
    }
    return tuple(
        Chart(key, frozen(on_dark(figure) if is_dark else figure), alt_text(figure))
        for key, figure in figures.items()
    )


def _safe(cell: object) -> object:
    if isinstance(cell, str):
        return spreadsheet_safe(cell)
    return "" if isinstance(cell, float) and isnan(cell) else cell
