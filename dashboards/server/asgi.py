"""Small things about ASGI that every layer of the server needs."""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.types import Receive, Scope, Send

__all__ = ["answer", "cookie_of", "header_of", "refuse"]

Header = tuple[bytes, bytes]


def header_of(scope: Scope, name: bytes) -> str | None:
    """Return the first value of a header; None when there is none."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return None


def cookie_of(scope: Scope, name: str) -> str | None:
    """Return the value of a cookie; None when there is none."""
    jar: SimpleCookie = SimpleCookie()
    for key, value in scope["headers"]:
        if key == b"cookie":
            try:
                jar.load(bytes(value).decode("latin-1"))
            except CookieError:
                continue
    return jar[name].value if name in jar else None


async def answer(
    send: Send, status: int, headers: Iterable[Header] = (), body: bytes = b""
) -> None:
    """Send a whole answer to an HTTP request."""
    length = (b"content-length", str(len(body)).encode())
    start = {"type": "http.response.start", "status": status}
    await send({**start, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def refuse(
    scope: Scope, receive: Receive, send: Send, *, status: int, words: str
) -> None:
    """Refuse a request: an HTTP status, or a websocket that is never accepted."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4000 + status})
        return
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    await answer(send, status, plain, words.encode())
