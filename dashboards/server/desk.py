"""What all account routes share: settings, database, and who is asking."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.i18n import Language, as_language, say
from dashboards.server.gate import KnownSessions
from dashboards.server.page import html_page, notice
from dashboards.server.settings import Settings
from sim.accounts import Identity, Session, log_in_by_identity, session_of
from sim.database import Database
from sim.errors import SimError

__all__ = ["Desk", "now", "words_of"]

_MONTH = 30 * 24 * 3600
_AT_A_TIME = 3
"""Password checks at a time: each takes 19 MiB."""

Given = ParamSpec("Given")
Found = TypeVar("Found")


def now() -> datetime:
    """Return the moment of a request."""
    return datetime.now(UTC)


def words_of(error: SimError, language: Language) -> str:
    """Return what went wrong and what to do, without the place in a file."""
    stop = "。" if language == "ja" else ". "
    return "".join(
        f"{problem.rule_text(language)}{stop}{problem.remedy_text(language)}{stop}"
        for problem in error.problems
    ).strip()


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the routes find what they need."""

    settings: Settings
    database: Database
    sessions: KnownSessions
    limiter: CapacityLimiter

    @classmethod
    def of(cls, settings: Settings, database: Database) -> "Desk":
        """Return a desk at which sessions are looked up in the database."""

        def look_up(token: str) -> str | None:
            found = session_of(database, token, now=now())
            return None if found is None else found.actor.user_id

        known = KnownSessions(look_up)
        return cls(settings, database, known, CapacityLimiter(_AT_A_TIME))

    async def aside(
        self, work: Callable[Given, Found], *args: Given.args, **more: Given.kwargs
    ) -> Found:
        """Do something slow in a thread, a few at a time."""
        return await to_thread.run_sync(
            partial(work, *args, **more), limiter=self.limiter
        )

    async def session(self, request: Request) -> Session | None:
        """Return the session of a request."""
        token = self.token(request)
        if token is None:
            return None
        return await self.aside(session_of, self.database, token, now=now())

    async def recognised(self, request: Request, identity: Identity) -> str:
        """Begin a session for whom somebody else recognised, and return its token."""
        return await self.aside(
            log_in_by_identity,
            self.database,
            identity,
            address=request.client.host if request.client else "",
            user_agent=request.headers.get("user-agent", ""),
            language=self.language(request),
            now=now(),
        )

    def token(self, request: Request) -> str | None:
        """Return the token that the browser sent."""
        return request.cookies.get(self.settings.cookie)

    def language(self, request: Request, session: Session | None = None) -> Language:
        """Return the language of the answer: of the link, the user, the server."""
        asked = request.query_params.get("lang")
        kept = session.language if session else os.environ.get("HANBOKI_LANG")
        return as_language(asked or kept)

    def url(self, request: Request, path: str) -> str:
        """Return a whole address, to be sent to somebody."""
        base = self.settings.public_url or str(request.base_url).rstrip("/")
        return f"{base}{path}"

    def entered(self, token: str, target: str) -> Response:
        """Return the answer that begins a session."""
        response = RedirectResponse(target, 303)
        response.set_cookie(
            self.settings.cookie,
            token,
            max_age=_MONTH,
            path="/",
            httponly=True,
            secure=self.settings.is_https,
            samesite="lax",
        )
        return response

    def refused(self, request: Request, words: str) -> Response:
        """Return the page that says why no session begins."""
        language = self.language(request)
        title = say("account.login_title", language)
        return html_page(
            title, [notice(words)], language, path="/account/login", status=403
        )

    def left(self, target: str) -> Response:
        """Return the answer that ends a session in the browser."""
        self.sessions.forget_all()
        response = RedirectResponse(target, 303)
        response.delete_cookie(
            self.settings.cookie,
            path="/",
            httponly=True,
            secure=self.settings.is_https,
            samesite="lax",
        )
        return response
