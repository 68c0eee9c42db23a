"""Excel files: real cells with formats, a frozen head, and no text that turns formula.

Texts are written as texts whatever they begin with: a label ``=1+1`` typed by somebody
stays a label on everybody's computer.
"""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal, Self

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Book", "Kind", "Sheet", "kind_of_unit"]

Kind = Literal["text", "count", "number", "share", "yen", "day", "moment", "hash"]
"""How a column is shown."""

_FORMATS: Final[Mapping[Kind, str]] = {
    "text": "@",
    "hash": "@",
    "count": "#,##0",
    "number": "#,##0.00",
    "share": "0.00%",
    "yen": '"¥"#,##0',
    "day": "yyyy/mm/dd",
    "moment": "yyyy/mm/dd hh:mm",
}
_FONT = "Yu Gothic"
_WIDEST, _NARROWEST = 60, 8
_NAME_ROOM = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook."""

    name: str
    """Name on the tab; what Excel does not allow in it is replaced."""
    head: Sequence[str]
    """Column headings."""
    kinds: Sequence[Kind]
    """How each column is shown."""
    rows: Sequence[Sequence[object]]
    """Values: numbers stay numbers, days stay days, None is an empty cell."""
    title: str = ""
    """A line above the head; empty means none."""


class Book:
    """A workbook under construction; used in a ``with`` block, then :meth:`bytes`."""

    def __init__(self, *, title: str, at: datetime | None = None) -> None:
        from xlsxwriter.workbook import Workbook

        self._stream = io.BytesIO()
        self._book: Workbook = Workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
            },
        )
        properties: dict[str, object] = {"title": title, "author": "hanboki"}
        if at is not None:
            properties["created"] = at
        self._book.set_properties(properties)
        self._names: set[str] = set()
        self._head = self._book.add_format(
            {
                "bold": True,
                "font_name": _FONT,
                "bg_color": "#EEF3F8",
                "bottom": 1,
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self._title = self._book.add_format(
            {"bold": True, "font_name": _FONT, "font_size": 13}
        )
        self._cells = {kind: self._format(kind) for kind in _FORMATS}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    def bytes(self) -> bytes:
        """Return the file; call it after the block."""
        return self._stream.getvalue()

    def add(self, sheet: Sheet) -> None:
        """Add a sheet: head frozen, filter on, columns as wide as their content."""
        page = self._book.add_worksheet(self._free_name(sheet.name))
        top = 0
        if sheet.title:
            page.write_string(0, 0, sheet.title, self._title)
            top = 2
        for column, words in enumerate(sheet.head):
            page.write_string(top, column, words, self._head)
        for number, row in enumerate(sheet.rows, start=top + 1):
            for column, (value, kind) in enumerate(zip(row, sheet.kinds, strict=True)):
                self._write(page, number, column, value, kind)
        page.freeze_panes(top + 1, 1)
        if sheet.rows:
            page.autofilter(top, 0, top + len(sheet.rows), len(sheet.head) - 1)
        for column, kind in enumerate(sheet.kinds):
            page.set_column(column, column, _width(sheet, column, kind))
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)

    def _write(
        self, page: "Worksheet", row: int, column: int, value: object, kind: Kind
    ) -> None:
        shape = self._cells[kind]
        match value:
            case None:
                page.write_blank(row, column, None, shape)
            case bool():
                page.write_boolean(row, column, value, shape)
            case int() | float() | Decimal() if not math.isfinite(value):
                page.write_blank(row, column, None, shape)
            case int() | float() | Decimal():
                page.write_number(row, column, float(value), shape)
            case datetime() | date():
                page.write_datetime(row, column, value, shape)
            case _:
                page.write_string(row, column, str(value), self._cells["text"])

    def _format(self, kind: Kind) -> "Format":
        return self._book.add_format(
            {
                "font_name": _FONT,
                "num_format": _FORMATS[kind],
                "valign": "top",
                "text_wrap": kind == "text",
            }
        )

    def _free_name(self, name: str) -> str:
        """Return a name that Excel takes and no other sheet has."""
        clean = name.translate(_FORBIDDEN).strip()[:_NAME_ROOM] or "_"
        found, number = clean, 2
        while found.casefold() in self._names:
            tail = f" {number}"
            found = clean[: _NAME_ROOM - len(tail)] + tail
            number += 1
        self._names.add(found.casefold())
        return found


def kind_of_unit(unit: str) -> Kind:
    """Return how a column of a unit of the measures schema is shown."""
    kinds: Mapping[str, Kind] = {"share": "share", "yen": "yen"}
    return kinds.get(unit, "number")


def _width(sheet: Sheet, column: int, kind: Kind) -> float:
    """Return the width of a column in characters; Japanese ones count double."""
    fixed: Mapping[Kind, float] = {"day": 12, "moment": 17, "hash": 66}
    if kind in fixed:
        return fixed[kind]
    words = [sheet.head[column], *(_shown(row[column]) for row in sheet.rows)]
    longest = max(_breadth(line) for each in words for line in each.split("\n"))
    return float(min(max(longest + 2, _NARROWEST), _WIDEST))


def _shown(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value or "")


def _breadth(words: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in words)
