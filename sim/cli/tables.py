"""Tables as the terminal shows them: aligned by what characters take, no lines."""

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.box import Box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

__all__ = ["fits", "plain_table"]

_UNDERLINED_HEAD = Box(
    "    \n    \n -- \n    \n    \n    \n    \n    \n",
    ascii=True,
)


def plain_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers_from: int | None = None,
) -> Table:
    """Return a table of plain cells.

    ``numbers_from`` — number of the first column that is aligned right, as are those
    after it; None means that all are text.
    """
    table = Table(box=_UNDERLINED_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    table.pad_edge = table.show_edge = False
    for place, head in enumerate(heads):
        is_number = numbers_from is not None and place >= numbers_from
        side: Literal["left", "right"] = "right" if is_number else "left"
        table.add_column(head, justify=side, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def fits(table: Table, console: Console) -> bool:
    """Return whether a table can be shown without a broken cell."""
    wanted = Measurement.get(console, console.options.update(width=10_000), table)
    return wanted.maximum <= console.width
