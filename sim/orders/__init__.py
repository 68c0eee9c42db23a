"""Order files in, orders table out: one row an order, whatever system made the file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from sim.errors import ImportDataError, Problem
from sim.orders.base import Binding, Importer
from sim.orders.gathering import Gathering
from sim.orders.generic_csv import (
    GenericImporter,
    Guess,
    Mapping,
    guess_mapping,
    load_mapping,
    save_mapping,
)
from sim.orders.reading import OrderFile, Progress, open_order_file
from sim.orders.report import ImportReport, spreadsheet_safe, write_rejects
from sim.orders.rms import RmsImporter
from sim.orders.table import COLUMNS, read_orders, write_orders

__all__ = [
    "COLUMNS",
    "Binding",
    "Guess",
    "ImportReport",
    "Importer",
    "Mapping",
    "Source",
    "guess_mapping",
    "import_orders",
    "load_mapping",
    "read_orders",
    "save_mapping",
    "spreadsheet_safe",
    "write_orders",
    "write_rejects",
]

Source = Literal["auto", "rms", "generic"]


def import_orders(
    paths: Sequence[Path],
    *,
    source: Source = "auto",
    mapping: Mapping | None = None,
    timezone: str = "Asia/Tokyo",
    on_progress: Progress | None = None,
) -> tuple[pd.DataFrame, ImportReport]:
    """Return the orders in some order files, and what became of every row.

    ``source`` — ``auto`` takes each file as RMS when its header says so, else by
    ``mapping``, else by a guess; a given ``mapping`` makes ``auto`` mean ``generic``.
    ``timezone`` — zone of times that name none, and of the answer.
    ``on_progress`` — called with bytes read and bytes of all files.

    Raises
    ------
    ImportDataError
        A file cannot be read as orders; the problems of all files are named.
    """
    if not paths:
        raise ImportDataError(Problem("", "orders_no_files"))
    zone = _zone(timezone)
    total = sum(path.stat().st_size for path in paths if path.is_file())
    gathering = Gathering(zone)
    problems: list[Problem] = []
    n_before = 0
    for path in paths:
        try:
            file = _opened(path, mapping)
            binding = _importer(file, source, mapping).bind(file, zone)
            gathering.add(file, binding, _on_bytes(on_progress, n_before, total))
            n_before += path.stat().st_size
        except ImportDataError as error:
            problems += error.problems
    if problems:
        raise ImportDataError(problems)
    return gathering.finished()


def _opened(path: Path, mapping: Mapping | None) -> OrderFile:
    if mapping is None:
        return open_order_file(path)
    return open_order_file(path, encoding=mapping.encoding, delimiter=mapping.delimiter)


def _importer(file: OrderFile, source: Source, mapping: Mapping | None) -> Importer:
    rms = RmsImporter()
    if source == "rms":
        return rms
    if source == "auto" and mapping is None and rms.recognises(file.header):
        return rms
    return GenericImporter(mapping)


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (LookupError, OSError, ValueError) as error:
        problem = Problem("timezone", "orders_timezone_unknown", timezone)
        raise ImportDataError(problem) from error


def _on_bytes(
    on_progress: Progress | None, n_before: int, total: int
) -> Callable[[int], None] | None:
    if on_progress is None:
        return None
    return lambda n_read: on_progress(n_before + n_read, total)
