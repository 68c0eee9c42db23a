"""CSV files that a spreadsheet opens as they are meant.

UTF-8 with a byte order mark, so that Excel reads Japanese; no text becomes a formula;
times are local and without zone, since a time with an offset is taken for text.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from sim.orders import spreadsheet_safe

__all__ = ["csv_bytes", "table_csv"]


def csv_bytes(head: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return headings and rows as the bytes of a CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(map(spreadsheet_safe, head))
    writer.writerows(map(_cell, row) for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def table_csv(table: pd.DataFrame) -> bytes:
    """Return a table with the names of its columns; the index is left out."""
    columns = [column.tolist() for _, column in table.items()]
    return csv_bytes(map(str, table.columns), zip(*columns, strict=True))


def _cell(value: object) -> object:
    match value:
        case str():
            return spreadsheet_safe(value)
        case float() if pd.isna(value):
            return ""
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case _:
            return value
