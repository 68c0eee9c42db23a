"""A result on paper: the verdict, the numbers, the open orders, the days that miss."""

from datetime import date

from sim.charts import ship_by_moments
from sim.charts.printed import printed_backlog
from sim.experiments import Result
from sim.language import Language, day_text, number_text, text
from sim.measures import ALL
from sim.measures import kpi as kpi_of
from sim.report.pdf import Align, Paper
from sim.report.quantities import amount_text, range_text
from sim.report.sentences import HEADLINE, verdict_heading, verdict_sentence
from sim.report.simulated import span_words
from sim.report.statistics import Statistics, keyed_statistics, kpi_statistics

__all__ = ["result_pdf"]

_SHOWN = ("orders", "due", *HEADLINE)
_MOST_DAYS = 4
"""Days that are listed, so that the summary stays one page."""


def result_pdf(result: Result, language: Language) -> bytes:
    """Return the summary of a result as a PDF of one page."""
    paper = Paper(
        language, title=result.scenario.name, footer=_footer(result, language)
    )
    paper.big_title(result.scenario.name)
    scenario = result.scenario
    start, end = (
        scenario.aware(moment)
        for moment in (scenario.horizon.start, scenario.horizon.end)
    )
    span = f"{start.year} " + span_words(start, end, language)
    paper.small(_say("summary_span", language, span=span))
    paper.heading(verdict_heading(result, language))
    paper.paragraph(verdict_sentence(result, language), points=11)
    _kpis(paper, result, language)
    _backlog(paper, result, language)
    _days(paper, result, language)
    paper.small(_say("run_note", language))
    return paper.finished()


def _kpis(paper: Paper, result: Result, language: Language) -> None:
    """Write the numbers that a planner looks at first; all are in the Excel file."""
    heads = [_say(f"head_{key}", language) for key in ("kpi", "p50", "range", "mean")]
    rows = [
        (kpi_of("kpis", name).label(language), *_cells(seen, language))
        for name, seen in kpi_statistics(result.tables.kpis).items()
        if name in _SHOWN
    ]
    aligns: list[Align] = ["L", "R", "R", "R"]
    paper.rows(heads, rows, widths=(3, 1.8, 3.2, 4.6), aligns=aligns)


def _cells(seen: Statistics, language: Language) -> tuple[str, str, str]:
    mean = amount_text(seen.mean, seen.unit, language)
    if seen.n > 1:
        mean += f" ({range_text(*seen.interval, seen.unit, language)})"
    return (
        amount_text(seen.p50, seen.unit, language),
        range_text(seen.p10, seen.p90, seen.unit, language),
        mean,
    )


def _backlog(paper: Paper, result: Result, language: Language) -> None:
    png = printed_backlog(
        result.tables.backlog,
        language,
        ship_by=ship_by_moments(result.scenario),
        height_inches=1.8,
    )
    if png is not None:
        caption = _say("backlog_title", language)
        paper.picture(png, _say("alt_backlog", language), caption=caption)


def _days(paper: Paper, result: Result, language: Language) -> None:
    """Write the days that miss most, of those that do in one replication in ten."""
    table = result.tables.by_day
    total = table[(table["shop"] == ALL) & (table["order_class"] == ALL)]
    seen = keyed_statistics(total, "by_day", "day", "kpi")
    missed = {
        day: each
        for (day, kpi), each in seen.items()
        if kpi == "missed" and each.p90 > 0
    }
    worst = sorted(missed, key=lambda day: missed[day].p50, reverse=True)[:_MOST_DAYS]
    rows = [
        (
            day_text(date.fromisoformat(day[:10]), language),
            amount_text(seen[day, "due"].p50, "orders", language),
            amount_text(missed[day].p50, "orders", language),
            range_text(missed[day].p10, missed[day].p90, "orders", language),
        )
        for day in sorted(worst)
    ]
    if not rows:
        return
    paper.label(_say("summary_missed", language))
    heads = (
        _say("head_day", language),
        kpi_of("by_day", "due").label(language),
        kpi_of("by_day", "missed").label(language),
        _say("head_range", language),
    )
    aligns: list[Align] = ["L", "R", "R", "R"]
    paper.rows(heads, rows, widths=(2, 2, 2, 3), aligns=aligns)
    if len(missed) > len(rows):
        count = number_text(len(missed) - len(rows), language)
        paper.small(_say("more_days", language, count=count))


def _footer(result: Result, language: Language) -> str:
    record = result.record
    return _say(
        "summary_footer",
        language,
        name=record.scenario_name[:40],
        seed=record.seed,
        n=number_text(record.replications, language),
        digest=record.scenario_digest[:12],
    )


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
