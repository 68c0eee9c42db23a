"""The answer in words: the verdict as one sentence, each KPI as a card.

Command line, report and dashboard say the same, because they all ask here.
The range of outcomes (P10-P90) says how sales differ; the interval of the mean says how
well the mean is known; the two are never mixed up.
What was never seen in n replications is not called impossible: its chance has an upper
bound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sim.experiments import Result, difference, rule_of_three
from sim.language import Language, catalogue, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.quantities import amount_text, range_text, signed_text
from sim.report.statistics import Statistics, kpi_statistics

__all__ = [
    "HEADLINE",
    "Card",
    "Tone",
    "kpi_cards",
    "kpi_sentence",
    "verdict_heading",
    "verdict_sentence",
    "verdict_symbol",
]

Tone = Literal["good", "bad", "neutral"]
"""Whether a number is good news; shown by symbol and colour."""

HEADLINE: tuple[str, ...] = (
    "missed",
    "missed_share",
    "shipped_on_time",
    "cancelled",
    "peak_backlog",
    "overtime_hours",
    "reply_in_time_share",
    "total_cost_yen",
)
"""KPIs that a planner looks at first, in order."""


@dataclass(frozen=True, slots=True)
class Card:
    """One KPI in words, ready to be shown."""

    kpi: str
    """Name in the table ``kpis``."""
    label: str
    """What it is called."""
    meaning: str
    """One sentence that says what it is."""
    value: str
    """Median, with its unit."""
    range: str
    """Range of outcomes (起こりうる幅), P10 to P90, or that it was never seen."""
    interval: str
    """Mean and its interval (平均の推定誤差), or the bound of what was never seen."""
    difference: str | None
    """Mean difference to the base plan with its interval; None without a base."""
    tone: Tone
    """Good or bad: the difference if there is one, else the number itself."""
    is_never_seen: bool
    """Whether no replication saw any of it."""


def verdict_heading(result: Result, language: Language) -> str:
    """Return the verdict in a few words."""
    return text(f"report.heading_{_status(result)}", language)


def verdict_symbol(result: Result, language: Language) -> str:
    """Return the verdict as a symbol that needs no colour."""
    return text(f"report.symbol_{_status(result)}", language)


def verdict_sentence(result: Result, language: Language) -> str:
    """Return the verdict as one sentence that a shop owner understands."""
    verdict = result.verdict
    met = round(verdict.probability * verdict.n)
    extent = "_all" if met == verdict.n else "_none" if met == 0 else ""
    key = f"verdict_{_status(result)}{extent}"
    if key not in catalogue("report", language):
        key = f"verdict_{_status(result)}"
    return text(
        f"report.{key}",
        language,
        n=amount_text(verdict.n, "replications", language),
        met=amount_text(met, "replications", language),
        goal=_goal(result, language),
        promised=percent_text(verdict.with_probability, language),
        probability=percent_text(verdict.probability, language),
        low=_end_text(verdict.ci_low, language),
        high=_end_text(verdict.ci_high, language),
        bound=percent_text(rule_of_three(verdict.n), language),
    ) + _further(result, language)


def kpi_cards(
    result: Result,
    language: Language,
    base: Result | None = None,
    *,
    kpis: Iterable[str] = HEADLINE,
) -> list[Card]:
    """Return a card for each KPI that the result has.

    Parameters
    ----------
    base
        Plan to compare with, run with the same seed and number of replications.
    kpis
        Names of the table ``kpis``, in the order of the cards.

    Raises
    ------
    ValueError
        The base was run with another seed or number of replications.
    """
    found = kpi_statistics(result.tables.kpis)
    changes = {} if base is None else kpi_statistics(difference(base, result))
    return [
        _card(kpi, found[kpi], changes.get(kpi), result, language)
        for kpi in kpis
        if kpi in found
    ]


def kpi_sentence(card: Card, language: Language) -> str:
    """Return a card as one line of text."""
    words = text(
        "report.kpi_sentence_never" if card.is_never_seen else "report.kpi_sentence",
        language,
        label=card.label,
        value=card.value,
        range=card.range,
        interval=card.interval,
    )
    if card.difference is None:
        return words
    return words + text(
        "report.kpi_sentence_difference", language, difference=card.difference
    )


def _end_text(share: float, language: Language) -> str:
    """Return an end of an interval; 0 % and 100 % only where they are exact."""
    is_rounded = round(share, 2) in (0.0, 1.0)
    return percent_text(share, language, 1 if is_rounded else 0)


def _further(result: Result, language: Language) -> str:
    further = result.verdict.further
    if further is None or _status(result) != "undecided":
        return ""
    return text("report.further", language, further=number_text(further, language))


def _card(
    kpi: str,
    seen: Statistics,
    change: Statistics | None,
    result: Result,
    language: Language,
) -> Card:
    schema = kpi_of("kpis", kpi)
    tone: Tone
    if change is None:
        tone = _tone_of_value(kpi, seen, result)
    else:
        tone = _tone_of_change(change, schema.better)
    return Card(
        kpi=kpi,
        label=schema.label(language),
        meaning=schema.meaning(language),
        value=amount_text(seen.p50, seen.unit, language),
        range=_range_words(seen, language),
        interval=_interval_words(seen, language),
        difference=None if change is None else _change_words(change, language),
        tone=tone,
        is_never_seen=seen.is_never_seen,
    )


def _range_words(seen: Statistics, language: Language) -> str:
    if seen.is_never_seen:
        return text("report.never_seen", language, n=seen.n)
    if seen.low == seen.high:
        return text("report.always_same", language)
    usual = range_text(seen.p10, seen.p90, seen.unit, language)
    if seen.p10 == seen.p90 == 0:
        high = amount_text(seen.high, seen.unit, language)
        return text("report.rarely_more", language, range=usual, high=high)
    return usual


def _interval_words(seen: Statistics, language: Language) -> str:
    if seen.is_never_seen:
        bound = percent_text(rule_of_three(seen.n), language)
        return text("report.never_seen_bound", language, bound=bound)
    mean = amount_text(seen.mean, seen.unit, language)
    if seen.n < 2:
        return text("report.mean_of_one", language, mean=mean)
    return text(
        "report.mean_and_interval",
        language,
        mean=mean,
        interval=range_text(*seen.interval, seen.unit, language),
    )


def _change_words(change: Statistics, language: Language) -> str:
    """Return the mean difference to the base plan, with its interval."""
    mean = signed_text(change.mean, change.unit, language)
    if change.low == change.high == 0:
        return text("report.difference_none", language)
    if change.n < 2:
        return text("report.difference_of_one", language, mean=mean)
    return text(
        "report.difference" if _is_clear(change) else "report.difference_unclear",
        language,
        mean=mean,
        low=signed_text(change.ci_low, change.unit, language),
        high=signed_text(change.ci_high, change.unit, language),
    )


def _is_clear(change: Statistics) -> bool:
    return change.ci_low > 0 or change.ci_high < 0


def _tone_of_change(change: Statistics, better: str) -> Tone:
    if better == "neutral" or not _is_clear(change):
        return "neutral"
    return "good" if (change.mean < 0) == (better == "less") else "bad"


def _tone_of_value(kpi: str, seen: Statistics, result: Result) -> Tone:
    """Judge only what the target speaks of; other numbers are neither good nor bad."""
    if kpi not in ("missed", "missed_share") or _status(result) == "nothing_due":
        return "neutral"
    if seen.is_never_seen:
        return "good"
    tones: dict[str, Tone] = {"meets": "good", "misses": "bad"}
    return tones.get(result.verdict.status, "neutral")


def _status(result: Result) -> str:
    """Return the status of the verdict, or that no promise ends in the horizon."""
    due = kpi_statistics(result.tables.kpis).get("due")
    if due is not None and due.high == 0:
        return "nothing_due"
    return result.verdict.status


def _goal(result: Result, language: Language) -> str:
    return text(
        "report.goal",
        language,
        label=kpi_of("kpis", "missed_share").label(language),
        limit=percent_text(result.verdict.missed_share, language, 2),
    )
