"""The data dictionary of the orders table, made from its schema.

``data/README.md`` holds it between two markers; a test says that it is up to date.
"""

from pathlib import Path

from sim.orders.table import COLUMNS
from sim.orders.writing import Kind

__all__ = ["BEGIN", "END", "orders_dictionary", "update_dictionary"]

BEGIN = "<!-- orders dictionary: begin -->"
END = "<!-- orders dictionary: end -->"

_WRITTEN: dict[Kind, str] = {
    "text": "文字 / text",
    "moment": "日時(ISO、時差付き) / ISO time with offset",
    "day": "日付 / date",
    "claim": "true・false",
    "count": "整数 / whole number",
    "amount": "数値 / number",
}


def orders_dictionary() -> str:
    """Return the dictionary as a Markdown table, with its markers."""
    rows = [
        f"| `{column.name}` | {_WRITTEN[column.kind]} | {column.unit} "
        f"| {'○' if column.is_required else ''} | {column.ja} | {column.en} |"
        for column in COLUMNS
    ]
    heads = [
        "| 列 / column | 書き方 / written as | 単位 / unit | 必須 / always "
        "| 意味 | meaning |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([BEGIN, *heads, *rows, END])


def update_dictionary(readme: Path) -> bool:
    """Put the dictionary between its markers in ``readme``; return whether it changed.

    Raises
    ------
    ValueError
        The file does not hold both markers.
    """
    before = readme.read_text(encoding="utf-8")
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        msg = f"{readme.name}: must hold {BEGIN} and {END}"
        raise ValueError(msg)
    after = head + orders_dictionary() + tail
    if after != before:
        readme.write_text(after, encoding="utf-8", newline="\n")
    return after != before
