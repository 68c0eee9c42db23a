"""Makes the quirk files: ``python -m tests.unit.orders.make_files``."""

from sim.orders.rms_columns import RMS_COLUMNS
from tests.unit.orders.sources import SAMPLES
from tests.unit.orders.worlds import FILES, RMS_105, csv_text, write, write_rms

TEMPLATE = ("ステータス", "個数", "注文日時", "合計金額", "注文番号", "店舗メモ欄")


def main() -> None:
    """Write every file anew."""
    second = {"注文番号": "400001-20261204-0000000002"}
    remark = {"コメント": '[備考:]\r\n領収書を"会社名"で\r\nお願いします'}
    wish = {"コメント": "[配送日時指定:]\n2026-12-10(木)\n午前中", "ラッピング名1": ""}
    write_rms(
        FILES / "rms_158_cp932.csv",
        [remark, remark | {"商品明細ID": "2"}, second | wish],
    )
    write_rms(
        FILES / "rms_107_cp932.csv",
        [{}, second | {"ステータス": "キャンセル確定"}],
        RMS_COLUMNS[:107],
    )
    write_rms(FILES / "rms_105_cp932.csv", [{}, second], RMS_105)
    slashes = {"注文日時": "2026/12/4 20:05", "合計金額": "1,200"}
    text = csv_text(
        [{"注文番号": "400001-20261204-0000000003", "個数": "2", **slashes}], TEMPLATE
    )
    write(FILES / "template_bom_slashes.csv", text, "utf-8-sig")
    rows = 'order_id,ordered_at\n\n"a",2026-12-04 20:00\n,,\n\nb,2026-12-04 21:00\n'
    write(FILES / "blank_lines.csv", rows)
    unset = [{"合計金額": "-9999"}, second | {"合計金額": "-9999", "注文日時": ""}]
    write_rms(FILES / "unset_money.csv", unset)
    twice = [{"商品明細ID": "1", "送付先ID": "9"}, {"商品明細ID": "1", "送付先ID": "9"}]
    write_rms(FILES / "same_line_twice.csv", twice)
    halves = {"注文日時": "", "注文日": "2026-12-04", "注文時間": "20:00:05"}
    write_rms(FILES / "date_and_time_apart.csv", [halves])
    for name, data in SAMPLES.items():
        (FILES / name).write_bytes(data)


if __name__ == "__main__":
    main()
