"""Zip files of order files: each member is read by itself, none is unpacked to disk.

Before anything is read, an archive is refused when its members are more than
``MAX_MEMBERS`` or would unpack to more than ``MAX_UNPACKED_BYTES``; a member never
gives more bytes than the archive declares for it.
Archives inside archives are refused as well.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from sim.errors import ImportDataError, Problem

__all__ = [
    "BROKEN",
    "MAX_MEMBERS",
    "MAX_UNPACKED_BYTES",
    "Place",
    "ZipMember",
    "places_in",
    "size_of",
]

MAX_MEMBERS = 1_000
"""Most files of one archive."""

MAX_UNPACKED_BYTES = 4 << 30
"""Most bytes that the files of one archive may unpack to (4 GiB)."""

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)
"""What reading a damaged archive raises."""

_DAMAGE = (ValueError, KeyError, RuntimeError, OverflowError, struct.error, zlib.error)
_LOCKED = 0x1
_READABLE = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ZipMember:
    """One file inside an archive; opens like a path."""

    archive: Path
    member: str
    """Name inside the archive, as the archive stores it."""

    size: int
    """Bytes when unpacked."""

    @property
    def name(self) -> str:
        """Name to show: the archive and the member."""
        return f"{self.archive.name}/{_CONTROL.sub('?', self.member)}"

    def open(self, mode: Literal["rb"] = "rb", buffering: int = -1) -> IO[bytes]:
        """Return the unpacked bytes as a stream.

        Raises
        ------
        zipfile.BadZipFile
            The archive is damaged.
        """
        del mode, buffering
        try:
            with _opened(self.archive) as archive:  # the stream keeps the file open
                return archive.open(self.member)
        except _DAMAGE as error:
            raise zipfile.BadZipFile(self.name) from error


Place = Path | ZipMember
"""Where the bytes of one order file are."""


def places_in(path: Path) -> Iterator[Place]:
    """Return the order files that a path stands for: itself, or those of an archive.

    Raises
    ------
    ImportDataError
        The archive is damaged, locked, empty or too large.
    """
    if not _is_archive(path):
        yield path
        return
    try:
        with _opened(path) as archive:
            infos = [info for info in archive.infolist() if _is_file(info)]
    except (*BROKEN, *_DAMAGE, OSError) as error:
        raise ImportDataError(Problem(path.name, "orders_zip_broken")) from error
    yield from _checked(path, infos)


def size_of(place: Place) -> int:
    """Return the bytes of an order file; 0 when it is not there."""
    if isinstance(place, ZipMember):
        return place.size
    return place.stat().st_size if place.is_file() else 0


def _opened(path: Path) -> zipfile.ZipFile:
    try:  # names without the UTF-8 mark come from Japanese Windows
        return zipfile.ZipFile(path, metadata_encoding="cp932")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)


def _is_archive(path: Path) -> bool:
    """Return whether a path is an archive; a workbook is one only outwardly."""
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(_ZIP_MARKS):
                return False
        with _opened(path) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (*BROKEN, *_DAMAGE, OSError):
        return path.suffix.lower() == ".zip" and path.is_file()


def _is_file(info: zipfile.ZipInfo) -> bool:
    if not info.filename:
        msg = "a member without a name"
        raise zipfile.BadZipFile(msg)
    parts = info.filename.split("/")
    is_hidden = parts[0] == "__MACOSX" or parts[-1].startswith(".")
    return not (info.filename.endswith("/") or is_hidden)


def _checked(path: Path, infos: Sequence[zipfile.ZipInfo]) -> list[ZipMember]:
    size = sum(info.file_size for info in infos)
    problem = None
    if not infos:
        problem = Problem(path.name, "orders_zip_empty")
    elif len(infos) > MAX_MEMBERS:
        limits: dict[str, object] = {"limit": MAX_MEMBERS}
        problem = Problem(path.name, "orders_zip_members", len(infos), limits)
    elif size > MAX_UNPACKED_BYTES:
        limits = {"limit": MAX_UNPACKED_BYTES >> 30}
        problem = Problem(path.name, "orders_zip_large", size, limits)
    elif any(info.flag_bits & _LOCKED for info in infos):
        problem = Problem(path.name, "orders_zip_locked")
    elif any(info.compress_type not in _READABLE for info in infos):
        problem = Problem(path.name, "orders_zip_broken")
    if problem is not None:
        raise ImportDataError(problem)
    return [ZipMember(path, info.filename, info.file_size) for info in infos]
