"""The printed state machine is the one that the store obeys."""

from pathlib import Path

from sim.agreements.diagram import mermaid, state_table

PAGE = Path(__file__).parents[2] / "docs" / "agreement-states.md"
HEAD = """\
# States of an agreement

Generated from the one table in `sim/agreements/states.py`.
`author` sent the current revision, `other` is the side that it was sent to.
`hanboki agreement diagram` prints the picture, with `--table` the table.
"""


def document() -> str:
    """Return the page."""
    heads = ("state", "action", "side", "role", "next state")
    rows = [heads, ("---",) * len(heads), *state_table("en")]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{HEAD}\n```mermaid\n{mermaid()}```\n\n{table}\n"


def test_page_is_up_to_date():
    """The picture and the table in the documentation are those of the code."""
    assert PAGE.read_text(encoding="utf-8") == document()
