"""How the bytes of an order file are to be read: encoding and delimiter.

The encoding is found in this order: byte-order mark, strict UTF-8, CP932 (the Windows
Shift_JIS; the strict one lacks ①, 髙 and ～).
"""

import codecs
import csv
import io

from sim.errors import ImportDataError, Problem
from sim.orders.archives import BROKEN, Place, ZipMember

__all__ = [
    "CHUNK_BYTES",
    "delimiter_of",
    "encoding_of",
    "is_wide",
    "refusal",
    "sample_of",
    "undecodable",
]

CHUNK_BYTES = 1 << 20
"""Bytes read at a time."""

_SAMPLE_BYTES = 1 << 16
_DELIMITERS = (",", "\t", ";")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ZIP = b"PK\x03\x04"
_OFFICE_FILES = (_ZIP, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def sample_of(place: Place) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    ImportDataError
        The file is missing, empty, or certainly no text.
    """
    try:
        with place.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES)
    except BROKEN as error:
        raise refusal(place.name, "orders_zip_broken") from error
    except OSError as error:
        raise refusal(place.name, "orders_file_missing") from error
    if not sample.strip():
        raise refusal(place.name, "orders_file_empty")
    is_inside = isinstance(place, ZipMember) and place.name.lower().endswith(".zip")
    if sample.startswith(_ZIP) and is_inside:
        raise refusal(place.name, "orders_zip_inside")
    if sample.startswith(_OFFICE_FILES):
        raise refusal(place.name, "orders_file_spreadsheet")
    is_marked = sample.startswith(tuple(mark for mark, _ in _MARKS))
    if b"\0" in sample and not is_marked:
        raise refusal(place.name, "orders_file_binary")
    return sample


def encoding_of(place: Place, sample: bytes) -> str:
    """Return the encoding of a file that begins with ``sample``."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    first_line = sample.lstrip().split(b"\n", 1)[0].split(b"\r", 1)[0]
    # a header in Japanese decides; one in plain letters leaves it to the whole file
    if not first_line.isascii() and len(first_line) < len(sample.lstrip()):
        return "utf-8" if _is_utf8(first_line) else "cp932"
    try:
        return "utf-8" if _is_all_utf8(place) else "cp932"
    except BROKEN as error:
        raise refusal(place.name, "orders_zip_broken") from error


def _is_all_utf8(place: Place) -> bool:
    rest = b""
    with place.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            whole, _, rest = (rest + chunk).rpartition(b"\n")
            if not _is_utf8(whole):
                return False
    return _is_utf8(rest)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(sample: bytes, encoding: str) -> str:
    """Return the sign that cuts the first line into most cells."""
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


def undecodable(place: Place, encoding: str) -> ImportDataError:
    """Say which physical line and byte is no text."""
    if is_wide(place, encoding):
        return refusal(place.name, "orders_file_undecodable", encoding=encoding)
    line = 0
    with place.open("rb") as file:
        for line, data in enumerate(file, start=1):
            try:
                data.decode(encoding)
            except UnicodeDecodeError as error:
                where = f"{place.name}:{line}:{error.start + 1}"
                got = data[error.start : error.start + 4].hex(" ")
                return refusal(where, "orders_file_undecodable", got, encoding)
    return refusal(f"{place.name}:{line}", "orders_file_undecodable", None, encoding)


def refusal(
    where: str, rule: str, got: object = None, encoding: str = ""
) -> ImportDataError:
    """Return the error that one rule was broken at one place."""
    values = {"encoding": encoding} if encoding else {}
    return ImportDataError(Problem(where, rule, got, values))


def is_wide(place: Place, encoding: str) -> bool:
    """Return whether an encoding writes plain letters with NUL bytes.

    Raises
    ------
    ImportDataError
        There is no such encoding.
    """
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # some codecs turn bytes into bytes
    except (LookupError, UnicodeError) as error:
        raise refusal(place.name, "orders_encoding_unknown", encoding) from error
    return name.startswith(("utf-16", "utf-32"))
