"""What the cells of an order file say: moments, days, amounts, claims and words.

Every function takes the cells of one column of one batch and answers with an Arrow
array of the same length plus a mask of the cells it could not read.
The common way of writing is converted as a whole; any other way goes cell by cell
through :class:`CellRules`, once for each distinct cell.
A date without a time of day stays a date: no function here invents a time.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "UNSET",
    "Amounts",
    "CellRules",
    "Days",
    "Moments",
    "amounts",
    "claims",
    "clean_text",
    "days",
    "moments",
    "says_something",
    "translated",
]

UNSET: tuple[str, ...] = (
    "-9999",  # RMS money that is not settled
    "0000/00/00",  # ネクストエンジン
    "0000-00-00",
    "0000-00-00 00:00:00",
    "0000/00/00 00:00:00",
    "指定なし",
    "お届け日指定なし",  # Yahoo!ショッピング
)
"""Cells that mean "nothing here", besides the empty one."""

YEARS = (1990, 2099)
"""First and last year an order may be of; anything else is a damaged cell."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LARGEST_AMOUNT = 1e15
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:\s*\([月火水木金土日]\))?"
    r"(?:[\sT]*(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,6}))?)?[秒分]?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
_SILENT = frozenset(
    (
        *("", "0", "false", "no", "n", "none", "null", "off"),
        *("なし", "無し", "無", "ナシ", "指定なし", "希望しない", "希望なし", "不要"),
        *("しない", "通常"),
    )
)
_TEMPLATE = re.compile(
    r"\[[^\]\n]{1,30}[::]?\]|【[^】\n]{1,30}】"  # headings that the mall puts there
    r"|\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?(?:\s*\([月火水木金土日]\))?"
    r"|\d{1,2}(?::\d{2})?\s*時?\s*[~〜-]\s*\d{1,2}(?::\d{2})?\s*時?"
    r"|午前中?|午後|指定なし|なし"
)
_CONTROL = r"[\x00-\x1f\x7f\x{85}\x{2028}\x{2029}]+"

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Moment = datetime | date | None


@dataclass(frozen=True, slots=True)
class CellRules:
    """How one source writes times and says that a cell is empty."""

    zone: ZoneInfo
    """Zone of times that name none."""

    formats: tuple[str, ...] = ()
    """Further ways of writing a time, as ``strptime`` names them."""

    unset: tuple[str, ...] = UNSET
    """Cells that mean nothing."""

    def moment(self, cell: str) -> Moment:
        """Return the moment or, when there is no time of day, the day in a cell.

        Raises
        ------
        ValueError
            The cell is neither.
        """
        plain = unicodedata.normalize("NFKC", cell).strip()
        if not plain or plain in self.unset:
            return None
        for pattern in self.formats:
            found = _by_format(plain, pattern)
            if found is not None:
                return self._checked(found)
        return self._checked(_by_shape(plain))

    def _checked(self, found: datetime | date) -> datetime | date:
        if not YEARS[0] <= found.year <= YEARS[1]:
            msg = "out of range"
            raise ValueError(msg)
        if isinstance(found, datetime) and found.tzinfo is None:
            return found.replace(tzinfo=self.zone)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Cells of a column of times."""

    at: Any
    """Moments in UTC as Arrow ``timestamp[ms]``; null where there is none."""

    on: Any
    """Days (Arrow ``date32``) of the cells that hold a date without a time."""

    is_bad: Mask
    """Cells that are neither empty nor a time nor a date."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Cells of a column of dates."""

    on: Any
    """Days as Arrow ``date32``; null where there is none."""

    is_bad: Mask
    """Cells that are neither empty nor a date."""


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """Cells of a column of numbers."""

    value: Any
    """Numbers as Arrow ``float64``; null where there is none."""

    is_unset: Mask
    """Cells that say the amount is not settled yet."""

    is_bad: Mask
    """Cells that are neither empty nor unset nor a number."""


def clean_text(cells: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the cells on one line, trimmed, null where nothing is left."""
    joined = pc.replace_substring_regex(cells, _CONTROL, " ")
    trimmed = pc.utf8_trim_whitespace(joined)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def moments(cells: Any, rules: CellRules) -> Moments:  # noqa: ANN401
    """Return the moments in a column; a time without a zone is in ``rules.zone``."""
    quick = _quick_moments(cells, rules)
    if quick is not None:
        size = len(cells)
        no_days = pa.nulls(size, pa.date32())
        return Moments(quick, no_days, np.zeros(size, dtype=np.bool_))
    values, is_bad = _distinct(cells, rules.moment)
    at = [_milliseconds(v) if isinstance(v, datetime) else None for v in values]
    on = [v if type(v) is date else None for v in values]
    stamps = pa.array(at, pa.int64()).cast(pa.timestamp("ms"))
    return Moments(stamps, pa.array(on, pa.date32()), is_bad)


def days(cells: Any, rules: CellRules) -> Days:  # noqa: ANN401
    """Return the days in a column; the time of day of a moment is left out."""
    values, is_bad = _distinct(cells, rules.moment)
    on = [v.date() if isinstance(v, datetime) else v for v in values]
    return Days(pa.array(on, pa.date32()), is_bad)


def amounts(cells: Any, rules: CellRules) -> Amounts:  # noqa: ANN401
    """Return the numbers in a column; commas, ¥ and 円 are read past."""
    text = clean_text(cells)
    is_unset = _mask(pc.is_in(text, value_set=pa.array(rules.unset, pa.string())))
    known = pc.if_else(pa.array(is_unset), None, text)
    try:
        value = known.cast(pa.float64())
        is_bad = np.zeros(len(text), dtype=np.bool_)
    except pa.ArrowInvalid:
        values, is_bad = _distinct(known, _amount)
        value = pa.array(values, pa.float64())
    # inf and nan are spelled numbers, and no shop sells for 1e300
    is_sane = pc.less(pc.abs(value), _LARGEST_AMOUNT)
    is_bad = is_bad | ~_mask(pc.fill_null(is_sane, True))
    return Amounts(pc.if_else(pa.array(is_bad), None, value), is_unset, is_bad)


def claims(cells: Any) -> Mask:  # noqa: ANN401
    """Return which cells of a flag or remarks column say something."""
    values, _ = _distinct(cells, says_something)
    return np.array([value is True for value in values], dtype=np.bool_)


def translated(cells: Any, words: Callable[[str], Any]) -> Sequence[Any]:  # noqa: ANN401
    """Return ``words(cell)`` for each cell, asked once for each distinct cell."""
    return _distinct(cells, words)[0]


def says_something(cell: str) -> bool:
    r"""Return whether a flag is set, or a remark holds words of the customer.

    The mall writes the delivery wish into the remarks under fixed headings; these
    headings, dates and time slots alone are no message.

    >>> says_something("0"), says_something("[配送日時指定:]\n2026-12-10(木)\n午前中")
    (False, False)
    >>> says_something("[備考:]\n領収書をお願いします")
    True
    """
    plain = unicodedata.normalize("NFKC", cell)
    left = _TEMPLATE.sub(" ", plain).strip(" \t\r\n:、。・-")
    return left.lower() not in _SILENT


def _quick_moments(cells: Any, rules: CellRules) -> Any | None:  # noqa: ANN401
    if rules.formats:
        return None
    text = pc.replace_substring(clean_text(cells), "/", "-")
    if text.null_count == len(text):
        return pa.nulls(len(text), pa.timestamp("ms"))
    if pc.min(pc.utf8_length(text)).as_py() < len("2026-12-04 20:00"):
        return None
    written = _cast(text, pa.timestamp("ms"))
    stamps = _cast(text, pa.timestamp("ms", "UTC")) if written is None else None
    known = stamps if written is None else written
    if known is None or not _is_in_years(known):
        return None
    return (
        stamps.cast(pa.timestamp("ms"))
        if stamps is not None
        else _utc(written, rules.zone)
    )


def _cast(text: Any, kind: Any) -> Any | None:  # noqa: ANN401
    try:
        return text.cast(kind)
    except pa.ArrowInvalid:
        return None


def _is_in_years(known: Any) -> bool:  # noqa: ANN401
    year = pc.year(known)
    first, last = pc.min(year).as_py(), pc.max(year).as_py()
    return bool(YEARS[0] <= first and last <= YEARS[1])


def _utc(naive: Any, zone: ZoneInfo) -> Any | None:  # noqa: ANN401
    index = pd.DatetimeIndex(naive.to_numpy(zero_copy_only=False))
    first_of_two = np.ones(len(index), dtype=np.bool_)
    local = index.tz_localize(zone, ambiguous=first_of_two, nonexistent="NaT")
    if np.sum(local.isna()) != np.sum(index.isna()):  # a time that a clock skips
        return None
    stamps = local.tz_convert(None).to_numpy().astype("datetime64[ms]")
    return pa.array(stamps, pa.timestamp("ms"), from_pandas=True)


def _distinct(
    cells: Any,  # noqa: ANN401
    read: Callable[[str], Any],
) -> tuple[list[Any], Mask]:
    encoded = cells.dictionary_encode()
    values: list[Any] = []
    refused: list[bool] = []
    for cell in encoded.dictionary.to_pylist():
        try:
            values.append(read(cell))
            refused.append(False)
        except ValueError:
            values.append(None)
            refused.append(True)
    nowhere = len(values)
    values.append(None)
    refused.append(False)
    codes = encoded.indices.fill_null(nowhere).to_pylist()
    is_bad = np.array([refused[code] for code in codes], dtype=np.bool_)
    return [values[code] for code in codes], is_bad


def _by_format(plain: str, pattern: str) -> datetime | date | None:
    try:
        found = datetime.strptime(plain, pattern)  # noqa: DTZ007 - the zone comes later
    except ValueError:
        return None
    has_time = any(part in pattern for part in ("%H", "%I", "%c", "%X", "%s"))
    return found if has_time else found.date()


def _by_shape(plain: str) -> datetime | date:
    compact = _COMPACT.fullmatch(plain)
    if compact is not None:
        day = date(*map(int, compact.groups()[:3]))
        if compact[4] is None:
            return day
        clock = time(int(compact[4]), int(compact[5]), int(compact[6]))
        return datetime.combine(day, clock)
    found = _MOMENT.fullmatch(plain)
    if found is None:
        raise ValueError(plain)
    hour, minute, second, part, offset = found.groups()[3:]
    day = date(*map(int, found.groups()[:3]))
    if hour is None:
        return day
    micro = int((part or "").ljust(6, "0"))
    clock = time(int(hour), int(minute), int(second or 0), micro)
    moment = datetime.combine(day, clock)  # the zone comes later
    return moment.replace(tzinfo=_offset(offset)) if offset else moment


def _offset(written: str) -> tzinfo:
    if written == "Z":
        return UTC
    digits = written[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-size if written[0] == "-" else size)


def _milliseconds(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _EPOCH) // _MILLISECOND


def _amount(cell: str) -> float | None:
    plain = unicodedata.normalize("NFKC", cell).strip()
    if "_" in plain:  # Python reads 1_000, no order system writes it
        raise ValueError(cell)
    value = float(plain.replace(",", "").removeprefix("¥").removesuffix("円").strip())
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def _mask(array: Any) -> Mask:  # noqa: ANN401
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.bool_)
