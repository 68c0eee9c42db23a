"""A folder into which order files come."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from sim.live.inbox import SETTLED_SECONDS, Inbox

NOON = datetime(2026, 12, 5, 3, tzinfo=UTC)
HEAD = "注文番号,ステータス,注文日時,注文確認日時\r\n"


def rows(*numbers, confirmed=""):
    """Return a file with these orders."""
    lines = (
        f"1-20261205-{n:010d},100,2026-12-05 10:00:{n:02d},{confirmed}\r\n"
        for n in numbers
    )
    return (HEAD + "".join(lines)).encode("cp932")


@pytest.fixture
def put(tmp_path):
    """Return what writes a file as of so many seconds before noon."""

    def write(name, content, *, before=3600.0):
        path = tmp_path / name
        path.write_bytes(content)
        at = (NOON - timedelta(seconds=before)).timestamp()
        os.utime(path, (at, at))
        return path

    return write


def states(intake):
    """Return what became of each file, by name."""
    return {file.name: file.state for file in intake.files}


def test_an_order_that_several_files_hold_counts_once(tmp_path, put):
    """The newest file that knows something of the order decides."""
    put("09.csv", rows(1, 2), before=7200)
    put("10.csv", rows(2, 3, confirmed="2026-12-05 10:30:00"), before=3600)
    intake = Inbox(tmp_path).look(NOON)

    assert len(intake.orders) == 3
    assert intake.orders["confirmed_at"].notna().sum() == 2


def test_a_file_that_comes_twice_is_read_once(tmp_path, put):
    """The same content under another name is a repetition."""
    put("a.csv", rows(1), before=7200)
    put("b.csv", rows(1), before=3600)
    intake = Inbox(tmp_path).look(NOON)

    assert states(intake) == {"a.csv": "read", "b.csv": "repeated"}
    assert len(intake.orders) == 1


def test_a_broken_file_is_named_and_the_others_stay(tmp_path, put):
    """What cannot be read says why; the board goes on with the rest."""
    put("good.csv", rows(1), before=7200)
    put("bad.csv", b"\x00\x01 nothing", before=3600)
    intake = Inbox(tmp_path).look(NOON)

    assert states(intake)["bad.csv"] == "unreadable"
    assert intake.unreadable[0].problems
    assert len(intake.orders) == 1


def test_a_file_that_is_being_written_waits(tmp_path, put):
    """A file that changed a moment ago is read when it has stayed the same."""
    put("new.csv", rows(1), before=SETTLED_SECONDS / 2)
    inbox = Inbox(tmp_path)
    first = inbox.look(NOON)
    put("new.csv", rows(1, 2), before=SETTLED_SECONDS / 4)
    second = inbox.look(NOON + timedelta(seconds=1))
    third = inbox.look(NOON + timedelta(seconds=2))

    assert [states(i)["new.csv"] for i in (first, second)] == ["unsettled"] * 2
    assert first.orders is None
    assert len(third.orders) == 2


def test_the_age_of_the_data_is_that_of_the_newest_readable_file(tmp_path, put):
    """A broken newer file does not make the data younger."""
    put("good.csv", rows(1), before=7200)
    put("bad.csv", b"", before=60)

    assert Inbox(tmp_path).look(NOON).data_at == NOON - timedelta(hours=2)


def test_other_files_are_not_looked_at(tmp_path, put):
    """Pictures, hidden and unfinished downloads are no order files."""
    for name in ("photo.png", ".hidden.csv", "orders.csv.crdownload"):
        put(name, b"x")

    assert Inbox(tmp_path).look(NOON).files == ()


def test_unchanged_files_are_not_read_again(tmp_path, put, monkeypatch):
    """The table of the look before is used as long as nothing changes."""
    put("a.csv", rows(1))
    inbox = Inbox(tmp_path)
    first = inbox.look(NOON)

    assert inbox.look(NOON + timedelta(minutes=1)).orders is first.orders
