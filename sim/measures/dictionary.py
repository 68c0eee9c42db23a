"""The data dictionary: every table, column and number in words, as Markdown."""

from typing import Final

from sim.language import Language, catalogue
from sim.measures.schema import KPIS, STATISTICS, TABLES, Column, Kpi, Table

__all__ = [
    "DICTIONARY_BEGIN",
    "DICTIONARY_END",
    "data_dictionary",
    "with_dictionary",
]

DICTIONARY_BEGIN: Final = "<!-- measures dictionary: begin -->"
DICTIONARY_END: Final = "<!-- measures dictionary: end -->"


def data_dictionary(language: Language) -> str:
    """Return the dictionary of all tables, Markdown without the markers."""
    words = catalogue("measures", language)
    parts = [
        f"## {words['dictionary_title']}",
        words["dictionary_intro"],
        f"### {words['dictionary_statistics']}",
        _columns(STATISTICS, language),
        *(_of_table(entry, language) for entry in TABLES),
    ]
    return "\n\n".join(parts) + "\n"


def with_dictionary(document: str, *languages: Language) -> str:
    """Return ``document`` with the dictionary, in each language, between its markers.

    Raises
    ------
    ValueError
        The document does not hold both markers, once each and in order.
    """
    before, begin, rest = document.partition(DICTIONARY_BEGIN)
    _, end, after = rest.partition(DICTIONARY_END)
    if not begin or not end or DICTIONARY_BEGIN in rest or DICTIONARY_END in after:
        msg = f"document: needs {DICTIONARY_BEGIN} and {DICTIONARY_END} once each"
        raise ValueError(msg)
    text = "\n".join(data_dictionary(language) for language in languages)
    return f"{before}{begin}\n\n{text}\n{end}{after}"


def _of_table(entry: Table, language: Language) -> str:
    numbers = [number for number in KPIS if number.table == entry.name]
    return "\n\n".join(
        (
            f"### `{entry.name}`",
            entry.meaning(language),
            _columns(entry.keys, language),
            _numbers(numbers, language),
        )
    )


def _columns(columns: tuple[Column, ...], language: Language) -> str:
    words = catalogue("measures", language)
    rows = [
        (
            f"`{column.name}`",
            words[f"dtype_{column.dtype}"],
            column.meaning(language),
        )
        for column in columns
    ]
    heads = [words[f"head_{name}"] for name in ("column", "dtype", "meaning")]
    return _markdown([tuple(heads), *rows])


def _numbers(numbers: list[Kpi], language: Language) -> str:
    words = catalogue("measures", language)
    heads = [
        words[f"head_{name}"]
        for name in ("number", "label", "unit", "better", "meaning", "ratio")
    ]
    rows = [
        (
            f"`{number.name}`",
            number.label(language),
            words[f"unit_{number.unit}"],
            words[f"better_{number.better}"],
            number.meaning(language),
            f"{number.numerator(language)} ÷ {number.denominator(language)}"
            if number.is_ratio
            else "",
        )
        for number in numbers
    ]
    return _markdown([tuple(heads), *rows])


def _markdown(rows: list[tuple[str, ...]]) -> str:
    """Return rows as a Markdown table; the first row is the head."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)
