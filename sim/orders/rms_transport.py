"""How a request of the RMS client travels: standard library, https, no redirects.

A fault that may pass (busy, timeout, connection lost, answer cut short) is
:class:`Busy`; an address that must not be used is :class:`Refused`.
Neither carries the request, so no header can be read off an error.
"""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Protocol
from urllib.parse import urlsplit

__all__ = ["MAX_BODY_BYTES", "Busy", "Refused", "Sent", "Transport", "UrllibTransport"]

MAX_BODY_BYTES = 64 << 20
"""Largest answer that is read."""

_BUSY = frozenset((408, 429, 500, 502, 503, 504))
_LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))


class Busy(Exception):  # noqa: N818 - it is a state of the server, not an error
    """The server may answer later."""


class Refused(Exception):  # noqa: N818 - as Busy
    """The request must not be sent, or sent again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer of the server."""

    status: int
    body: bytes


class Transport(Protocol):
    """Sends one request."""

    def __call__(self, url: str, data: bytes, headers: Mapping[str, str]) -> Sent:
        """Return the answer.

        Raises
        ------
        Busy
            The server is busy, too slow, or was cut off.
        Refused
            The address is not safe for a key.
        """
        ...


@dataclass(frozen=True, slots=True)
class UrllibTransport:
    """Sends requests with the standard library."""

    timeout_seconds: float = 30.0

    def __call__(self, url: str, data: bytes, headers: Mapping[str, str]) -> Sent:
        """Return the answer of a POST; see :class:`Transport`."""
        address = urlsplit(url)
        is_safe = address.scheme == "https" or (
            address.scheme == "http" and address.hostname in _LOCAL
        )
        if not is_safe:
            msg = "not https"
            raise Refused(msg)
        request = urllib.request.Request(url, data, dict(headers))
        problem = ""
        try:
            opener = _DIRECT if address.hostname in _LOCAL else _OPENER
            with opener.open(request, timeout=self.timeout_seconds) as answer:
                return Sent(answer.status, _body(answer))
        except urllib.error.HTTPError as error:
            with error:
                if error.code not in _BUSY:
                    return Sent(error.code, _body_or_nothing(error))
                problem = f"HTTP {error.code}"
        except (OSError, http.client.HTTPException) as error:
            problem = type(error).__name__
        raise Busy(problem)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, so the key goes to one address only."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        """Return nothing: the redirect becomes an error."""
        del req, fp, code, msg, headers, newurl


_OPENER = urllib.request.build_opener(_NoRedirect)
_DIRECT = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def _body(answer: http.client.HTTPResponse) -> bytes:
    body = answer.read(MAX_BODY_BYTES + 1)
    # a bounded read does not say by itself that the answer was cut short
    told = answer.headers.get("Content-Length", "")
    if told.isdigit() and len(body) < min(int(told), MAX_BODY_BYTES):
        msg = "cut short"
        raise Busy(msg)
    if len(body) > MAX_BODY_BYTES:
        msg = "too large"
        raise Refused(msg)
    return body


def _body_or_nothing(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(MAX_BODY_BYTES)
    except (OSError, http.client.HTTPException):
        return b""
