"""A stress test and the bus factor in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sim.experiments import BusFactor, Stress, StressTest, t_interval
from sim.experiments.people import Person
from sim.language import Language, moment_text, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.compare_words import points_and_interval
from sim.report.quantities import amount_text, signed_text
from sim.report.word_tables import WordTable

__all__ = [
    "also_table",
    "bus_sentence",
    "not_applied_table",
    "people_table",
    "person_name",
    "stress_about",
    "stress_name",
    "stress_names",
    "stress_reason",
    "stress_sentence",
    "stress_table",
]

Row = Mapping[Any, Any]

_ALSO = ("cancelled", "oversold", "reply_in_time_share", "total_cost_yen")
"""KPIs that are named when a stress changes them."""


def stress_name(stress: Stress, language: Language) -> str:
    """Return what happens, in a few words; short where it does not apply."""
    if stress.scenario is None:
        return text(f"compare.short_{stress.name}", language)
    return text(f"compare.stress_{stress.name}", language, **_about(stress, language))


def stress_names(test: StressTest, language: Language) -> list[str]:
    """Return what the rows of the test are called, the plan itself first."""
    applied = [each for each in test.stresses if each.scenario is not None]
    return [
        text("compare.stress_base", language),
        *(stress_name(each, language) for each in applied),
    ]


def stress_about(stress: Stress, language: Language) -> str:
    """Return one sentence on what exactly was changed."""
    words = text(f"compare.about_{stress.name}", language, **_about(stress, language))
    if stress.about.get("is_added"):
        words += text("compare.about_added", language)
    return words


def stress_reason(stress: Stress, language: Language) -> str:
    """Return why a stress does not apply."""
    return text(f"compare.stress_no_{stress.reason}", language)


def stress_sentence(test: StressTest, language: Language) -> str:
    """Return the answer: which stress hurts most."""
    rows = test.targets.to_dict("records")
    base, others = rows[0], rows[1:]
    if not others:
        return text("compare.chart_no_stress", language)
    clear = [row for row in others if row["differs"] and row["difference"] < 0]
    if not clear:
        share = percent_text(base["probability"], language)
        return text("compare.stress_sentence_none", language, share=share)
    worst = min(clear, key=lambda row: row["probability"])
    stress = next(each for each in test.stresses if each.name == worst["stress"])
    return text(
        "compare.stress_sentence_worst",
        language,
        name=stress_name(stress, language),
        share=percent_text(worst["probability"], language),
        low=percent_text(worst["low"], language),
        high=percent_text(worst["high"], language),
    )


def stress_table(test: StressTest, language: Language) -> WordTable:
    """Return a row a stress, the plan itself first."""
    heads = ("stress", "missed", "missed_points", "chance_with", "chance_points")
    kpis = {(row["stress"], row["kpi"]): row for row in test.kpis.to_dict("records")}
    chances = {row["stress"]: row for row in test.targets.to_dict("records")}
    rows = [_base_row(test, chances["base"], language)]
    for stress in test.stresses:
        if stress.scenario is None:
            continue
        missed, chance = kpis[stress.name, "missed_share"], chances[stress.name]
        rows.append(
            (
                stress_name(stress, language),
                _missed_share(missed, language),
                _missed_points(missed, language),
                _chance(chance, language),
                points_and_interval(
                    chance["difference"],
                    chance["difference_low"],
                    chance["difference_high"],
                    language,
                ),
            )
        )
    caption = text("compare.table_stress", language)
    head = tuple(text(f"compare.head_{name}", language) for name in heads)
    return WordTable(caption, head, tuple(rows))


def also_table(test: StressTest, language: Language) -> WordTable:
    """Return what else each stress changes for sure."""
    kpis = {(row["stress"], row["kpi"]): row for row in test.kpis.to_dict("records")}
    rows = []
    for stress in test.stresses:
        if stress.scenario is not None:
            words = _also([kpis[stress.name, kpi] for kpi in _ALSO], language)
            if words:
                rows.append((stress_name(stress, language), words))
    head = tuple(text(f"compare.head_{name}", language) for name in ("stress", "also"))
    caption = text("compare.table_also", language)
    return WordTable(caption, head, tuple(rows), n_words=2)


def not_applied_table(test: StressTest, language: Language) -> WordTable:
    """Return the stresses that do not apply, with the reason."""
    rows = tuple(
        (stress_name(stress, language), stress_reason(stress, language))
        for stress in test.stresses
        if stress.scenario is None
    )
    head = tuple(
        text(f"compare.head_{name}", language) for name in ("stress", "reason")
    )
    caption = text("compare.table_not_applied", language)
    return WordTable(caption, head, rows, n_words=2)


def bus_sentence(bus: BusFactor, language: Language) -> str:
    """Return the bus-factor line: what is missed if any one person is away."""
    worst = bus.worst
    if worst is None:
        return text("compare.bus_nobody", language)
    row = bus.rows.to_dict("records")[worst]
    key = "bus_sentence" if bus.rows["differs"].any() else "bus_sentence_same"
    low, high = max(row["value_low"], 0.0), min(row["value_high"], 1.0)
    return text(
        f"compare.{key}",
        language,
        share=amount_text(row["value"], "share", language),
        low=amount_text(low, "share", language),
        high=amount_text(high, "share", language),
        person=person_name(bus.people[worst], language),
        base=amount_text(bus.missed_share, "share", language),
    )


def people_table(bus: BusFactor, language: Language) -> WordTable:
    """Return a row a person who was away."""
    names = ("person", "heads", "missed", "missed_points", "chance_with", "verdict")
    rows = tuple(
        (
            person_name(bus.people[row["person"]], language),
            amount_text(bus.people[row["person"]].heads, "heads", language),
            _missed_share(row, language),
            _missed_points(row, language),
            _chance(row, language),
            text(f"compare.{'' if row['differs'] else 'not_'}told_apart", language),
        )
        for row in bus.rows.to_dict("records")
    )
    head = tuple(text(f"compare.head_{name}", language) for name in names)
    return WordTable(text("compare.table_people", language), head, rows)


def person_name(person: Person, language: Language) -> str:
    """Return who is away: the team and the shift."""
    if person.shift is None:
        return text("compare.person_on_call", language, team=person.team_label)
    if not person.shift_label:
        return person.team_label
    return text(
        "compare.person_of",
        language,
        team=person.team_label,
        shift=person.shift_label,
    )


def _about(stress: Stress, language: Language) -> dict[str, str]:
    """Return what a stress names, in words."""
    return {key: _words(key, value, language) for key, value in stress.about.items()}


def _words(key: str, value: object, language: Language) -> str:
    match value:
        case datetime():
            return moment_text(value, language)
        case bool():
            return str(value)
        case tuple():
            return text("report.comma", language).join(map(str, value))
        case float() if key == "share":
            return percent_text(value, language, 0)
        case int() | float():
            return number_text(value, language, 1)
        case _:
            return str(value)


def _base_row(test: StressTest, chance: Row, language: Language) -> tuple[str, ...]:
    own = test.base.replications["missed_share"].to_numpy()
    low, high = t_interval(own)
    missed = {"value": float(own.mean()), "value_low": low, "value_high": high}
    nothing = text("report.nothing", language)
    return (
        text("compare.stress_base", language),
        _missed_share(missed, language),
        nothing,
        _chance(chance, language),
        nothing,
    )


def _chance(row: Row, language: Language) -> str:
    return text(
        "compare.chart_interval",
        language,
        mean=percent_text(row["probability"], language),
        low=percent_text(row["low"], language),
        high=percent_text(row["high"], language),
    )


def _missed_share(row: Row, language: Language) -> str:
    """Return the mean missed share with its interval, cut to what a share can be."""
    ends = max(row["value_low"], 0.0), min(row["value_high"], 1.0)
    mean, low, high = (
        amount_text(value, "share", language) for value in (row["value"], *ends)
    )
    return text("compare.chart_interval", language, mean=mean, low=low, high=high)


def _missed_points(row: Row, language: Language) -> str:
    return points_and_interval(row["mean"], row["ci_low"], row["ci_high"], language)


def _also(rows: Sequence[Row], language: Language) -> str:
    """Return the other KPIs that a stress changes for sure."""
    words = (
        text(
            "compare.also",
            language,
            label=kpi_of("kpis", row["kpi"]).label(language),
            difference=signed_text(row["mean"], row["unit"], language),
        )
        for row in rows
        if row["differs"]
    )
    return text("report.comma", language).join(words)
