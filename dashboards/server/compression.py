"""Streamlit's own scripts, packed once and sent compressed.

Streamlit sends them as they are, because packing at each request costs more than it
saves; they never change while the server runs, so once is enough. A page with charts
is 9.3 MB without and 2.9 MB with it.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.asgi import answer, header_of

__all__ = ["PackedScripts"]

_PREFIX = "/static/"
_TYPES = {
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".json": b"application/json",
}
_LEVEL = 6
_LEAST = 1024
_KEPT = 512
_FOR_EVER = (b"cache-control", b"public, immutable, max-age=31536000")


class PackedScripts:
    """Answers requests for Streamlit's scripts by packed copies."""

    def __init__(self, app: ASGIApp, *, folder: Path) -> None:
        self.app = app
        self.folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a packed copy, or pass the request on."""
        found = self._file(scope)
        if found is None:
            await self.app(scope, receive, send)
            return
        body = await to_thread.run_sync(_packed, found)
        headers = [
            (b"content-type", _TYPES[found.suffix]),
            (b"content-encoding", b"gzip"),
            (b"vary", b"Accept-Encoding"),
            _FOR_EVER,
        ]
        await answer(send, 200, headers, b"" if scope["method"] == "HEAD" else body)

    def _file(self, scope: Scope) -> Path | None:
        """Return the file that is asked for; None when it is not one to pack."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path: str = scope["path"]
        accepted = header_of(scope, b"accept-encoding") or ""
        if not path.startswith(_PREFIX) or "gzip" not in accepted:
            return None
        found = (self.folder / path.lstrip("/")).resolve()
        is_inside = found.is_relative_to(self.folder / "static")
        if not is_inside or found.suffix not in _TYPES or not found.is_file():
            return None
        return found if found.stat().st_size >= _LEAST else None


@lru_cache(maxsize=_KEPT)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
