"""Small order files for the tests: made by code, with no real person in them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sim.orders.rms_columns import RMS_COLUMNS

FILES = Path(__file__).parent / "files"
RMS_105 = tuple(
    name for name in RMS_COLUMNS[:107] if name not in ("項目・選択肢", "コメント")
)
ORDER = {
    "注文番号": "400001-20261204-0000000001",
    "ステータス": "300",
    "注文日時": "2026-12-04 20:00:05",
    "合計金額": "4800",
    "個数": "1",
}


def csv_text(
    rows: Sequence[dict[str, str]], columns: Sequence[str], *, newline: str = "\r\n"
) -> str:
    """Return a CSV text with every cell in quotes, as RMS writes it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, columns, restval="", quoting=csv.QUOTE_ALL, lineterminator=newline
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_rms(
    path: Path,
    rows: Sequence[dict[str, str]],
    columns: Sequence[str] = RMS_COLUMNS,
    encoding: str = "cp932",
) -> Path:
    """Write rows, each an :data:`ORDER` with changes, as an RMS file."""
    text = csv_text([ORDER | row for row in rows], columns)
    path.write_bytes(text.encode(encoding))
    return path


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text as it stands."""
    path.write_bytes(text.encode(encoding))
    return path
