"""HTML tables: words to the left, numbers to the right, units written."""

from collections.abc import Iterable, Sequence

from sim.report.tags import Html, join, tag

__all__ = ["html_table"]


def html_table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    n_words: int = 1,
    note: str = "",
) -> Html:
    """Return a table in a box that scrolls sideways on a narrow screen.

    Parameters
    ----------
    caption
        What the table shows.
    head
        Column headings.
    rows
        Cells; plain text is escaped.
    n_words
        How many columns from the left hold words; the others hold numbers.
    note
        A line below the caption; empty means none.
    """
    body = [_row(row, n_words) for row in rows]
    if not body:
        return Html("")
    title = [tag("span", caption, class_="caption")]
    if note:
        title.append(tag("span", note, class_="note"))
    headings = [
        tag("th", cell, scope="col", class_=None if i < n_words else "number")
        for i, cell in enumerate(head)
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", *title),
            tag("thead", tag("tr", *headings)),
            tag("tbody", *body),
        ),
        class_="table",
    )


def _row(cells: Sequence[str], n_words: int) -> Html:
    first = tag("th", cells[0], scope="row")
    rest = (
        tag("td", cell, class_="words" if i < n_words else "number")
        for i, cell in enumerate(cells[1:], start=1)
    )
    return tag("tr", join((first, *rest)))
