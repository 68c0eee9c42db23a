"""Replications that were computed before, kept in files of the user.

A run is known by what its numbers depend on: scenario, seed, engine, the code that
decides them and the versions of the packages.
Its folder holds files of values (:mod:`sim.experiments.chunks`), each of some
replications, written as they come; so a question that was answered before is answered
from the store, and a bigger one uses what is there.
Nothing is ever changed in place: files are added, and a whole run is removed when the
store has become too big, the one used longest ago first.
So several processes may use one store at the same time; at worst they compute the same
values twice.
A store is a help, never a condition: without it the numbers are the same.
"""

import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from sim.experiments.chunks import (
    SUFFIX,
    UNFINISHED,
    Damaged,
    read_chunk,
    write_chunk,
    write_whole,
)
from sim.experiments.code import code_digest
from sim.experiments.record import record_of
from sim.experiments.work import HEADLINE, Block, Work

__all__ = ["DEFAULT_LIMIT_BYTES", "KeptRun", "RunStore", "StoredRun", "Trouble"]

DEFAULT_LIMIT_BYTES: Final = 2_000_000_000

_ABOUT: Final = "about.json"
_ASIDE: Final = ".damaged"
_KEY: Final = re.compile("[0-9a-f]{32}")
_STALE_SECONDS: Final = 3600.0
"""Age from which an unfinished file has no writer any more."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about the store that the user should know; the answer is right."""

    kind: Literal["damaged", "unreadable", "unwritable"]
    """A file was not what was written and was set aside; a file cannot be read; or
    nothing can be written."""
    path: Path
    """The file, or where it was set aside, or the folder."""
    reason: str = ""
    """What the system says."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """What a store holds of one run."""

    about: Mapping[str, object]
    """What the run is known by: scenario, seed, engine, versions."""
    size_bytes: int
    """Bytes of its files."""
    used_at: datetime
    """When it was last used."""
    folder: Path
    """Where its files are."""


class RunStore:
    """A folder of runs.

    Parameters
    ----------
    folder
        Where the runs are; made when the first values are kept.
    limit_bytes
        Size above which the runs used longest ago are removed.
    on_trouble
        Told of damaged files and of a folder that cannot be written; None logs it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        limit_bytes: int = DEFAULT_LIMIT_BYTES,
        on_trouble: Callable[[Trouble], None] | None = None,
    ) -> None:
        self.folder = folder
        self.limit_bytes = limit_bytes
        self.on_trouble = on_trouble or _logged

    def run_of(self, work: Work) -> "StoredRun":
        """Return what is kept of some work."""
        about = _about(work)
        key = sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:32]
        return StoredRun(self, self.folder / key, about)

    def runs(self) -> list[KeptRun]:
        """Return what is kept, the run used last first."""
        if not self.folder.is_dir():
            return []
        folders = [path for path in self.folder.iterdir() if _KEY.fullmatch(path.name)]
        kept = [run for folder in folders if (run := _kept(folder)) is not None]
        return sorted(kept, key=lambda run: run.used_at, reverse=True)

    def clear(self) -> None:
        """Remove everything that is kept."""
        for run in self.runs():
            shutil.rmtree(run.folder, ignore_errors=True)

    def trim(self) -> None:
        """Remove the runs used longest ago until the rest is within the limit.

        The run used last stays.
        """
        size = 0
        for place, run in enumerate(self.runs()):
            size += run.size_bytes
            if place > 0 and size > self.limit_bytes:
                shutil.rmtree(run.folder, ignore_errors=True)
            else:
                _remove_unfinished(run.folder)


class StoredRun:
    """What a store holds of one run, and where more of it goes."""

    def __init__(self, store: RunStore, folder: Path, about: dict[str, object]) -> None:
        self._store = store
        self._folder = folder
        self._about = about

    def read(
        self, wanted: Collection[int], *, is_headline_only: bool
    ) -> Iterator[tuple[list[int], Block]]:
        """Yield (replication numbers, their values) of what is kept of ``wanted``.

        A damaged file is set aside, as if it had never been.
        """
        open_numbers = set(wanted)
        self._touch()
        for path in sorted(self._folder.glob("*" + SUFFIX)):
            if not open_numbers:
                return
            if not is_headline_only and path.name.startswith("headline-"):
                continue
            found = self._read(path)
            rows = [
                row for row, number in enumerate(found[0]) if number in open_numbers
            ]
            if rows:
                numbers = [found[0][row] for row in rows]
                names = [HEADLINE] if is_headline_only else [*found[1]]
                open_numbers.difference_update(numbers)
                yield numbers, {name: found[1][name][rows] for name in names}

    def keep(self, numbers: Sequence[int], block: Block) -> None:
        """Write the values of some replications; they are on the disk when it returns.

        Raises
        ------
        OSError
            The folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if not (self._folder / _ABOUT).exists():
            content = json.dumps(self._about, ensure_ascii=False, indent=2).encode()
            write_whole(self._folder / _ABOUT, content)
        write_chunk(self._folder, numbers, block)

    def _read(self, path: Path) -> tuple[list[int], Block]:
        """Return what a file holds; nothing when it cannot be had."""
        try:
            return read_chunk(path)
        except Damaged:
            self._set_aside(path)
        except FileNotFoundError:
            pass  # another process has removed or set aside what was in the list
        except OSError as error:
            self._store.on_trouble(Trouble("unreadable", path, str(error)))
        return [], {}

    def _set_aside(self, path: Path) -> None:
        aside = path.with_suffix(_ASIDE)
        try:
            path.replace(aside)
        except FileNotFoundError:
            return  # another process was quicker
        except OSError as error:
            self._store.on_trouble(Trouble("unreadable", path, str(error)))
            return
        self._store.on_trouble(Trouble("damaged", aside))

    def _touch(self) -> None:
        """Say that the run was used now, if there is one."""
        # a store that is only read keeps its order
        with suppress(OSError):
            os.utime(self._folder)


def _about(work: Work) -> dict[str, object]:
    """Return what the values of a work depend on, and its name for people."""
    record = asdict(
        record_of(work.scenario, seed=work.seed, replications=0, engine=work.engine)
    )
    del record["replications"]
    return {**record, "code": code_digest()}


def _kept(folder: Path) -> KeptRun | None:
    """Return what a folder holds; None when it is gone."""
    try:
        used = folder.stat().st_mtime
        sizes = [file.stat().st_size for file in folder.iterdir()]
    except FileNotFoundError:
        return None
    return KeptRun(
        about=_about_in(folder),
        size_bytes=sum(sizes),
        used_at=datetime.fromtimestamp(used, UTC),
        folder=folder,
    )


def _about_in(folder: Path) -> dict[str, object]:
    """Return what a run is known by; empty when its first file was never finished."""
    try:
        return dict(json.loads((folder / _ABOUT).read_bytes()))
    except (FileNotFoundError, ValueError):
        return {}


def _remove_unfinished(folder: Path) -> None:
    """Remove what writers left behind that were killed."""
    now = datetime.now(UTC).timestamp()
    for file in folder.glob("*" + UNFINISHED):
        try:
            if now - file.stat().st_mtime > _STALE_SECONDS:
                file.unlink()
        except FileNotFoundError:
            pass  # its writer has finished it


def _logged(trouble: Trouble) -> None:
    _LOG.warning("store: %s: %s %s", trouble.kind, trouble.path, trouble.reason)
