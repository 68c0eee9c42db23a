"""Login and logout: ``/account/login``, ``/account/logout``."""

from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.i18n import say
from dashboards.server.desk import Desk, now, words_of
from dashboards.server.forms import local_path, new_form_token, read_form
from dashboards.server.page import button, field, form, html_page, notice
from sim.accounts import log_in, log_out
from sim.errors import AccountError

__all__ = ["Entrance"]

_THROTTLED = "account_throttled"


class Entrance:
    """The routes of login and logout."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/account/login", self.show_login, methods=["GET"]),
            Route("/account/login", self.log_in, methods=["POST"]),
            Route("/account/logout", self.log_out, methods=["POST"]),
        ]

    async def show_login(self, request: Request) -> Response:
        """Show the login, or go on when somebody is logged in already."""
        wanted = local_path(request.query_params.get("next", "/"))
        if await self.desk.session(request) is not None:
            return RedirectResponse(wanted, 303)
        return self._page(request, wanted)

    async def log_in(self, request: Request) -> Response:
        """Begin a session, or say why not."""
        sent = await read_form(request)
        wanted = local_path(sent.get("next") or "/")
        language = self.desk.language(request)
        if not sent.is_trusted:
            problem = say("account.form_old", language)
            return self._page(request, wanted, problem, status=403)
        try:
            token = await self.desk.aside(
                log_in,
                self.desk.database,
                sent.get("email"),
                sent.get("password"),
                address=request.client.host if request.client else "",
                user_agent=request.headers.get("user-agent", ""),
                now=now(),
            )
        except AccountError as error:
            is_throttled = error.problems[0].rule == _THROTTLED
            status = 429 if is_throttled else 401
            problem = words_of(error, language)
            return self._page(
                request, wanted, problem, status=status, email=sent.get("email")
            )
        await self._end_old(request)
        return self.desk.entered(token, wanted)

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        session = await self.desk.session(request)
        sent = await read_form(request, session)
        if session is not None and not sent.is_trusted:
            return RedirectResponse("/account/me", 303)
        await self._end_old(request)
        return self.desk.left("/account/login")

    async def _end_old(self, request: Request) -> None:
        """End the session that this browser had."""
        token = self.desk.token(request)
        if token is not None:
            await self.desk.aside(log_out, self.desk.database, token)
            self.desk.sessions.forget_all()

    def _page(
        self,
        request: Request,
        wanted: str,
        problem: str = "",
        *,
        status: int = 200,
        email: str = "",
    ) -> Response:
        language = self.desk.language(request)
        holder = Response()
        csrf = new_form_token(request, holder, is_https=self.desk.settings.is_https)
        parts = [
            notice(problem) if problem else "",
            form(
                f"/account/login?lang={language}",
                csrf,
                [
                    field("next", "", kind="hidden", value=wanted),
                    field(
                        "email",
                        say("account.email", language),
                        kind="email",
                        value=email,
                        required="",
                        autocomplete="username",
                    ),
                    field(
                        "password",
                        say("account.password", language),
                        kind="password",
                        required="",
                        autocomplete="current-password",
                    ),
                    button(say("account.log_in", language)),
                ],
            ),
            self._oidc(request, wanted),
            f'<p><a href="/account/forgot?lang={language}">'
            f"{escape(say('account.forgot', language))}</a></p>",
        ]
        page = html_page(
            say("account.login_title", language),
            parts,
            language,
            path=f"/account/login?next={quote(wanted, safe='')}",
            status=status,
        )
        page.headers.append("set-cookie", holder.headers["set-cookie"])
        return page

    def _oidc(self, request: Request, wanted: str) -> str:
        oidc = self.desk.settings.oidc
        if oidc is None:
            return ""
        label = say(
            "account.log_in_at", self.desk.language(request), provider=oidc.label
        )
        target = f"/account/oidc/start?next={quote(wanted, safe='')}"
        return f'<p><a class="button" href="{escape(target)}">{escape(label)}</a></p>'
