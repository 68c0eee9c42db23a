"""Order files in, orders table out: one row an order, whatever system made the file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from sim.errors import ImportDataError, Problem
from sim.orders.archives import Place, places_in, size_of
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
from sim.orders.reading import Progress, RowFile, open_order_file
from sim.orders.report import ImportReport, spreadsheet_safe, write_rejects
from sim.orders.rms_json import JsonOrders, RmsJsonImporter, open_rms_json
from sim.orders.sources import (
    Candidate,
    guess_source,
    importer_named,
    recognised_importer,
)
from sim.orders.table import COLUMNS, read_orders, write_orders

__all__ = [
    "COLUMNS",
    "Binding",
    "Candidate",
    "Guess",
    "ImportReport",
    "Importer",
    "Mapping",
    "Source",
    "guess_mapping",
    "guess_source",
    "import_orders",
    "load_mapping",
    "propose_mapping",
    "read_orders",
    "save_mapping",
    "spreadsheet_safe",
    "write_orders",
    "write_rejects",
]

Source = Literal[
    "auto",
    "rms",
    "rms_report",
    "rms_api",
    "next_engine",
    "crossmall",
    "robot_in",
    "goq",
    "tempostar",
    "yahoo",
    "amazon_jp",
    "shopify",
    "smaregi_ec",
    "generic",
]
"""Who made a file; ``auto`` finds it out."""


def import_orders(
    paths: Sequence[Path],
    *,
    source: Source = "auto",
    mapping: Mapping | None = None,
    timezone: str = "Asia/Tokyo",
    on_progress: Progress | None = None,
) -> tuple[pd.DataFrame, ImportReport]:
    """Return the orders in some order files, and what became of every row.

    A zip file stands for the files in it, a JSON file for answers of the RMS order API.
    An order that files of a mall and of an order system hold becomes one
    (:mod:`sim.orders.grouping` says how).

    ``source`` — ``auto`` takes each file by the best source that its header speaks for
    (see :func:`guess_source`), else by a guess of the columns; a given ``mapping``
    makes ``auto`` mean ``generic``.
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
    problems: list[Problem] = []
    places = _places(paths, problems)
    total = sum(map(size_of, places))
    gathering = Gathering(zone)
    n_before = 0
    for place in places:
        try:
            file = _opened(place, mapping)
            binding = _importer(file, source, mapping).bind(file, zone)
            gathering.add(file, binding, _on_bytes(on_progress, n_before, total))
            n_before += size_of(place)
        except ImportDataError as error:
            problems += error.problems
    if problems:
        raise ImportDataError(problems)
    return gathering.finished()


def propose_mapping(path: Path) -> Guess:
    """Return a mapping for a file, proposed from its header, with the evidence.

    A planner saves it (:func:`save_mapping`), corrects it and imports with it.

    Raises
    ------
    ImportDataError
        The file cannot be read as a table.
    """
    header = open_order_file(path).header
    candidates = guess_source(header.names)
    return guess_mapping(header.names, candidates[0].source if candidates else None)


def _places(paths: Sequence[Path], problems: list[Problem]) -> list[Place]:
    places: list[Place] = []
    for path in paths:
        try:
            places += places_in(path)
        except ImportDataError as error:
            problems += error.problems
    return places


def _opened(place: Place, mapping: Mapping | None) -> RowFile:
    if place.name.lower().endswith(".json"):
        return open_rms_json(place)
    if mapping is None:
        return open_order_file(place)
    return open_order_file(
        place, encoding=mapping.encoding, delimiter=mapping.delimiter
    )


def _importer(file: RowFile, source: Source, mapping: Mapping | None) -> Importer:
    if isinstance(file, JsonOrders):
        return RmsJsonImporter()
    if source == "auto":
        known = None if mapping else recognised_importer(file.header)
        return known or GenericImporter(mapping)
    if source == "generic":
        return GenericImporter(mapping)
    return importer_named(source)


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
