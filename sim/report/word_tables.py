"""A table in words: what terminal, report and screen all show."""

from dataclasses import dataclass

from sim.language import Language, text
from sim.report.html_tables import html_table
from sim.report.tags import Html

__all__ = ["WordTable", "table_html", "word_table"]


@dataclass(frozen=True, slots=True)
class WordTable:
    """Headings and cells, ready to be shown."""

    caption: str
    """What the table shows."""
    head: tuple[str, ...]
    """Column headings."""
    rows: tuple[tuple[str, ...], ...]
    """Cells."""
    n_words: int = 1
    """How many columns from the left hold words; the others hold numbers."""


def table_html(table: WordTable, *, note: str = "") -> Html:
    """Return a table as HTML; nothing when it has no rows."""
    return html_table(
        table.caption, table.head, table.rows, n_words=table.n_words, note=note
    )


def word_table(
    area: str,
    name: str,
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    language: Language,
    *,
    n_words: int = 1,
) -> WordTable:
    """Return a table whose caption and headings stand in the catalogue of an area."""
    return WordTable(
        text(f"{area}.table_{name}", language),
        tuple(text(f"{area}.head_{head}", language) for head in heads),
        rows,
        n_words,
    )
