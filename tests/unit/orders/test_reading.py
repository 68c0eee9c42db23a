"""Truths about files as rows: encodings, quotes, lines, damage."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ImportDataError
from sim.orders import import_orders
from sim.orders.reading import open_order_file
from tests.unit.orders.worlds import FILES, ORDER, csv_text, write, write_rms

HEAD = "order_id,ordered_at,units\n"
ROW = "a,2026-12-04 20:00:00,1\n"
TWO = (HEAD + ROW).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encoding_is_found(tmp_path, encoding):
    """The same text gives the same header in each encoding, signs like ～ included."""
    file = write(tmp_path / "a.csv", "注文番号①,髙～\r\nx,y\r\n", encoding)

    assert open_order_file(file).header.names == ("注文番号1", "髙~")


def test_plain_header_leaves_the_encoding_to_the_whole_file(tmp_path):
    """A header in plain letters says nothing; the first Japanese row decides."""
    file = write(
        tmp_path / "a.csv", HEAD + ROW * 40_000 + "髙,2026-12-04 20:00,1\n", "cp932"
    )

    assert open_order_file(file).encoding == "cp932"


@pytest.mark.parametrize(
    ("content", "rule", "where"),
    [
        (b"", "orders_file_empty", "a.csv"),
        (b"\n\r\n \n", "orders_file_empty", "a.csv"),
        (b"PK\x03\x04xx", "orders_file_spreadsheet", "a.csv"),
        (b"\x1f\x8b\x08\x00abc", "orders_file_binary", "a.csv"),
        (TWO + b'b,"2026\n', "orders_quote_unclosed", "a.csv:3"),
        (TWO + b"b\x81\x20,x,1\n", "orders_file_undecodable", "a.csv:3:2"),
        (b"1,2026-12-04 20:00,3\n", "orders_header_missing", "a.csv:1"),
        (HEAD.encode(), "orders_no_rows", "a.csv"),
        (b"x,y\n1,2\n", "orders_column_missing", "a.csv:1"),
        ((HEAD + "a,gibberish,1\n").encode(), "orders_none_kept", "a.csv"),
        (TWO + b" " * 70_000 + b"\0\n", "orders_file_binary", "a.csv"),
    ],
)
def test_damaged_file_is_refused_with_place_and_rule(tmp_path, content, rule, where):
    """A damaged file says what is wrong and where, in both languages."""
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(ImportDataError) as caught:
        import_orders([file])
    problem = caught.value.problems[0]

    assert (problem.rule, problem.where) == (rule, where)
    assert problem.text("ja") != problem.text("en")


def test_missing_file_is_a_problem_not_a_crash(tmp_path):
    """All problems of all files are named at once."""
    with pytest.raises(ImportDataError) as caught:
        import_orders([tmp_path / "no.csv", tmp_path / "none.csv"])

    assert [p.where for p in caught.value.problems] == ["no.csv", "none.csv"]


def test_blank_lines_are_no_rows():
    """Empty lines and rows of bare commas are neither read nor rejected."""
    _, report = import_orders([FILES / "blank_lines.csv"])

    assert (report.read, report.kept, report.files[0].blank) == (2, 2, 3)


def test_line_numbers_are_physical(tmp_path):
    """A quoted line break moves the rows below it, and findings say so."""
    text = HEAD + '"a\nb",2026-12-04 20:00,1\n\nc,nonsense,1\nd,2026-12-04 20:00\n'
    _, report = import_orders([write(tmp_path / "a.csv", text)])

    assert [(f.line, f.column) for f in report.findings] == [(6, ""), (5, "ordered_at")]


def test_joined_files_reject_the_second_header(tmp_path):
    """A header that stands again is rejected, even with a mark before it."""
    file = write(tmp_path / "a.csv", HEAD + ROW + "\ufeff" + HEAD + "b" + ROW[1:])
    _, report = import_orders([file])

    assert report.rejected_by_reason == {"orders_header_again": 1}


def test_progress_ends_at_the_size_of_the_files(tmp_path):
    """Progress counts bytes up to all bytes of all files."""
    seen = []
    files = [write_rms(tmp_path / f"{n}.csv", [{}] * 2000) for n in (1, 2)]
    import_orders(files, on_progress=lambda read, total: seen.append((read, total)))
    total = sum(file.stat().st_size for file in files)

    assert seen[-1] == (total, total)
    assert [read for read, _ in seen] == sorted(read for read, _ in seen)


cell = st.text(
    st.characters(codec="cp932", exclude_characters="¢£¬‖−〜"), max_size=12
) | st.sampled_from(
    [
        "",
        "-9999",
        "2026-12-04 20:00:00",
        "2026/12/4 8:05",
        "2026-12-04",
        "500",
        '"',
        "\n",
    ]
)


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(ORDER, cell)), min_size=1))
def test_no_row_is_lost_whatever_the_cells_say(tmp_path_factory, rows):
    """Read is kept plus rejected, for any cells; only ImportDataError is raised."""
    columns = (*ORDER, "末尾")
    file = tmp_path_factory.mktemp("fuzz") / "a.csv"
    text = csv_text([row | {"末尾": "x"} for row in rows], columns)
    file.write_bytes(text.encode("cp932"))
    try:
        orders, report = import_orders([file], source="rms")
    except ImportDataError:
        return
    assert report.read == report.kept + report.rejected == len(rows)
    assert orders["lines"].sum() == report.kept
    assert sum(report.rejected_by_reason.values()) == report.rejected


@settings(deadline=None, max_examples=150)
@given(tail=st.binary(max_size=300), is_rms=st.booleans())
def test_any_bytes_are_read_or_refused(tmp_path_factory, tail, is_rms):
    """No bytes behind a header crash the reader, and no row goes missing."""
    file = tmp_path_factory.mktemp("fuzz") / "a.csv"
    head = "注文番号,注文日時\r\n".encode("cp932") if is_rms else HEAD.encode()
    file.write_bytes(head + tail)
    try:
        _, report = import_orders([file], source="rms" if is_rms else "auto")
    except ImportDataError:
        return
    assert report.read == report.kept + report.rejected
