"""Tables in words on the terminal."""

from typing import TYPE_CHECKING

from sim.cli.tables import fits, plain_table
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.report.word_tables import WordTable

__all__ = ["show_table"]


def show_table(table: "WordTable", talk: Talk) -> None:
    """Print a table under its caption; nothing when it has no rows.

    Where it does not fit, each row becomes a short list, so that no cell is broken.
    """
    if not table.rows:
        return
    talk.show_text("\n" + table.caption, style="bold")
    wide = plain_table(table.head, table.rows, numbers_from=table.n_words)
    if fits(wide, talk.out):
        talk.show(wide)
        return
    for row in table.rows:
        talk.show_text(row[0], style="cyan")
        pairs = [pair for pair in zip(table.head[1:], row[1:], strict=True) if pair[1]]
        talk.show(plain_table(("", ""), [(f"  {head}", cell) for head, cell in pairs]))
