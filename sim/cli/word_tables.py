"""Tables in words on the terminal."""

from typing import TYPE_CHECKING

from sim.cli.tables import fits, plain_table
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.report.word_tables import WordTable

__all__ = ["show_table"]


def show_table(table: "WordTable", talk: Talk) -> None:
    """Print a table under its caption; nothing when it has no rows.

    Where it does not fit, each row becomes a short paragraph of its cells.
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
        pairs = zip(table.head[1:], row[1:], strict=True)
        cells = (f"{head}: {cell}" for head, cell in pairs if cell)
        talk.show_text(talk.say("list_mark").join(cells), indent=2)
