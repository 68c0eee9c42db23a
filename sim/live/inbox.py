"""A folder into which order files come: read what is whole, say what is not.

Files arrive late, half-written, twice, or broken.
A file counts as whole when it has not changed between two looks, or for a while.
A file with the same content as another is not read again; one that cannot be read is
reported and the earlier ones stay.
All whole files are read together, so an order that several hold counts once, with what
the newest of them knows (:mod:`sim.orders.matching`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from sim.errors import ImportDataError, Problem
from sim.orders import Mapping, Source, import_orders

__all__ = ["SETTLED_SECONDS", "FileState", "Inbox", "InboxFile", "Intake"]

SETTLED_SECONDS: Final = 10
"""A file that has not changed for so long is taken for whole at the first look."""

_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".zip", ".json"})

FileState = Literal["read", "unsettled", "repeated", "unreadable"]


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One file of the folder, and what became of it."""

    name: str
    """Name without the folder."""
    state: FileState
    """``read``; ``unsettled``: perhaps still being written; ``repeated``: the content
    of an earlier file; ``unreadable``: see ``problems``."""
    changed_at: datetime
    """When it was written last, aware."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be read."""


@dataclass(frozen=True, eq=False, slots=True)
class Intake:
    """Everything that the folder holds at a moment."""

    orders: pd.DataFrame | None
    """The orders table; None while no file could be read."""
    files: tuple[InboxFile, ...]
    """Every order file, oldest first."""
    data_at: datetime | None
    """When the newest file that was read had been written; None without any."""

    @property
    def unreadable(self) -> tuple[InboxFile, ...]:
        """Files that somebody must look at."""
        return tuple(file for file in self.files if file.state == "unreadable")


@dataclass(slots=True)
class Inbox:
    """A folder that is looked at again and again.

    Parameters
    ----------
    folder
        Where the files come.
    source, mapping, timezone
        As for :func:`sim.orders.import_orders`.
    """

    folder: Path
    source: Source = "auto"
    mapping: Mapping | None = None
    timezone: str = "Asia/Tokyo"
    _sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    _digests: dict[tuple[str, int, int], str] = field(default_factory=dict)
    _faults: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    _last: tuple[tuple[str, ...], pd.DataFrame] | None = None

    def trust(self) -> None:
        """Take every file that is there now for whole."""
        for path, size, changed in self._listed():
            self._sizes[path.name] = (size, changed)

    def look(self, now: datetime) -> Intake:
        """Return what the folder holds now (aware).

        Raises
        ------
        OSError
            The folder cannot be read.
        """
        files: list[InboxFile] = []
        seen: dict[str, Path] = {}
        newest: datetime | None = None
        for path, size, changed in self._listed():
            changed_at = datetime.fromtimestamp(changed / 1e9, UTC)
            state, problems = self._state(path, size, changed, now, seen)
            files.append(InboxFile(path.name, state, changed_at, problems))
            if state == "read":
                newest = changed_at
        return Intake(self._orders(seen), tuple(files), newest)

    def _listed(self) -> list[tuple[Path, int, int]]:
        """Return the order files with size and time of writing, oldest first."""
        found = []
        for path in self.folder.iterdir():
            if path.suffix.lower() not in _SUFFIXES or path.name.startswith("."):
                continue
            try:
                status = path.stat()
            except FileNotFoundError:
                continue  # it was moved away between listing and looking
            found.append((path, status.st_size, status.st_mtime_ns))
        return sorted(found, key=lambda row: (row[2], row[0].name))

    def _state(
        self, path: Path, size: int, changed: int, now: datetime, seen: dict[str, Path]
    ) -> tuple[FileState, tuple[Problem, ...]]:
        """Return what a file is; a readable one that is new is put into ``seen``."""
        before = self._sizes.get(path.name)
        self._sizes[path.name] = (size, changed)
        age = now.timestamp() - changed / 1e9
        if before != (size, changed) and age < SETTLED_SECONDS:
            return "unsettled", ()
        digest = self._digest(path, size, changed)
        if digest in seen:
            return "repeated", ()
        if digest not in self._faults:
            self._faults[digest] = self._fault(path)
        if self._faults[digest]:
            return "unreadable", self._faults[digest]
        seen[digest] = path
        return "read", ()

    def _digest(self, path: Path, size: int, changed: int) -> str:
        key = (path.name, size, changed)
        if key not in self._digests:
            self._digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._digests[key]

    def _fault(self, path: Path) -> tuple[Problem, ...]:
        """Return why a file alone cannot be read; nothing when it can."""
        try:
            self._read([path])
        except ImportDataError as error:
            return error.problems
        return ()

    def _orders(self, seen: dict[str, Path]) -> pd.DataFrame | None:
        """Return the orders of all whole files; read only when the files changed."""
        if not seen:
            return None
        digests = tuple(seen)
        if self._last is None or self._last[0] != digests:
            self._last = (digests, self._read(list(seen.values())))
        return self._last[1]

    def _read(self, paths: Sequence[Path]) -> pd.DataFrame:
        orders, _ = import_orders(
            paths, source=self.source, mapping=self.mapping, timezone=self.timezone
        )
        return orders
