"""Only requests that call the server by one of its names.

A page of a stranger can have its own name point to this machine (DNS rebinding) and
then talk to the server as if from the same origin; but it cannot change the name that
the browser sends. An address in digits is nobody's name, so it is always right.
"""

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.asgi import header_of, refuse

__all__ = ["AllowedHosts", "is_own_host"]


class AllowedHosts:
    """Refuses requests whose Host header names another server."""

    def __init__(self, app: ASGIApp, *, names: Iterable[str] = ()) -> None:
        self.app = app
        own = socket.gethostname().lower()
        local = {"localhost", own, f"{own}.local"}
        self.names = frozenset(name.lower().rstrip(".") for name in (*local, *names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] in ("http", "websocket"):
            host = header_of(scope, b"host")
            if host is None or not is_own_host(host, self.names):
                words = "Unknown host name; see HANBOKI_HOSTS."
                await refuse(scope, receive, send, status=400, words=words)
                return
        await self.app(scope, receive, send)


def is_own_host(host: str, names: frozenset[str]) -> bool:
    """Return whether a Host header names this server."""
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname, parts.port  # a wrong port raises
    except ValueError:
        return False
    if not name or parts.netloc != host or "@" in host:
        return False
    if name.rstrip(".") in names:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
