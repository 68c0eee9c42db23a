"""Tables in words on a wide and on a narrow terminal."""

from io import StringIO

from rich.console import Console

from sim.cli.talk import Talk
from sim.cli.word_tables import show_table
from sim.report.word_tables import WordTable

TABLE = WordTable(
    "caption", ("who", "first", "second"), (("a", "1", ""), ("b", "2", "3"))
)


def shown(table, width):
    """Return what a terminal of a width shows."""
    out = StringIO()
    talk = Talk("en")
    talk.__dict__["out"] = Console(file=out, width=width)
    show_table(table, talk)
    return [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]


def test_a_table_stands_below_its_caption():
    """Heads, a line, and a line a row."""
    lines = shown(TABLE, 80)

    assert lines[0] == "caption"
    assert lines[1].split() == ["who", "first", "second"]
    assert lines[-1].split() == ["b", "2", "3"]


def test_what_does_not_fit_becomes_paragraphs():
    """Each row is a paragraph of head and cell; empty cells are left out."""
    lines = shown(TABLE, 14)

    assert [line.split() for line in lines[1:]] == [
        ["a"],
        ["first:", "1"],
        ["b"],
        ["first:", "2,"],
        ["second:", "3"],
    ]


def test_a_table_without_rows_is_not_shown():
    """Not even its caption."""
    assert shown(WordTable("caption", ("who",), ()), 80) == []
