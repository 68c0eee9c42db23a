"""A tornado in words."""

from collections.abc import Mapping
from typing import Any

from sim.experiments import Tornado, UncertainInput
from sim.language import Language, catalogue, number_text, percent_text, text
from sim.report.compare_words import points_and_interval
from sim.report.quantities import amount_text
from sim.report.word_tables import WordTable

__all__ = [
    "input_name",
    "input_names",
    "inputs_table",
    "sensitivity_sentences",
]

Row = Mapping[Any, Any]

_MOST_NAMED = 5
_SHARES = frozenset(
    {
        "absence",
        "cancel_share",
        "errors",
        "mix",
        "step_share",
        "stock_share",
        "trigger_share",
    }
)
"""Kinds of inputs that are shares and are shown in percent."""


def sensitivity_sentences(found: Tornado, language: Language) -> list[str]:
    """Return the answer: the plan, and which inputs matter."""
    base = text(
        "compare.sensitivity_base",
        language,
        missed=amount_text(found.missed_share, "share", language),
        share=percent_text(found.probability, language),
        low=percent_text(found.probability_low, language),
        high=percent_text(found.probability_high, language),
    )
    total = len(found.inputs)
    if not total:
        return [base, text("compare.sensitivity_nothing", language)]
    clear = [number for number in range(total) if found.is_clear(number)]
    if not clear:
        words = text("compare.sensitivity_none", language, total=total)
        return [base, words]
    named = [input_name(found.inputs[n], language) for n in clear[:_MOST_NAMED]]
    if len(clear) > _MOST_NAMED:
        left = len(clear) - _MOST_NAMED
        named.append(text("compare.sensitivity_more", language, count=left))
    names = text("report.comma", language).join(named)
    return [
        base,
        text(
            "compare.sensitivity_clear",
            language,
            clear=len(clear),
            total=total,
            names=names,
        ),
    ]


def input_name(each: UncertainInput, language: Language) -> str:
    """Return what an input is called."""
    names = dict(each.names)
    if "when" in names:
        names["when"] = text(f"compare.when_{names['when']}", language)
    if "flow" in names:
        words = catalogue("compare", language)
        names["flow"] = words.get(f"flow_{names['flow']}", names["flow"])
    if "step" in names and "class" in names:
        rest = text("compare.other_classes", language)
        kind = rest if names["class"] == "default" else names["class"]
        names["step"] += f"/{kind}"
    return text(f"compare.input_{each.kind}", language, **names)


def input_names(found: Tornado, language: Language) -> list[str]:
    """Return the names of all inputs with the range that was tried."""
    return [
        text(
            "compare.input_with_range",
            language,
            name=input_name(each, language),
            low=_value(each, each.low, language),
            high=_value(each, each.high, language),
        )
        for each in found.inputs
    ]


def inputs_table(
    found: Tornado, language: Language, *, most: int | None = None
) -> WordTable:
    """Return a row an input, the one that matters most first.

    ``most`` — rows at most; None means all.
    """
    names = ("input", "range", "low", "high", "chance_low", "chance_high", "verdict")
    effects = found.effects.to_dict("records")
    rows = []
    for number, each in enumerate(found.inputs[:most]):
        low, high = effects[2 * number : 2 * number + 2]
        apart = "" if found.is_clear(number) else "not_"
        rows.append(
            (
                input_name(each, language),
                _range(each, language),
                _missed_change(low, language),
                _missed_change(high, language),
                _chance_change(low, language),
                _chance_change(high, language),
                text(f"compare.{apart}told_apart", language),
            )
        )
    head = tuple(text(f"compare.head_{name}", language) for name in names)
    return WordTable(text("compare.table_inputs", language), head, tuple(rows))


def _range(each: UncertainInput, language: Language) -> str:
    origin = "stated" if each.is_stated else "assumed"
    return text(
        "compare.input_range",
        language,
        low=_value(each, each.low, language),
        high=_value(each, each.high, language),
        value=_value(each, each.value, language),
        origin=text(f"compare.range_{origin}", language),
    )


def _value(each: UncertainInput, value: float, language: Language) -> str:
    if each.kind in _SHARES:
        return percent_text(value, language)
    return number_text(value, language, 2 if abs(value) < 100 else 0)


def _missed_change(row: Row, language: Language) -> str:
    return points_and_interval(row["mean"], row["ci_low"], row["ci_high"], language)


def _chance_change(row: Row, language: Language) -> str:
    ends = (row["difference_low"], row["difference_high"])
    return points_and_interval(row["difference"], *ends, language)
