"""Nobody without a session gets past the login: pages, websocket, media, all of it.

The gate looks the session up by its cookie and tells Streamlit who it is in a header
of its own, which is taken away from whatever a client sends. Streamlit binds its
sessions to that header (``server.trustedUserHeaders``), so that nobody can take over
somebody else's by knowing its id.
"""

from collections.abc import Callable
from time import monotonic
from urllib.parse import quote

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.asgi import answer, cookie_of, header_of, refuse
from dashboards.server.settings import Settings

__all__ = ["USER_HEADER", "AuthGate", "KnownSessions"]

USER_HEADER = b"x-hanboki-user"
"""Header that carries the id of the user; named in ``.streamlit/config.toml``."""

_PUBLIC = ("/account/", "/_stcore/health")
_SECONDS_KEPT = 5.0
_KEPT = 4096


class KnownSessions:
    """Users by token, remembered for a few seconds: a page is many requests.

    ``look_up`` returns the id of the user whose session a token is; None for nobody.
    """

    def __init__(self, look_up: Callable[[str], str | None]) -> None:
        self._look_up = look_up
        self._known: dict[str, tuple[float, str | None]] = {}

    def user_of(self, token: str) -> str | None:
        """Return the id of the user whose session this is."""
        now = monotonic()
        until, user = self._known.get(token, (0.0, None))
        if until > now:
            return user
        user = self._look_up(token)
        if len(self._known) >= _KEPT:
            self._known.clear()
        if user is not None:
            self._known[token] = (now + _SECONDS_KEPT, user)
        return user

    def forget_all(self) -> None:
        """Look everybody up again: a session has ended."""
        self._known.clear()


class AuthGate:
    """Lets through who has a session.

    ``sessions`` — None where there are no accounts: everybody is let through.
    """

    def __init__(
        self, app: ASGIApp, *, settings: Settings, sessions: KnownSessions | None
    ) -> None:
        self.app = app
        self.settings = settings
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the user's id, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = [(k, v) for k, v in scope["headers"] if k != USER_HEADER]
        if self.sessions is not None:
            user = await self._user_of(scope, self.sessions)
            if user is not None:
                headers.append((USER_HEADER, user.encode("ascii")))
            elif not scope["path"].startswith(_PUBLIC):
                await self._turn_away(scope, receive, send)
                return
        await self.app({**scope, "headers": headers}, receive, send)

    async def _user_of(self, scope: Scope, sessions: KnownSessions) -> str | None:
        token = cookie_of(scope, self.settings.cookie)
        return await to_thread.run_sync(sessions.user_of, token) if token else None

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a person to the login, and refuse everything else."""
        accepted = header_of(scope, b"accept") or ""
        is_person = (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and "text/html" in accepted
        )
        if not is_person:
            await refuse(scope, receive, send, status=401, words="Log in first.")
            return
        query = scope["query_string"].decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        entrance = "proxy" if self.settings.proxy_header else "login"
        target = f"/account/{entrance}?next={quote(wanted, safe='')}"
        headers = [(b"location", target.encode()), (b"cache-control", b"no-store")]
        await answer(send, 303, headers)
