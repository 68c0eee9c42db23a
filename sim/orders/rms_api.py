"""A small client of the RMS order API: searchOrder and getOrder, read access only.

It keeps to the documented limits: one request a second, windows of 63 days, 15,000
results a search (a window with as many is halved), 1,000 a page, 100 orders a getOrder.
A busy server (503, 429), a timeout or an answer cut short is asked again after 2, 4, 8,
16 and 32 seconds; any other refusal is reported at once.
Results are sorted by order time, so orders that come in meanwhile move no page.

The key is read from the environment (``HANBOKI_RMS_SERVICE_SECRET`` and
``HANBOKI_RMS_LICENSE_KEY``) and sent in the header ``Authorization`` only: over https,
without following redirects, and never shown in a representation or an error.
What is saved holds no names, addresses or remarks
(:func:`sim.orders.rms_json.reduced_order`).
"""

import base64
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sim.errors import ImportDataError, Problem
from sim.orders.rms_json import reduced_order
from sim.orders.rms_transport import Busy, Refused, Sent, Transport, UrllibTransport

__all__ = [
    "MAX_ORDERS",
    "MAX_RESULTS",
    "MAX_WINDOW",
    "RETRY_SECONDS",
    "Credentials",
    "RmsClient",
    "save_orders",
    "windows",
]

MAX_WINDOW = timedelta(days=63)
"""Longest period of one search."""

MAX_RESULTS = 15_000
"""Results that one search can show."""

MAX_ORDERS = 100
"""Orders of one getOrder."""

RETRY_SECONDS = (2, 4, 8, 16, 32)
"""Waits before a busy server is asked again."""

_PAGE = 1_000
_SEARCH, _GET = "searchOrder", "getOrder"
_VERSION = 10
_TOKYO = timezone(timedelta(hours=9))
_SECOND = timedelta(seconds=1)
_SECRET, _LICENSE = "HANBOKI_RMS_SERVICE_SECRET", "HANBOKI_RMS_LICENSE_KEY"
_ADDRESS = "https://api.rms.rakuten.co.jp/es/2.0/order"
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Credentials:
    """Key of a shop; it shows itself nowhere."""

    service_secret: str = field(repr=False)
    license_key: str = field(repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> (
        "Credentials"
    ):  # fmt: skip
        """Return the key in the environment variables.

        Raises
        ------
        ImportDataError
            One of them is missing or empty.
        """
        known = os.environ if environment is None else environment
        missing = [name for name in (_SECRET, _LICENSE) if not known.get(name)]
        if missing:
            raise ImportDataError(Problem(", ".join(missing), "rms_api_key_missing"))
        return cls(known[_SECRET], known[_LICENSE])

    def authorization(self) -> str:
        """Return the value of the header."""
        pair = f"{self.service_secret}:{self.license_key}".encode()
        return "ESA " + base64.b64encode(pair).decode("ascii")

    def hidden_in(self, words: str) -> str:
        """Return ``words`` with the key blotted out, should a server repeat it."""
        token = self.authorization().removeprefix("ESA ")
        for secret in (token, self.service_secret, self.license_key):
            words = words.replace(secret, "***")
        return words

    def hidden_in_answer(self, sent: Sent) -> Sent:
        """Return an answer with the key blotted out."""
        body = sent.body.decode("utf-8", "surrogateescape")
        return Sent(
            sent.status, self.hidden_in(body).encode("utf-8", "surrogateescape")
        )


@dataclass(slots=True, eq=False)
class RmsClient:
    """Asks the order API for order numbers and orders."""

    credentials: Credentials
    address: str = _ADDRESS
    transport: Transport = field(default_factory=UrllibTransport)
    clock: Callable[[], float] = time.monotonic
    """Seconds of a clock that never runs back."""
    sleep: Callable[[float], None] = time.sleep
    seconds_between: float = 1.0
    """Least time between two requests."""
    _last_at: float | None = None

    def order_numbers(self, start: datetime, end: datetime) -> list[str]:
        """Return the numbers of the orders made in a period, both ends included.

        ``start``, ``end`` — aware moments; the API counts in whole seconds.

        Raises
        ------
        ImportDataError
            The API refuses, stays busy, or answers incompletely.
        """
        found: dict[str, None] = {}
        for first, last in windows(start, end):
            found |= dict.fromkeys(self._searched(first, last))
        return list(found)

    def orders(self, numbers: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Return answers of getOrder, each with up to 100 orders.

        Raises
        ------
        ImportDataError
            The API refuses, stays busy, or leaves out an order.
        """
        for begin in range(0, len(numbers), MAX_ORDERS):
            asked = list(numbers[begin : begin + MAX_ORDERS])
            body = {"orderNumberList": asked, "version": _VERSION}
            answer = self._asked(_GET, body)
            orders = answer.get("OrderModelList")
            got = {o.get("orderNumber") for o in _models(orders)}
            missing = [number for number in asked if number not in got]
            if missing:
                raise self._error(_GET, "rms_api_incomplete", missing[:5])
            yield answer

    def _searched(self, first: datetime, last: datetime) -> list[str]:
        answer = self._page(first, last, 1)
        total = _count(answer, "totalRecordsAmount")
        if total >= MAX_RESULTS and last > first:  # a full one may hide more
            half = first + (last - first) // 2
            half = half.replace(microsecond=0)
            return [*self._searched(first, half), *self._searched(half + _SECOND, last)]
        if total > MAX_RESULTS:
            raise self._error(_SEARCH, "rms_api_incomplete", total)
        numbers = _numbers(answer)
        for page in range(2, -(-total // _PAGE) + 1):
            numbers += _numbers(self._page(first, last, page))
        if len(set(numbers)) < total:
            raise self._error(_SEARCH, "rms_api_incomplete", len(set(numbers)))
        return numbers

    def _page(self, first: datetime, last: datetime, page: int) -> dict[str, Any]:
        pagination = {
            "requestRecordsAmount": _PAGE,
            "requestPage": page,
            "SortModelList": [{"sortColumn": 1, "sortDirection": 1}],
        }
        body = {
            "dateType": 1,
            "startDatetime": _written(first),
            "endDatetime": _written(last),
            "PaginationRequestModel": pagination,
        }
        return self._asked(_SEARCH, body)

    def _asked(self, name: str, body: Mapping[str, object]) -> dict[str, Any]:
        why = ""
        for wait in (*RETRY_SECONDS, None):
            try:
                return self._answer(name, self._sent(name, body))
            except Busy as busy:
                why = str(busy)
            if wait is not None:
                self.sleep(wait)
        raise self._error(name, "rms_api_busy", why)

    def _sent(self, name: str, body: Mapping[str, object]) -> Sent:
        now = self.clock()
        if self._last_at is not None and now - self._last_at < self.seconds_between:
            self.sleep(self.seconds_between - (now - self._last_at))
            now = self.clock()
        self._last_at = now
        data = json.dumps(body).encode("utf-8")
        try:  # the header is no local variable: a traceback may show those
            sent = self.transport(f"{self.address}/{name}/", data, self._headers())
            return self.credentials.hidden_in_answer(sent)
        except Refused as refused:
            why = str(refused)
        raise self._error(name, "rms_api_refused", why)

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": self.credentials.authorization(),
            "Content-Type": "application/json; charset=utf-8",
        }

    def _answer(self, name: str, sent: Sent) -> dict[str, Any]:
        content = _json(sent.body)
        if content is None:
            if sent.status == 200:
                msg = "no JSON"
                raise Busy(msg)  # cut short on the way
            raise self._error(name, "rms_api_refused", f"HTTP {sent.status}")
        messages = _messages(content)
        is_error = any(kind == "ERROR" for kind, _, _ in messages)
        if sent.status != 200 or is_error:
            told = "; ".join(f"{code} {words}".strip() for _, code, words in messages)
            got = f"HTTP {sent.status} {told}".strip()
            raise self._error(name, "rms_api_refused", got)
        return content

    def _error(self, where: str, rule: str, got: object) -> ImportDataError:
        shown = self.credentials.hidden_in(str(got))[:_SHOWN] if got else None
        return ImportDataError(Problem(f"RMS API {where}", rule, shown))


def windows(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Return the searches of a period: both ends included, none over 63 days.

    Raises
    ------
    ImportDataError
        The period names no time zone or ends before it starts.
    """
    if start.tzinfo is None or end.tzinfo is None or end < start:
        got = f"{start.isoformat()} - {end.isoformat()}"
        raise ImportDataError(Problem("RMS API", "rms_api_period", got))
    first = start.astimezone(UTC).replace(microsecond=0)
    last = end.astimezone(UTC).replace(microsecond=0)
    while first <= last:
        until = min(first + MAX_WINDOW - _SECOND, last)
        yield first, until
        first = until + _SECOND


def save_orders(
    client: RmsClient,
    start: datetime,
    end: datetime,
    folder: Path,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Save the orders of a period as JSON files, 100 orders each; return the files.

    The files hold only the fields that hanboki reads, and nothing personal.
    ``on_progress`` — called with orders saved and orders found.

    Raises
    ------
    ImportDataError
        The API refuses, stays busy, or answers incompletely.
    """
    numbers = client.order_numbers(start, end)
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for part, answer in enumerate(client.orders(numbers), start=1):
        orders = [reduced_order(order) for order in _models(answer["OrderModelList"])]
        path = folder / f"rms_orders_{_stamp(start)}_{_stamp(end)}_{part:04d}.json"
        content = {"version": _VERSION, "OrderModelList": orders}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        paths.append(path)
        if on_progress is not None:
            on_progress(min(part * MAX_ORDERS, len(numbers)), len(numbers))
    return paths


def _written(moment: datetime) -> str:
    """Return a moment as the API wants it: +0900 without a colon."""
    return moment.astimezone(_TOKYO).strftime("%Y-%m-%dT%H:%M:%S+0900")


def _stamp(moment: datetime) -> str:
    return moment.astimezone(_TOKYO).strftime("%Y%m%dT%H%M%S")


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _messages(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    listed = _models(content.get("MessageModelList"))
    listed += _models(content.get("Results"))  # how the gateway refuses a key
    single = content.get("Results")
    listed += [single] if isinstance(single, dict) else []
    return [
        (
            str(each.get("messageType", "ERROR")),
            str(each.get("messageCode", each.get("errorCode", ""))),
            str(each.get("message", "")),
        )
        for each in listed
    ]


def _numbers(answer: Mapping[str, Any]) -> list[str]:
    listed = answer.get("orderNumberList")
    return [str(n) for n in listed] if isinstance(listed, list) else []


def _count(answer: Mapping[str, Any], name: str) -> int:
    pagination = answer.get("PaginationResponseModel")
    value = pagination.get(name) if isinstance(pagination, dict) else None
    return value if isinstance(value, int) else len(_numbers(answer))


def _models(value: object) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, dict)]
