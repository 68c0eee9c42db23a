"""Order files that were dropped on a page: read once, in the background, then gone.

Files are known by their content. Their bytes touch the disk only while they are read,
in a private folder that is removed afterwards; what stays is the orders table, which
holds no person.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pandas as pd

from dashboards.i18n import Language
from dashboards.jobs import Control, Progress
from dashboards.services.background import patient
from sim.errors import ImportDataError, Problem
from sim.orders import (
    ImportReport,
    Mapping,
    import_orders,
    propose_mapping,
    write_rejects,
)
from sim.orders.mapping import MappedColumns
from sim.orders.reading import open_order_file
from sim.scenario.shipped import shipped_data

__all__ = [
    "MAPPED_FIELDS",
    "FileRow",
    "FindingRow",
    "Imported",
    "OrderFile",
    "Reading",
    "ask",
    "cancel",
    "file_rows",
    "finding_rows",
    "imported",
    "progress",
    "reading_of",
    "rejects_csv",
    "sample",
    "wait",
    "with_columns",
]

MAPPED_FIELDS = (
    "order_id",
    "ordered_at",
    "confirmed_at",
    "shipped_at",
    "cancelled_at",
    "status",
    "value_yen",
    "units",
    "shop",
    "channel",
)
"""Fields whose columns can be corrected on the page, the needed ones first."""

_SAMPLE = "uci_2011_autumn_rms.csv"


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One file as it was dropped."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """Some files to be read in one way; equal readings have one answer."""

    digest: str
    """SHA-256 over names and contents."""
    columns: tuple[tuple[str, str], ...] = ()
    """(field, column) pairs that were corrected; none means that they are guessed."""


@dataclass(frozen=True, eq=False, slots=True)
class Imported:
    """What became of the files."""

    orders: pd.DataFrame | None
    """The orders table; None when the files cannot be read."""
    report: ImportReport | None
    """What became of every row; None when the files cannot be read."""
    problems: tuple[Problem, ...]
    """Why they cannot be read."""
    header: tuple[str, ...]
    """Columns of the first file; none when it is no table."""
    guess: tuple[tuple[str, str], ...]
    """(field, column) pairs that its header suggests."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of the table of files."""

    name: str
    source: str
    read: int
    kept: int
    rejected: int
    personal: int
    """Columns with personal data that were not loaded."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One row or cell that could not be used."""

    file: str
    line: int
    column: str
    value: str
    reason: str


def reading_of(files: Sequence[OrderFile]) -> Reading:
    """Return the reading of some files in which the columns are guessed."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.name.encode()).digest())
        digest.update(hashlib.sha256(file.content).digest())
    return Reading(digest.hexdigest())


def with_columns(reading: Reading, columns: Sequence[tuple[str, str]]) -> Reading:
    """Return the reading of the same files with corrected columns."""
    return Reading(reading.digest, tuple(columns))


def sample() -> tuple[OrderFile, ...]:
    """Return the real orders that come with hanboki."""
    path = shipped_data() / "samples" / _SAMPLE
    return (OrderFile(path.name, path.read_bytes()),)


def ask(reading: Reading, files: Sequence[OrderFile], watcher: str) -> None:
    """Have files read in the background.

    Raises
    ------
    Busy
        Too much work is waiting.
    """
    patient().ask(_key(reading), _work(reading, tuple(files)), watcher)


def cancel(reading: Reading, watcher: str) -> None:
    """Stop waiting for files to be read."""
    patient().leave(_key(reading), watcher)


def wait(reading: Reading, seconds: float) -> None:
    """Wait until files are read, ``seconds`` at most."""
    patient().wait(_key(reading), seconds)


def progress(reading: Reading) -> Progress | None:
    """Return how far reading is; None when it is not asked or forgotten."""
    return patient().progress(_key(reading))


def imported(reading: Reading) -> Imported | None:
    """Return what became of the files; None while they are being read."""
    return cast("Imported | None", patient().answer(_key(reading)))


def file_rows(report: ImportReport) -> tuple[FileRow, ...]:
    """Return what each file brought."""
    return tuple(
        FileRow(
            file.name,
            file.source,
            file.read,
            file.kept,
            file.rejected,
            len(file.personal),
        )
        for file in report.files
    )


def finding_rows(report: ImportReport, language: Language) -> tuple[FindingRow, ...]:
    """Return the rows and cells that could not be used, with the reason in words."""
    return tuple(
        FindingRow(
            found.file,
            found.line,
            found.column,
            found.value,
            found.problem.rule_text(language),
        )
        for found in report.findings
    )


def rejects_csv(report: ImportReport, language: Language) -> bytes:
    """Return the same as a CSV file that spreadsheets open well."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rejects.csv"
        write_rejects(report, path, language)
        return path.read_bytes()


def _key(reading: Reading) -> tuple[object, ...]:
    return ("orders", reading.digest, reading.columns)


def _work(
    reading: Reading, files: tuple[OrderFile, ...]
) -> Callable[[Control], Imported]:
    def work(control: Control) -> Imported:
        with TemporaryDirectory(prefix="hanboki-") as folder:
            paths = [_written(file, Path(folder)) for file in files]
            header, guess = _header(paths[0])
            try:
                orders, report = import_orders(
                    paths,
                    mapping=_mapping(reading),
                    on_progress=control.report,
                )
            except ImportDataError as error:
                return Imported(None, None, error.problems, header, guess)
        return Imported(orders, report, (), header, guess)

    return work


def _written(file: OrderFile, folder: Path) -> Path:
    """Write a file where nobody else can read it, under its own last name."""
    path = folder / Path(file.name).name
    while path.exists():
        path = path.with_name(f"_{path.name}")
    path.write_bytes(file.content)
    return path


def _header(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the columns of a table, and what they seem to mean; nothing for others."""
    try:
        header = open_order_file(path).header
        guess = propose_mapping(path).mapping.columns.named()
    except ImportDataError:
        return (), ()
    return tuple(header.names), tuple(guess.items())


def _mapping(reading: Reading) -> Mapping | None:
    if not reading.columns:
        return None
    return Mapping(columns=MappedColumns.model_validate(dict(reading.columns)))
