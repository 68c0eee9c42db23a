"""What an import did: rows read, kept and rejected, and why; nothing goes missing.

Always ``read == kept + rejected``.
A rejected row and a cell that was left out are findings; the first of them are kept
with place and value, all of them are counted.
The words of the reasons are those of ``problem.toml``, the rest is in ``orders.toml``.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sim.errors import Problem
from sim.language import Language, moment_text, number_text, text

__all__ = [
    "MAX_FINDINGS",
    "FileReport",
    "Finding",
    "ImportReport",
    "spreadsheet_safe",
    "write_rejects",
]

MAX_FINDINGS = 1_000
"""Findings kept with place and value; further ones are only counted."""

_MAX_VALUE = 60
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that was rejected, or one cell of a kept row that was left out."""

    file: str
    line: int
    """Physical line of the file that the row begins on."""

    column: str
    """Name of the column; empty when the whole row is meant."""

    value: str
    """What stands there, shortened."""

    reason: str
    """Entry of ``problem.toml``."""

    is_row_kept: bool
    """True when only this cell was left out."""

    @property
    def problem(self) -> Problem:
        """The finding as a problem that prints itself."""
        column = f":{self.column}" if self.column else ""
        where = f"{self.file}:{self.line}{column}"
        return Problem(where, self.reason, self.value or None)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file brought."""

    name: str
    source: str
    """Importer that read it."""

    encoding: str
    delimiter: str

    read: int
    """Rows below the header that hold anything."""

    kept: int
    rejected: int

    blank: int
    """Rows without content; not counted as read."""

    used: tuple[tuple[str, str], ...]
    """(field, column) pairs that were read."""

    person_columns: tuple[str, ...]
    """Columns read only for whether a person must look."""

    unused: tuple[str, ...]
    """Columns the source is known to have and nobody needs here."""

    unknown: tuple[str, ...]
    """Columns nobody knows."""

    personal: tuple[str, ...]
    """Columns with personal data; never loaded."""

    telling: tuple[str, ...] = ()
    """Columns by which the source was known."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of one or several files did."""

    files: tuple[FileReport, ...]

    orders: int
    """Orders in the table."""

    first_at: datetime
    """Moment of the first order."""

    last_at: datetime
    """Moment of the last order."""

    rejected_by_reason: Mapping[str, int]
    """Reason → rejected rows."""

    cells_left_out: Mapping[tuple[str, str], int]
    """(column, reason) → cells of kept rows that were left out."""

    findings: tuple[Finding, ...]
    """The first findings, at most ``MAX_FINDINGS``."""

    merged_orders: int = 0
    """Orders made of rows of a mall and of an order system or a part file."""

    merged_rows: int = 0
    """Kept rows that only added to such an order."""

    unmerged_numbers: int = 0
    """Order numbers of a mall and an order system that stayed several orders, because
    the number has two sellers or the order times are more than a day apart."""

    @property
    def read(self) -> int:
        """Rows read, all files together."""
        return sum(file.read for file in self.files)

    @property
    def kept(self) -> int:
        """Rows that went into orders."""
        return sum(file.kept for file in self.files)

    @property
    def rejected(self) -> int:
        """Rows that did not go into orders."""
        return sum(file.rejected for file in self.files)

    @property
    def n_findings(self) -> int:
        """All findings, also those of which only the count is kept."""
        return self.rejected + sum(self.cells_left_out.values())

    def text(self, language: Language = "ja") -> str:
        """Return the report for a planner, in lines."""
        lines = [
            _say("summary", language, orders=self.orders),
            _say(
                "period",
                language,
                first=f"{self.first_at:%Y}/" + moment_text(self.first_at, language)
                if language == "ja"
                else moment_text(self.first_at, language) + f" {self.first_at:%Y}",
                last=f"{self.last_at:%Y}/" + moment_text(self.last_at, language)
                if language == "ja"
                else moment_text(self.last_at, language) + f" {self.last_at:%Y}",
            ),
            _say(
                "rows",
                language,
                read=self.read,
                kept=self.kept,
                rejected=self.rejected,
            ),
        ]
        if self.merged_orders:
            n_rows = self.merged_rows
            lines.append(
                _say("merged", language, orders=self.merged_orders, rows=n_rows)
            )
        if self.unmerged_numbers:
            lines.append(_say("unmerged", language, n=self.unmerged_numbers))
        lines += [
            _say("reason", language, reason=_reason(reason, language), n=count)
            for reason, count in self.rejected_by_reason.items()
        ]
        lines += [
            _say("cell", language, column=column, reason=_reason(why, language), n=n)
            for (column, why), n in self.cells_left_out.items()
        ]
        for file in self.files:
            lines += _file_lines(file, language)
        return "\n".join(lines)


def spreadsheet_safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    A cell that begins like a formula, also in full-width signs, gets a leading ``'``.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("注文番号")
    ("'=1+1", '注文番号')
    """
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell


def write_rejects(report: ImportReport, path: Path, language: Language = "ja") -> None:
    """Write the findings as a CSV file that opens well in a spreadsheet.

    It holds places, reasons and the offending cells of columns that are read anyway;
    personal columns are never loaded and so never in it.
    """
    heads = ("file", "line", "column", "value", "kept", "reason")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        writer.writerow(text(f"orders.head_{head}", language) for head in heads)
        for found in report.findings:
            kept = "head_row_kept" if found.is_row_kept else "head_row_rejected"
            row = (
                found.file,
                str(found.line),
                found.column,
                found.value,
                text(f"orders.{kept}", language),
                _reason(found.reason, language),
            )
            writer.writerow(map(spreadsheet_safe, row))
        left_out = report.n_findings - len(report.findings)
        if left_out:
            writer.writerow([_say("more", language, n=left_out)])


def shortened(value: str) -> str:
    """Return a cell as a finding shows it."""
    return value if len(value) <= _MAX_VALUE else value[: _MAX_VALUE - 1] + "…"


def _file_lines(file: FileReport, language: Language) -> list[str]:
    used = ", ".join(f"{column} → {name}" for name, column in file.used)
    lines = [
        _say(
            "file",
            language,
            file=file.name,
            source=text(f"orders.source_{file.source}", language),
            encoding=file.encoding,
            read=file.read,
            kept=file.kept,
            rejected=file.rejected,
        ),
        _say("used", language, columns=used),
    ]
    for key, columns in (
        ("telling", file.telling),
        ("person", file.person_columns),
        ("personal", file.personal),
        ("unknown", file.unknown),
    ):
        if columns:
            shown = ", ".join(columns[:5]) + (" …" if len(columns) > 5 else "")
            lines.append(_say(key, language, n=len(columns), columns=shown))
    return lines


def _reason(reason: str, language: Language) -> str:
    return text(f"problem.{reason}", language)


def _say(key: str, language: Language, **values: object) -> str:
    written = {
        name: number_text(value, language) if isinstance(value, int) else value
        for name, value in values.items()
    }
    return text(f"orders.{key}", language, **written)
