"""Time and memory of importing 2,000,000 RMS rows: under 60 seconds and 1 GB.

Usage, from a checkout::

    python tests/benchmarks/import_orders.py [ROWS]

It makes its file (158 columns, CP932, three item lines for two orders) in a temporary
folder, imports it in a process of its own, and exits with 1 beyond either limit.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from sim.orders import import_orders
from sim.orders.rms_columns import RMS_COLUMNS

ROWS = 2_000_000
MAX_SECONDS = 60.0
MAX_BYTES = 1_000_000_000
ROW = {
    "ステータス": "500",
    "注文確認日時": "2026-12-04 21:00:05",
    "注文確定日時": "2026-12-04 21:30:05",
    "発送指示日時": "2026-12-04 21:30:05",
    "発送完了報告日時": "2026-12-05 15:00:00",
    "支払方法名": "クレジットカード決済",
    "複数送付先フラグ": "0",
    "離島フラグ": "0",
    "楽天確認中フラグ": "0",
    "警告表示タイプ": "0",
    "合計金額": "4800",
    "送付先ID": "10001",
    "商品名": "見本の商品 送料無料 ポイント10倍",
    "個数": "1",
    "お届け日指定": "2026-12-10",
    "ギフト配送希望": "0",
    "コメント": "[配送日時指定:]\n2026-12-10(木)\n午前中",
}


def make_file(path: Path, n_rows: int) -> None:
    """Write an RMS file with ``n_rows`` item lines."""
    start = datetime(2026, 12, 4, 20)
    row = dict.fromkeys(RMS_COLUMNS, "") | ROW
    with path.open("w", encoding="cp932", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(RMS_COLUMNS)
        for line in range(n_rows):
            number = line * 2 // 3
            row["注文番号"] = f"400001-20261204-{number:010d}"
            row["注文日時"] = str(start + timedelta(seconds=number // 10))
            row["商品明細ID"] = str(line)
            writer.writerow(row.values())


def measure(path: Path) -> None:
    """Import the file and print what it took, as JSON."""
    begin = time.perf_counter()
    orders, report = import_orders([path])
    seconds = time.perf_counter() - begin
    in_kilobytes = sys.platform != "darwin"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = {
        "rows": report.read,
        "kept": report.kept,
        "orders": len(orders),
        "seconds": round(seconds, 1),
        "peak_bytes": peak * (1024 if in_kilobytes else 1),
    }
    sys.stdout.write(json.dumps(result) + "\n")


def main(n_rows: int) -> int:
    """Make the file, measure in a fresh process, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rms.csv"
        make_file(path, n_rows)
        command = [sys.executable, __file__, "--measure", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout)
    sys.stdout.write(
        f"{result['rows']:,} rows, {result['orders']:,} orders: "
        f"{result['seconds']} s, peak {result['peak_bytes'] / 1e6:,.0f} MB\n"
    )
    is_whole = result["rows"] == result["kept"] == n_rows
    is_fast = result["seconds"] < MAX_SECONDS and result["peak_bytes"] < MAX_BYTES
    return 0 if is_whole and is_fast else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else ROWS))
