"""Make the shipped order sample from the UCI Online Retail invoices.

Usage, from a checkout::

    python data/samples/make_rms_sample.py PATH/uci_online_retail_invoices.csv.gz

It writes ``uci_2011_autumn_rms.csv`` (shaped like a 注文データ CSV of RMS, CP932)
beside itself and, by the importer, the canonical ``uci_2011_autumn_orders.csv``.
hanboki must be installed (``pip install -e .``) or the checkout be on PYTHONPATH.
The order times are real; what else was made up is said in ``data/README.md``.
"""

import csv
import gzip
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sim.orders import import_orders, write_orders

FIRST_DAY = date(2011, 10, 31)
LAST_DAY = date(2011, 12, 9)
SHOP_ID = "400001"
YEN_PER_POUND = 120
MAX_LINES = 5
COLUMNS = (
    "注文番号",
    "ステータス",
    "注文日時",
    "注文日",
    "注文時間",
    "注文確認日時",
    "注文確定日時",
    "発送指示日時",
    "発送完了報告日時",
    "支払方法名",
    "複数送付先フラグ",
    "離島フラグ",
    "警告表示タイプ",
    "商品合計金額",
    "合計金額",
    "送付先ID",
    "商品明細ID",
    "個数",
    "お届け日指定",
    "ギフト配送希望",
)
RMS_NAME = "uci_2011_autumn_rms.csv"
ORDERS_NAME = "uci_2011_autumn_orders.csv"


def main(source: Path, folder: Path) -> None:
    """Write both sample files into ``folder``."""
    rms = folder / RMS_NAME
    with rms.open("w", encoding="cp932", newline="") as file:
        writer = csv.DictWriter(
            file, COLUMNS, restval="", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n"
        )
        writer.writeheader()
        for number, invoice in enumerate(_invoices(source), start=1):
            writer.writerows(_rows(number, invoice))
    orders, _ = import_orders([rms], source="rms")
    write_orders(orders, folder / ORDERS_NAME)


def _invoices(source: Path) -> Iterator[dict[str, str]]:
    """Return the sales of the period, oldest first; no cancellations."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        kept = [
            row
            for row in csv.DictReader(file)
            if FIRST_DAY <= date.fromisoformat(row["t"][:10]) <= LAST_DAY
            and row["InvoiceNo"].isdigit()
            and float(row["value"]) > 0
        ]
    yield from sorted(kept, key=lambda row: (row["t"], row["InvoiceNo"]))


def _rows(number: int, invoice: dict[str, str]) -> Iterator[dict[str, str]]:
    at = datetime.fromisoformat(invoice["t"])
    n_lines = min(int(invoice["lines"]), MAX_LINES)
    units, rest = divmod(int(invoice["units"]), n_lines)
    yen = str(round(float(invoice["value"]) * YEN_PER_POUND))
    for line in range(n_lines):
        yield {
            "注文番号": f"{SHOP_ID}-{at:%Y%m%d}-{number:010d}",
            "ステータス": "発送済",
            "注文日時": f"{at:%Y-%m-%d %H:%M:%S}",
            "注文日": f"{at:%Y-%m-%d}",
            "注文時間": f"{at:%H:%M:%S}",
            "複数送付先フラグ": "0",
            "離島フラグ": "0",
            "警告表示タイプ": "0",
            "商品合計金額": yen,
            "合計金額": yen,
            "送付先ID": str(number),
            "商品明細ID": str(number * 10 + line),
            "個数": str(units + (line < rest)),
            "ギフト配送希望": "0",
        }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(__file__).parent)
