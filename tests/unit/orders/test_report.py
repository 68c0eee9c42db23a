"""Truths about the report of an import."""

import csv

import pytest

from sim.language import catalogue
from sim.orders import import_orders, spreadsheet_safe, write_rejects
from sim.orders.report import MAX_FINDINGS
from tests.unit.orders.worlds import FILES, write


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_cell_like_a_formula_is_quoted(start):
    """A cell that begins like a formula gets a leading apostrophe."""
    assert spreadsheet_safe(start + "1") == "'" + start + "1"


def test_reject_file_lists_place_value_and_reason(tmp_path):
    """The reject file names line, column and cell, and cannot run a formula."""
    text = "order_id,ordered_at\na,=HYPERLINK(1)\nb,2026-12-04 20:00\n"
    _, report = import_orders([write(tmp_path / "a.csv", text)])
    write_rejects(report, tmp_path / "r.csv", "en")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))

    assert rows[1][:4] == ["a.csv", "2", "ordered_at", "'=HYPERLINK(1)"]


def test_all_rejects_are_counted_and_some_are_kept(tmp_path):
    """Rejects beyond the limit are counted, and the file says how many."""
    text = (
        "order_id,ordered_at\n" + "a,x\n" * (MAX_FINDINGS + 7) + "b,2026-12-04 20:00\n"
    )
    _, report = import_orders([write(tmp_path / "a.csv", text)])
    write_rejects(report, tmp_path / "r.csv")

    assert (report.rejected, len(report.findings)) == (MAX_FINDINGS + 7, MAX_FINDINGS)
    assert "7 件" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_report_speaks_both_languages(language):
    """The report has words for everything it says, in Japanese and in English."""
    _, report = import_orders([FILES / "rms_158_cp932.csv", FILES / "unset_money.csv"])

    assert "rms_158_cp932.csv" in report.text(language)
    assert "2026" in report.text(language)


def test_catalogues_hold_the_same_keys():
    """Every word of the order report is there in both languages."""
    assert catalogue("orders", "ja").keys() == catalogue("orders", "en").keys()
