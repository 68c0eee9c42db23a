"""A review in words: terminal, report and screen say the same."""

from collections.abc import Hashable, Mapping
from typing import Any

from sim.charts import Figure
from sim.charts.causes import causes_chart
from sim.charts.interval_rows import Estimate
from sim.language import Language, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.quantities import amount_text, least_text, range_text, signed_text
from sim.report.word_tables import WordTable, word_table
from sim.review.causes import Cause
from sim.review.factors import FactorName
from sim.review.patch import Lesson, lessons
from sim.review.study import Review
from sim.scenario.input_words import input_owner, input_quantity, names_of_inputs
from sim.scenario.inputs import inputs

__all__ = [
    "bands_table",
    "causes_figure",
    "causes_table",
    "headline_sentence",
    "lessons_table",
    "main_sentence",
    "unknown_sentences",
]


def headline_sentence(found: Review, language: Language) -> str:
    """Return whether the plan's range held what happened, KPI by KPI counted."""
    known = found.bands[found.bands["inside"].notna()]
    inside = int(known["inside"].astype(bool).sum())
    return text(
        "review.headline",
        language,
        inside=number_text(inside, language),
        known=number_text(len(known), language),
    )


def main_sentence(found: Review, language: Language) -> str:
    """Return the main cause of the difference, or that there is none to speak of."""
    explained = found.explanation
    main = explained.main
    kpi = kpi_of("kpis", explained.measured).label(language)
    if main is None:
        return text("review.no_main", language, kpi=kpi)
    values = {
        "kpi": kpi,
        "planned": amount_text(explained.planned, "orders", language),
        "as_it_was": amount_text(explained.as_it_was, "orders", language),
        "cause": _factor(main.factor, language),
        "share": signed_text(main.share, "orders", language),
        "interval": _interval(main, language),
        "how": _how(found, main.factor, language),
    }
    rows = found.bands.set_index("kpi")["inside"]
    is_small = rows[explained.measured] is True or rows[explained.measured] == 1
    key = "main_inside" if is_small else "main"
    return text(f"review.{key}", language, **values)


def unknown_sentences(found: Review, language: Language) -> list[str]:
    """Return what no file tells: KPIs, factors, orders that the plan does not have."""
    comma = text("report.comma", language)
    said = []
    if found.unknown:
        labels = comma.join(kpi_of("kpis", k).label(language) for k in found.unknown)
        said.append(text("review.unknown_kpis", language, names=labels))
    if found.explanation.unknown:
        labels = comma.join(_factor(f, language) for f in found.explanation.unknown)
        said.append(text("review.unknown_factors", language, names=labels))
    if found.counted.n_unassigned:
        n = amount_text(found.counted.n_unassigned, "orders", language)
        said.append(text("review.left_out", language, n=n))
    if found.counted.n_unclassed:
        n = amount_text(found.counted.n_unclassed, "orders", language)
        said.append(text("review.unclassed", language, n=n))
    return said


def bands_table(found: Review, language: Language) -> WordTable:
    """Return what was predicted beside what happened."""
    rows = []
    for row in found.bands.to_dict("records"):
        words = least_text if row["is_least"] else amount_text
        cells = (
            kpi_of("kpis", row["kpi"]).label(language),
            amount_text(row["p50"], row["unit"], language),
            range_text(row["p10"], row["p90"], row["unit"], language),
            words(row["actual"], row["unit"], language),
            _place(row, language),
        )
        rows.append(cells)
    heads = ("kpi", "median", "range", "actual", "inside")
    return word_table("review", "bands", heads, tuple(rows), language)


def causes_table(found: Review, language: Language) -> WordTable:
    """Return every cause with what it explains."""
    rows = tuple(
        (
            _factor(cause.factor, language),
            _how(found, cause.factor, language),
            signed_text(cause.share, "orders", language),
            _interval(cause, language),
        )
        for cause in found.explanation.causes
    )
    return word_table(
        "review",
        "causes",
        ("cause", "how", "share", "interval"),
        rows,
        language,
        n_words=2,
    )


def lessons_table(found: Review, language: Language) -> WordTable:
    """Return the numbers that the next plan should have otherwise."""
    names = names_of_inputs(found.plan)
    known = {each.path: each for each in inputs(found.plan)}
    rows = []
    for lesson in lessons(found):
        row = known.get(_numbered(lesson, found))
        label = lesson.path
        if row is not None:
            label = text(
                "review.lesson_of",
                language,
                owner=input_owner(row, language),
                quantity=input_quantity(row, names, language),
            )
        rows.append(
            (
                label,
                number_text(lesson.before, language, 3),
                number_text(lesson.after, language, 3),
            )
        )
    return word_table(
        "review", "lessons", ("input", "before", "after"), tuple(rows), language
    )


def causes_figure(found: Review, language: Language) -> Figure:
    """Return the causes as a figure; the dashboard shows the same."""
    causes = found.explanation.causes
    return causes_chart(
        [_factor(cause.factor, language) for cause in causes],
        [
            Estimate(
                cause.share,
                cause.interval.low,
                cause.interval.high,
                cause.interval.low > 0 or cause.interval.high < 0,
                _interval(cause, language),
            )
            for cause in causes
        ],
        language,
        run=found.result.record,
        takeaway=main_sentence(found, language),
    )


def _numbered(lesson: Lesson, found: Review) -> str:
    """Return the path of a lesson with row numbers, as inputs are named."""
    path = lesson.path
    for flow, steps in found.plan.flow.items():
        for number, step in enumerate(steps):
            path = path.replace(f"flow.{flow}[{step.step}]", f"flow.{flow}[{number}]")
    for number, team in enumerate(found.plan.teams):
        path = path.replace(f"teams[{team.name}]", f"teams[{number}]")
    return path


def _factor(factor: FactorName, language: Language) -> str:
    return text(f"review.factor_{factor}", language)


def _how(found: Review, factor: FactorName, language: Language) -> str:
    """Return how a factor differed, in numbers where there is one number for it."""
    reality = found.reality
    match factor:
        case "level":
            value = percent_text(reality.level, language, 0)
            return text("review.how_level", language, value=value)
        case "speed":
            first, second = reality.speed or (1.0, 1.0)
            return text(
                "review.how_speed",
                language,
                first=number_text(first, language, 2),
                second=number_text(second, language, 2),
            )
        case "errors":
            shares = text("report.comma", language).join(
                f"{step} {percent_text(share, language, 2)}"
                for step, share in reality.error_shares.items()
            )
            return text("review.how_errors", language, shares=shares)
        case "staff":
            hours = found.counted.staff_hours or 0.0
            return text(
                "review.how_staff",
                language,
                hours=amount_text(hours, "hours", language),
            )
    return text("review.how_shape", language)


def _interval(cause: Cause, language: Language) -> str:
    low, high = cause.interval
    if low == high:
        return signed_text(low, "orders", language)
    return text(
        "report.range",
        language,
        low=signed_text(low, "orders", language),
        high=signed_text(high, "orders", language),
    )


def _place(row: Mapping[Hashable, Any], language: Language) -> str:
    """Return where what happened lies beside the range."""
    key = "below" if row["actual"] < row["p10"] else "above"
    if row["inside"] is None:
        key = "unknown"
    elif row["inside"]:
        key = "inside"
    return text(f"review.place_{key}", language)
