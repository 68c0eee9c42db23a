"""Files and folders are complete or not there at all."""

from pathlib import Path

import pytest

from sim.cli.exits import Refusal, Stopped
from sim.cli.writing import (
    finished_file,
    finished_folder,
    refuse_existing,
    refuse_folder,
)


def test_file_appears_when_its_block_has_ended(tmp_path):
    """Nobody sees the file before it is complete, and nothing else is left."""
    target = tmp_path / "a" / "x.csv"
    with finished_file(target) as unfinished:
        unfinished.write_text("whole")
        assert not target.exists()

    assert target.read_text() == "whole"
    assert list(target.parent.iterdir()) == [target]


def test_stopped_file_leaves_the_old_one(tmp_path):
    """Being stopped in the middle changes nothing."""
    target = tmp_path / "x.csv"
    target.write_text("old")

    def write_half() -> None:
        with finished_file(target) as unfinished:
            unfinished.write_text("half")
            raise Stopped(130)

    with pytest.raises(Stopped):
        write_half()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("is_there", [False, True])
def test_folder_is_replaced_as_a_whole(tmp_path, is_there):
    """A new folder takes the place of an old one; files do not mix."""
    target = tmp_path / "out"
    if is_there:
        target.mkdir()
        (target / "old.csv").write_text("old")
    with finished_folder(target) as unfinished:
        (unfinished / "new.csv").write_text("new")

    assert [path.name for path in target.iterdir()] == ["new.csv"]
    assert list(tmp_path.iterdir()) == [target]


def test_stopped_folder_leaves_nothing(tmp_path):
    """Being stopped in the middle leaves neither the folder nor a scratch."""

    def write_half() -> None:
        with finished_folder(tmp_path / "out") as unfinished:
            (unfinished / "half.csv").write_text("half")
            raise Stopped(143)

    with pytest.raises(Stopped):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_old_folder_comes_back_when_it_cannot_be_replaced(tmp_path, monkeypatch):
    """When the exchange fails half-way, the old results stand again."""
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.csv").write_text("old")
    rename = Path.rename

    def failing(source: Path, goal: Path) -> Path:
        if source.name == "new":
            raise PermissionError(13, "denied", str(goal))
        return rename(source, goal)

    def replace() -> None:
        with finished_folder(target) as unfinished:
            (unfinished / "new.csv").write_text("new")

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(PermissionError):
        replace()
    assert [path.name for path in target.iterdir()] == ["old.csv"]
    assert list(tmp_path.iterdir()) == [target]


def test_empty_folder_may_be_filled(tmp_path):
    """There is nothing to lose in an empty folder."""
    refuse_folder(tmp_path, may_replace=False)


def test_folder_of_something_else_is_never_replaced(tmp_path):
    """Even with ``--force`` only a folder of results is replaced."""
    (tmp_path / "thesis.docx").write_text("years of work")

    for may_replace in (False, True):
        with pytest.raises(Refusal):
            refuse_folder(tmp_path, may_replace=may_replace)


def test_file_and_folder_are_not_confused(tmp_path):
    """A folder is no place for a file, nor a file for a folder."""
    file = tmp_path / "file"
    file.write_text("")

    with pytest.raises(Refusal):
        refuse_folder(file, may_replace=True)
    with pytest.raises(Refusal):
        refuse_existing(tmp_path, may_replace=True)
    with pytest.raises(Refusal):
        refuse_existing(file)
