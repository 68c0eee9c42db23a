"""A table in words: what terminal, report and screen all show."""

from dataclasses import dataclass

from sim.report.html_tables import html_table
from sim.report.tags import Html

__all__ = ["WordTable", "table_html"]


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
