"""Order files as rows of cells: encoding, header, physical lines, bounded memory.

The encoding is found in this order: byte-order mark, strict UTF-8, CP932 (the Windows
Shift_JIS; the strict one lacks ①, 髙 and ～).
The parser is the ``csv`` module of Python.
On 158 columns it was measured to be as fast as a block reader of Arrow behind the same
decoding, it accepts the same files on every chunk size, and it knows the physical line.
Only the asked-for columns leave the parser; the rest of a row is dropped at once.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from sim.errors import ImportDataError, Problem

__all__ = ["BATCH_ROWS", "Batch", "Header", "OrderFile", "Progress", "open_order_file"]

BATCH_ROWS = 20_000
"""Rows handed on at a time."""

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes of all files."""

_SAMPLE_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 20
_DELIMITERS = (",", "\t", ";")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OFFICE_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_DATA_CELL = re.compile(r"\d{4}[-/年]\d|[-\d.,:]+$|\d+-\d{8}-\d+")


@dataclass(frozen=True, slots=True)
class Header:
    """The row of column names."""

    names: tuple[str, ...]
    """Names after NFKC normalisation and trimming, in file order."""

    line: int
    """Physical line of the file it stands on, from 1."""

    first_cell: str
    """The first name as it is written in the file."""

    def position(self, name: str) -> int | None:
        """Return where a column stands (from 0), or None when it is not there."""
        wanted = normal_name(name)
        return self.names.index(wanted) if wanted in self.names else None

    def stands_in(self, row: list[str]) -> bool:
        """Return whether a row is the header once more."""
        # the second of two joined files may bring its byte-order mark along
        if not row[0].endswith(self.first_cell):
            return False
        names = tuple(normal_name(cell.lstrip("\ufeff")) for cell in row)
        return names[: len(self.names)] == self.names


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some consecutive rows, reduced to the asked-for columns."""

    lines: list[int]
    """Physical line that each row begins on."""

    columns: dict[int, tuple[str, ...]]
    """Column position in the file → its cells, one a row."""

    ragged: list[tuple[int, int]]
    """(line, number of cells) of the rows that do not fit the header."""

    repeated_headers: list[int]
    """Lines on which the header stands again, as in files joined by hand."""

    n_blank: int
    """Rows without any content."""


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One order file whose encoding, delimiter and header are known."""

    path: Path
    encoding: str
    delimiter: str
    header: Header

    @property
    def name(self) -> str:
        """Name to show; the folder is nobody's business."""
        return self.path.name

    def batches(
        self, positions: tuple[int, ...], on_bytes: Callable[[int], None] | None = None
    ) -> Iterator[Batch]:
        """Return the rows below the header, reduced to the columns ``positions``.

        Raises
        ------
        ImportDataError
            A quote is never closed, a byte is no letter, or the file holds NUL bytes.
        """
        with _rows(self.path, self.encoding, self.delimiter, on_bytes) as rows:
            yield from _batches(rows, self.header, positions)


def normal_name(name: str) -> str:
    """Return a column name as names are compared: NFKC, trimmed, no line breaks."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def open_order_file(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None
) -> OrderFile:
    """Return the file with its encoding, delimiter and header found.

    ``encoding`` and ``delimiter`` — None means that they are found out.

    Raises
    ------
    ImportDataError
        The file is missing, empty, no text, wrongly encoded, or has no header.
    """
    sample = _sample(path)
    encoding = encoding or _encoding(path, sample)
    delimiter = delimiter or _delimiter(sample, encoding)
    with _rows(path, encoding, delimiter, None) as rows:
        header = _header(path, rows)
    return OrderFile(path, encoding, delimiter, header)


class _Watched(io.RawIOBase):
    """A binary file that tells how far it was read and refuses NUL bytes."""

    def __init__(
        self, path: Path, *, is_wide: bool, on_bytes: Callable[[int], None] | None
    ) -> None:
        self._file = path.open("rb", buffering=0)
        self._is_wide = is_wide
        self._on_bytes = on_bytes
        self._n_read = 0
        self._n_told = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = self._file.readinto(buffer) or 0
        if not self._is_wide and b"\0" in bytes(buffer[:size]):
            raise _NulError
        self._n_read += size
        is_time = size == 0 or self._n_read - self._n_told >= _CHUNK_BYTES
        if self._on_bytes is not None and is_time:
            self._n_told = self._n_read
            self._on_bytes(self._n_read)
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


class _NulError(ValueError):
    """A NUL byte stands in the text."""


class _Rows:
    """Rows of a text file with the physical line each one begins on."""

    def __init__(self, path: Path, text: io.TextIOBase, delimiter: str) -> None:
        self._path = path
        self._text = text
        self._is_at_end = False
        self._reader = csv.reader(self._lines(), delimiter=delimiter)
        self.line = 1

    def __iter__(self) -> Iterator[list[str]]:
        begins_on = 1
        try:
            for row in self._reader:
                if self._is_at_end:  # the parser asked for more lines than there are
                    raise self._unclosed(begins_on)
                self.line = begins_on
                begins_on = self._reader.line_num + 1
                yield row
        except csv.Error as error:
            raise self._unclosed(begins_on) from error

    def _lines(self) -> Iterator[str]:
        yield from self._text
        self._is_at_end = True

    def _unclosed(self, line: int) -> ImportDataError:
        return _refusal(f"{self._path.name}:{line}", "orders_quote_unclosed")


@contextmanager
def _rows(
    path: Path,
    encoding: str,
    delimiter: str,
    on_bytes: Callable[[int], None] | None,
) -> Iterator[_Rows]:
    is_wide = _is_wide(path, encoding)
    try:
        raw = _Watched(path, is_wide=is_wide, on_bytes=on_bytes)
        buffered = io.BufferedReader(raw, _CHUNK_BYTES)
        with io.TextIOWrapper(buffered, encoding, "strict", newline="") as text:
            yield _Rows(path, text, delimiter)
    except UnicodeError as error:
        raise _undecodable(path, encoding) from error
    except _NulError as error:
        raise _refusal(path.name, "orders_file_binary") from error
    except OSError as error:
        raise _refusal(path.name, "orders_file_missing") from error


def _batches(
    rows: _Rows, header: Header, positions: tuple[int, ...]
) -> Iterator[Batch]:
    pick = _picker(positions)
    width = len(header.names)
    tray = _Tray()
    for row in rows:
        if rows.line <= header.line:
            continue
        cells = pick(row) if len(row) >= width else ()
        if not any(cells) and not any(cell.strip() for cell in row):
            tray.n_blank += 1
        elif len(row) != width and (len(row) < width or any(row[width:])):
            tray.ragged.append((rows.line, len(row)))
        elif header.stands_in(row):
            tray.repeated_headers.append(rows.line)
        else:
            tray.lines.append(rows.line)
            tray.picked.append(cells)
        if len(tray.lines) + len(tray.ragged) >= BATCH_ROWS:
            yield tray.batch(positions)
            tray = _Tray()
    yield tray.batch(positions)


@dataclass(slots=True, eq=False)
class _Tray:
    """A batch being filled."""

    lines: list[int] = field(default_factory=list)
    picked: list[tuple[str, ...]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    repeated_headers: list[int] = field(default_factory=list)
    n_blank: int = 0

    def batch(self, positions: tuple[int, ...]) -> Batch:
        columns = (
            zip(*self.picked, strict=True) if self.picked else [()] * len(positions)
        )
        return Batch(
            self.lines,
            dict(zip(positions, columns, strict=True)),
            self.ragged,
            self.repeated_headers,
            self.n_blank,
        )


def _is_wide(path: Path, encoding: str) -> bool:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # some codecs turn bytes into bytes
    except (LookupError, UnicodeError) as error:
        raise _refusal(path.name, "orders_encoding_unknown", encoding) from error
    return name.startswith(("utf-16", "utf-32"))


def _picker(positions: tuple[int, ...]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(positions) == 1:
        (only,) = positions
        return lambda row: (row[only],)
    return itemgetter(*positions)


def _header(path: Path, rows: _Rows) -> Header:
    for row in rows:
        names = tuple(normal_name(cell) for cell in row)
        while names and not names[-1]:
            names = names[:-1]
        if not names:
            continue
        # a lone number may be a strange column name; two and more are data
        n_data = sum(bool(_DATA_CELL.match(name)) for name in names)
        if n_data >= max(1, min(2, len(names) // 2)):
            where = f"{path.name}:{rows.line}"
            raise _refusal(where, "orders_header_missing")
        return Header(names, rows.line, row[0])
    raise _refusal(path.name, "orders_file_empty")


def _sample(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES)
    except OSError as error:
        raise _refusal(path.name, "orders_file_missing") from error
    if not sample.strip():
        raise _refusal(path.name, "orders_file_empty")
    if sample.startswith(_OFFICE_FILES):
        raise _refusal(path.name, "orders_file_spreadsheet")
    is_marked = sample.startswith(tuple(mark for mark, _ in _MARKS))
    if b"\0" in sample and not is_marked:
        raise _refusal(path.name, "orders_file_binary")
    return sample


def _encoding(path: Path, sample: bytes) -> str:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    first_line = sample.lstrip().split(b"\n", 1)[0].split(b"\r", 1)[0]
    # a header in Japanese decides; one in plain letters leaves it to the whole file
    if not first_line.isascii() and len(first_line) < len(sample.lstrip()):
        return "utf-8" if _is_utf8(first_line) else "cp932"
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK_BYTES):
            whole, _, rest = (rest + chunk).rpartition(b"\n")
            if not _is_utf8(whole):
                return "cp932"
    return "utf-8" if _is_utf8(rest) else "cp932"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: bytes, encoding: str) -> str:
    try:
        text = sample.decode(encoding, errors="ignore")
    except LookupError:
        return ","
    lines = [line for line in io.StringIO(text, newline="") if line.strip()]
    first = lines[0] if lines else ""
    return max(
        _DELIMITERS,
        key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])),
    )


def _undecodable(path: Path, encoding: str) -> ImportDataError:
    """Say which physical line and byte is no text."""
    if _is_wide(path, encoding):
        return _refusal(path.name, "orders_file_undecodable", encoding=encoding)
    line = 0
    with path.open("rb") as file:
        for line, data in enumerate(file, start=1):
            try:
                data.decode(encoding)
            except UnicodeDecodeError as error:
                where = f"{path.name}:{line}:{error.start + 1}"
                got = data[error.start : error.start + 4].hex(" ")
                return _refusal(where, "orders_file_undecodable", got, encoding)
    return _refusal(f"{path.name}:{line}", "orders_file_undecodable", None, encoding)


def _refusal(
    where: str, rule: str, got: object = None, encoding: str = ""
) -> ImportDataError:
    values = {"encoding": encoding} if encoding else {}
    return ImportDataError(Problem(where, rule, got, values))
