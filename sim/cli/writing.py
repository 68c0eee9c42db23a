"""Files that are complete or not there at all, whatever stops the command."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.cli.exits import Refusal

__all__ = ["finished_file", "finished_folder", "refuse_existing", "refuse_folder"]

RESULT_NAME = "result.json"
"""File by which a folder is known to be one of ours."""


def refuse_existing(path: Path | None, *, may_replace: bool = False) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises
    ------
    Refusal
        The path is a folder, or a file that must not be replaced.
    """
    if path is None:
        return
    if path.is_dir():
        raise Refusal(key="refuse_is_folder", path=path)
    if path.exists() and not may_replace:
        raise Refusal(key="refuse_exists", path=path)


def refuse_folder(path: Path | None, *, may_replace: bool) -> None:
    """Refuse a folder for results, before any work is done.

    An empty folder may be filled. Even when replacing is allowed, only a folder of
    results is replaced, so that a slip of the finger loses nothing else.

    Raises
    ------
    Refusal
        The path holds something that must not be replaced.
    """
    if path is None or not path.exists():
        return
    if not path.is_dir():
        raise Refusal(key="refuse_is_file", path=path)
    if not any(path.iterdir()):
        return
    if not may_replace:
        raise Refusal(key="refuse_exists", path=path)
    if not (path / RESULT_NAME).is_file():
        raise Refusal(key="refuse_not_ours", path=path)


@contextmanager
def finished_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it becomes ``path`` when the block has ended well."""
    with _scratch_beside(path) as scratch:
        unfinished = scratch / path.name
        yield unfinished
        unfinished.replace(path)


@contextmanager
def finished_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder; it becomes ``path`` when the block has ended well.

    What was at ``path`` is replaced, see :func:`refuse_folder`.
    """
    path = path.resolve()
    with _scratch_beside(path) as scratch:
        unfinished = scratch / "new"
        unfinished.mkdir()
        yield unfinished
        _exchange(path, unfinished, scratch / "old")


def _exchange(path: Path, new: Path, old: Path) -> None:
    """Move ``new`` to ``path`` and what was there to ``old``, or neither."""
    try:
        if path.exists():
            path.rename(old)
        new.rename(path)
    except BaseException:
        if old.exists() and not path.exists():
            old.rename(path)
        raise


@contextmanager
def _scratch_beside(path: Path) -> Iterator[Path]:
    """Yield a hidden folder on the same disk that is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
