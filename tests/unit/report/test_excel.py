"""Excel files: numbers are numbers, days are days, and texts never become formulas."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from sim.language import LANGUAGES
from sim.report.agreement_excel import agreement_xlsx
from sim.report.csv_files import csv_bytes
from sim.report.excel import Book, Sheet
from sim.report.result_excel import result_xlsx
from sim.report.staffing_excel import staffing_xlsx
from tests.unit.agreements.world import complete_terms, small_sale
from tests.unit.charts.fake_result import fake_result
from tests.unit.report.test_pdf import issue

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "http://example.jp", "{=1}")


def opened(content: bytes):
    """Return a workbook as openpyxl reads it."""
    return load_workbook(io.BytesIO(content))


def one_sheet(rows, kinds, **more):
    """Return the only sheet of a workbook of such rows."""
    with Book(title="t") as book:
        head = [f"c{i}" for i in range(len(kinds))]
        book.add(Sheet(name="s", head=head, kinds=kinds, rows=rows, **more))
    return opened(book.bytes())["s"]


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_becomes_a_formula_or_link(evil):
    """What a user typed stays text, as a cell, a heading, a title and a sheet name."""
    with Book(title=evil) as book:
        sheet = Sheet(name=evil, head=[evil], kinds=["text"], rows=[[evil]], title=evil)
        book.add(sheet)
    page = opened(book.bytes()).worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value]

    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert {cell.value for cell in cells} == {evil}
    assert all(cell.hyperlink is None for cell in cells)


def test_cells_are_what_they_are():
    """Numbers, days and moments can be summed, sorted and filtered."""
    at = datetime(2026, 12, 4, 20, 30)
    values = [1, 2.5, Decimal("99.5"), date(2026, 12, 4), at, None, float("nan")]
    kinds = ["count", "number", "yen", "day", "moment", "number", "share"]
    page = one_sheet([values], kinds)
    cells = [cell.value for cell in page[2]]

    assert cells == [1, 2.5, 99.5, datetime(2026, 12, 4), at, None, None]
    assert page["C2"].number_format == '"¥"#,##0'
    assert page["D2"].number_format == "yyyy/mm/dd"


def test_head_is_frozen_and_filtered():
    """The headings stay while one scrolls."""
    page = one_sheet([["a"], ["b"]], ["text"], title="表題")

    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == "A3:A5"


def test_sheet_names_are_made_legal_and_unique():
    """Excel refuses some letters, more than 31 of them, and the same name twice."""
    with Book(title="t") as book:
        for name in ("a/b", "A_B", "x" * 40, "x" * 50, ""):
            book.add(Sheet(name=name, head=["h"], kinds=["text"], rows=[]))
    names = opened(book.bytes()).sheetnames

    assert names == ["a_b", "A_B 2", "x" * 31, "x" * 29 + " 2", "_"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_result_holds_the_numbers_of_the_tables(language):
    """Every KPI of the run is there as a number, with its range and interval."""
    book = opened(result_xlsx(fake_result(), language))
    page = book.worksheets[0]
    rows = list(page.iter_rows(min_row=4, values_only=True))
    kpis = fake_result().tables.kpis

    assert len(rows) == len(kpis)
    assert [row[2] for row in rows] == pytest.approx(kpis["p50"].tolist(), nan_ok=True)
    assert len(book.sheetnames) == 8


def test_staffing_plan_has_a_row_a_day_and_a_column_a_team():
    """People and paid hours of each team and their sum, breaks left out."""
    page = opened(staffing_xlsx(small_sale(), "ja"))["人員計画"]
    rows = list(page.iter_rows(values_only=True))

    assert rows[0][1:3] == ("受注担当(代行) 人数", "受注担当(代行) 延べ時間")
    assert rows[1] == (datetime(2026, 12, 4), 2, 14, 0, 0, 2, 14)
    assert rows[2] == (datetime(2026, 12, 5), 2, 14, 1, 2, 3, 16)
    assert len(rows) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_staffing_plan_lists_its_shifts(language):
    """Each shift with its team, days, hours, breaks and people."""
    page = opened(staffing_xlsx(small_sale(), language)).worksheets[1]
    rows = list(page.iter_rows(min_row=2, values_only=True))

    assert [row[4:] for row in rows] == [
        ("09:00", "17:00", "12:00-13:00", 2),
        ("10:00", "12:00", "", 1),
    ]


def test_csv_opens_as_it_is_meant():
    """Excel reads the Japanese, no text is live, a number is a number."""
    rows = [["=1+1", 2.5, float("nan"), date(2026, 12, 4), datetime(2026, 12, 4, 9)]]
    content = csv_bytes(["品名", "+x", "c", "d", "e"], rows)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "品名,'+x,c,d,e\r\n'=1+1,2.5,,2026-12-04,2026-12-04 09:00:00\r\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_agreement_holds_its_parts_as_cells(language):
    """Bands, capacity, prices, run and acceptances are tables of the workbook."""
    book = opened(agreement_xlsx(complete_terms(), language, issue=issue()))
    accepted = list(book.worksheets[-1].iter_rows(min_row=4, values_only=True))
    volume = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))

    assert len(book.sheetnames) == 6
    assert accepted[0][2:4] == (
        datetime(2026, 11, 18, 10, 2, 3),
        datetime(2026, 11, 18, 1, 2, 3),
    )
    assert volume[0][0] == datetime(2026, 12, 4)
    assert [row[3] for row in volume] == [x.high for x in complete_terms().volume.days]


def test_draft_has_no_acceptances():
    """The sheet is there and empty."""
    page = opened(agreement_xlsx(complete_terms(), "ja")).worksheets[-1]

    assert page.max_row == 3


def test_moment_of_creation_may_be_given():
    """The file says when it was made."""
    book = opened(agreement_xlsx(complete_terms(), "ja", issue=issue()))

    assert book.properties.created.replace(tzinfo=UTC) == issue().at
