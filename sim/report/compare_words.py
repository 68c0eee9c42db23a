"""A comparison of plans in words: sentences and tables for terminal, report, screen."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.experiments import Comparison
from sim.language import Language, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.quantities import amount_text, signed_text
from sim.report.sentences import HEADLINE
from sim.report.word_tables import WordTable
from sim.scenario.differences import Change

__all__ = [
    "best_table",
    "chance_table",
    "changes_table",
    "comparison_sentences",
    "differences_table",
    "how_to_read",
    "interval_text",
    "pairs_table",
    "points_and_interval",
    "share_interval",
]

Row = Mapping[Any, Any]
"""One row of a table, by column."""

_JUDGED = ("missed_share", "reply_in_time_share", "total_cost_yen")
"""KPIs of which the best plan is named in a sentence."""
_LONGEST = 60
_HUGE = 1e6
_TINY_POINTS = 0.005


def comparison_sentences(comparison: Comparison, language: Language) -> list[str]:
    """Return the answer: each plan's chance against the base, and who is best."""
    targets = comparison.targets.to_dict("records")
    base, others = targets[0], targets[1:]
    sentences = [_chance_sentence(row, base, language) for row in others]
    return sentences + [
        _best_sentence(comparison, kpi, language)
        for kpi in _JUDGED
        if _is_known(comparison, kpi)
    ]


def how_to_read(
    method: str, replications: int, language: Language, *, factor: bool = True
) -> list[str]:
    """Return how differences and their intervals are meant, in plain words."""
    n = number_text(replications, language)
    sentences = [
        text("compare.how_paired", language, n=n),
        text("compare.how_together", language, method=method),
    ]
    if factor:
        sentences.append(text("compare.how_factor", language))
    return [*sentences, text("compare.how_skew", language)]


def chance_table(comparison: Comparison, language: Language) -> WordTable:
    """Return the probability of the target of each plan."""
    heads = [
        *("plan", "kept", "chance", "chance_interval"),
        *("difference", "interval", "gained", "lost", "verdict"),
    ]
    rows = [
        (
            _plan_name(place, row["plan"], language),
            text("compare.kept_of", language, kept=row["kept"], n=row["n"]),
            percent_text(row["probability"], language),
            share_interval(row["low"], row["high"], language),
            *_difference_cells(row, language, is_base=place == 0),
        )
        for place, row in enumerate(comparison.targets.to_dict("records"))
    ]
    caption = text("compare.table_chance", language)
    return WordTable(caption, _heads(heads, language), tuple(rows))


def differences_table(
    comparison: Comparison,
    plan: str,
    language: Language,
    *,
    kpis: Sequence[str] = HEADLINE,
) -> WordTable:
    """Return how a plan differs from the base, KPI by KPI."""
    heads = (
        "kpi",
        "base_value",
        "value",
        "difference",
        "interval",
        "factor",
        "verdict",
    )
    table, own = comparison.differences, comparison.kpis
    found = _by_kpi(table[table["plan"] == plan])
    means = {
        name: _by_kpi(own[own["plan"] == name]) for name in (comparison.names[0], plan)
    }
    rows = []
    for kpi in kpis:
        row, unit = found[kpi], found[kpi]["unit"]
        values = [
            _mean_and_error(means[name][kpi], unit, language)
            for name in (comparison.names[0], plan)
        ]
        rows.append(
            (
                kpi_of("kpis", kpi).label(language),
                *values,
                signed_text(row["mean"], unit, language) if row["n"] else _nothing(),
                interval_text(row["ci_low"], row["ci_high"], unit, language),
                _factor(row["variance_reduction"], language),
                _verdict(row, language),
            )
        )
    caption = text("compare.table_differences", language, plan=plan)
    return WordTable(caption, _heads(heads, language), tuple(rows))


def best_table(
    comparison: Comparison, language: Language, *, kpis: Sequence[str] = HEADLINE
) -> WordTable:
    """Return for each KPI which plan is the best, may be, or is not."""
    rows = [
        (
            kpi_of("kpis", row["kpi"]).label(language),
            row["plan"],
            _signed(row["mean"], row["unit"], language),
            interval_text(row["low"], row["high"], row["unit"], language),
            text(f"compare.standing_{row['standing']}", language),
        )
        for row in comparison.best.to_dict("records")
        if row["kpi"] in kpis
    ]
    heads = _heads(("kpi", "plan", "loss", "interval", "standing"), language)
    caption = text("compare.table_best", language)
    return WordTable(caption, heads, tuple(rows), n_words=2)


def pairs_table(comparison: Comparison, kpi: str, language: Language) -> WordTable:
    """Return the difference of each two plans in one KPI."""
    table = comparison.pairs
    rows = [
        (
            text("compare.pair", language, plan=row["plan"], other=row["other"]),
            signed_text(row["mean"], row["unit"], language) if row["n"] else _nothing(),
            interval_text(row["ci_low"], row["ci_high"], row["unit"], language),
            _verdict(row, language),
        )
        for row in table[table["kpi"] == kpi].to_dict("records")
    ]
    heads = _heads(("pair", "difference", "interval", "verdict"), language)
    label = kpi_of("kpis", kpi).label(language)
    caption = text("compare.table_pairs", language, label=label)
    return WordTable(caption, heads, tuple(rows))


def changes_table(
    plan: str, changed: Sequence[Change], language: Language
) -> WordTable:
    """Return the inputs that differ from the base."""
    rows = tuple((change.path, *_values(change, language)) for change in changed)
    heads = _heads(("path", "before", "after"), language)
    caption = text("compare.table_changes", language, plan=plan)
    return WordTable(caption, heads, rows, n_words=3)


def interval_text(low: float, high: float, unit: str, language: Language) -> str:
    """Return an interval of a difference; a dash where nothing is known."""
    if math.isnan(low) or math.isnan(high) or math.isinf(low) or math.isinf(high):
        return _nothing()
    return text(
        "report.range",
        language,
        low=signed_text(low, unit, language),
        high=signed_text(high, unit, language),
    )


def points_and_interval(
    value: float, low: float, high: float, language: Language
) -> str:
    """Return a difference of shares in points with its interval, without the unit."""
    return text(
        "compare.chart_interval",
        language,
        mean=_bare_points(value, language),
        low=_bare_points(low, language),
        high=_bare_points(high, language),
    )


def share_interval(low: float, high: float, language: Language) -> str:
    """Return an interval of a probability."""
    return text(
        "report.range",
        language,
        low=percent_text(low, language),
        high=percent_text(high, language),
    )


def _chance_sentence(row: Row, base: Row, language: Language) -> str:
    names = {"plan": row["plan"], "base": base["plan"]}
    if not row["differs"]:
        return text(
            "compare.sentence_chance_same",
            language,
            **names,
            share=percent_text(row["probability"], language),
            base_share=percent_text(base["probability"], language),
            low=signed_text(row["difference_low"], "share", language),
            high=signed_text(row["difference_high"], "share", language),
        )
    is_more = row["difference"] > 0
    low, high = row["difference_low"], row["difference_high"]
    ends = (low, high) if is_more else (-high, -low)
    return text(
        f"compare.sentence_chance_{'more' if is_more else 'less'}",
        language,
        **names,
        difference=_points(abs(row["difference"]), language),
        low=_points(ends[0], language),
        high=_points(ends[1], language),
    )


def _points(share: float, language: Language) -> str:
    amount = number_text(share * 100, language, 1)
    return text("report.unit_points", language, amount=amount)


def _bare_points(share: float, language: Language) -> str:
    """Return a difference of shares in points; what rounds to 0 says so."""
    if math.isnan(share):
        return _nothing()
    points = abs(share) * 100
    if points == 0:
        return "0"
    if points < _TINY_POINTS:
        return text("compare.about_zero", language)
    sign = "+" if share > 0 else "−"
    return sign + number_text(points, language, 1 if points >= 1 else 2)


def _best_sentence(comparison: Comparison, kpi: str, language: Language) -> str:
    table = comparison.best
    rows = table[table["kpi"] == kpi].to_dict("records")
    label = kpi_of("kpis", kpi).label(language)
    best = [row["plan"] for row in rows if row["standing"] == "best"]
    if best:
        kind = "count" if rows[0]["unit"] in ("orders", "cases") else "size"
        better = text(f"compare.better_{kpi_of('kpis', kpi).better}_{kind}", language)
        return text(
            "compare.sentence_best", language, label=label, plan=best[0], better=better
        )
    may_be = [row["plan"] for row in rows if row["standing"] == "may_be_best"]
    if len(may_be) == len(rows):
        return text("compare.sentence_all_equal", language, label=label)
    marks = (text("compare.name_mark", language, name=name) for name in may_be)
    plans = text("report.comma", language).join(marks)
    return text("compare.sentence_may_be_best", language, label=label, plans=plans)


def _is_known(comparison: Comparison, kpi: str) -> bool:
    """Return whether every plan has a value of a KPI."""
    table = comparison.kpis
    return bool((table[table["kpi"] == kpi]["n"] > 0).all())


def _difference_cells(
    row: Row, language: Language, *, is_base: bool
) -> tuple[str, ...]:
    if is_base:
        return (_nothing(),) * 5
    return (
        signed_text(row["difference"], "share", language),
        interval_text(row["difference_low"], row["difference_high"], "share", language),
        number_text(row["gained"], language),
        number_text(row["lost"], language),
        text(f"compare.{'' if row['differs'] else 'not_'}told_apart", language),
    )


def _verdict(row: Row, language: Language) -> str:
    if not row["n"]:
        return _nothing()
    if row["low"] == row["high"] == 0:
        return text("compare.never_differs", language)
    return text(f"compare.{'' if row['differs'] else 'not_'}told_apart", language)


def _factor(factor: float, language: Language) -> str:
    """Return the variance-reduction factor; a dash where nothing varies."""
    if math.isnan(factor):
        return _nothing()
    if factor > _HUGE:
        return text("compare.factor_unbounded", language)
    amount = number_text(factor, language, 1 if factor < 100 else 0)
    return text("compare.factor", language, amount=amount)


def _mean_and_error(row: Row, unit: str, language: Language) -> str:
    """Return a mean and half the width of its interval."""
    mean, half = row["mean"], row["ci_high"] - row["mean"]
    error = "" if math.isnan(half) else "±" + amount_text(half, unit, language)
    return amount_text(mean, unit, language) + error


def _signed(value: float, unit: str, language: Language) -> str:
    return _nothing() if math.isnan(value) else signed_text(value, unit, language)


def _values(change: Change, language: Language) -> Iterator[str]:
    for value in (change.before, change.after):
        if value is None:
            yield text("compare.not_there", language)
        elif isinstance(value, dict):
            yield text("compare.changed_table", language)
        else:
            words = (
                value
                if isinstance(value, str)
                else json.dumps(value, ensure_ascii=False)
            )
            yield words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _by_kpi(table: pd.DataFrame) -> dict[str, Row]:
    return {row["kpi"]: row for row in table.to_dict("records")}


def _plan_name(place: int, name: str, language: Language) -> str:
    return text("compare.base_mark", language, name=name) if place == 0 else name


def _heads(names: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(text(f"compare.head_{name}", language) for name in names)


def _nothing() -> str:
    return "–"
