"""One-time links: ``/account/invitation``, ``/account/forgot``, ``/account/reset``."""

import logging

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboards.i18n import Language, say
from dashboards.server import mail
from dashboards.server.desk import Desk, now, words_of
from dashboards.server.forms import new_form_token, read_form
from dashboards.server.page import button, field, form, html_page, notice
from sim.accounts import accept_invitation, ask_reset, link_email, reset_password
from sim.errors import AccountError

__all__ = ["Links"]

_log = logging.getLogger(__name__)


class Links:
    """The routes of invitations and forgotten passwords."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/account/invitation", self.show_invitation, methods=["GET"]),
            Route("/account/invitation", self.accept, methods=["POST"]),
            Route("/account/forgot", self.show_forgot, methods=["GET"]),
            Route("/account/forgot", self.forgot, methods=["POST"]),
            Route("/account/reset", self.show_reset, methods=["GET"]),
            Route("/account/reset", self.reset, methods=["POST"]),
        ]

    async def show_invitation(self, request: Request) -> Response:
        """Ask whoever was invited for a name and a password."""
        token = request.query_params.get("token", "")
        return await self._invitation(request, token)

    async def accept(self, request: Request) -> Response:
        """Make the account and log in to it."""
        sent = await read_form(request)
        language = self.desk.language(request)
        token = sent.get("token")
        if not sent.is_trusted:
            problem = say("account.form_old", language)
            return await self._invitation(request, token, problem, status=403)
        try:
            await self.desk.aside(
                accept_invitation,
                self.desk.database,
                token,
                name=sent.get("name"),
                password=sent.get("password"),
                language=language,
                now=now(),
            )
        except AccountError as error:
            problem = words_of(error, language)
            return await self._invitation(request, token, problem, status=400)
        return self._done(request, say("account.invitation_done", language))

    async def show_forgot(self, request: Request) -> Response:
        """Ask for the address, or say whom to ask where no mail can be sent."""
        return self._forgot(request)

    async def forgot(self, request: Request) -> Response:
        """Send a link, if there is such an account; say the same in both cases."""
        sent = await read_form(request)
        language = self.desk.language(request)
        if not sent.is_trusted:
            return self._forgot(request, say("account.form_old", language), status=403)
        if not self.desk.settings.smtp_url:
            return self._forgot(request)
        email = sent.get("email")
        base = self.desk.url(request, "/account/reset")
        page = self._done(request, say("account.forgot_done", language))
        # after the answer: its time must not tell whether there is such an account
        page.background = BackgroundTask(self._mail, email, base, language)
        return page

    async def show_reset(self, request: Request) -> Response:
        """Ask for a new password."""
        return await self._reset(request, request.query_params.get("token", ""))

    async def reset(self, request: Request) -> Response:
        """Set the new password; every session of the user ends."""
        sent = await read_form(request)
        language = self.desk.language(request)
        token = sent.get("token")
        if not sent.is_trusted:
            problem = say("account.form_old", language)
            return await self._reset(request, token, problem, status=403)
        try:
            await self.desk.aside(
                reset_password,
                self.desk.database,
                token,
                sent.get("password"),
                now=now(),
            )
        except AccountError as error:
            problem = words_of(error, language)
            return await self._reset(request, token, problem, status=400)
        self.desk.sessions.forget_all()
        return self._done(request, say("account.reset_done", language))

    async def _mail(self, email: str, base: str, language: Language) -> None:
        database = self.desk.database
        token = await self.desk.aside(ask_reset, database, email, now=now())
        if token is None:
            return
        words = say("account.reset_mail", language, link=f"{base}?token={token}")
        subject = say("account.reset_subject", language)
        try:
            await self.desk.aside(mail.send, self.desk.settings, email, subject, words)
        except OSError:
            _log.exception("a mail with a reset link could not be sent")

    async def _invitation(
        self, request: Request, token: str, problem: str = "", *, status: int = 200
    ) -> Response:
        database = self.desk.database
        email = await self.desk.aside(
            link_email, database, token, "invitation", now=now()
        )
        language = self.desk.language(request)
        if email is None:
            return self._dead(request)
        name = field(
            "name", say("account.name", language), required="", autocomplete="name"
        )
        return self._form(
            request,
            "invitation",
            token,
            problem,
            [notice(say("account.invited", language, email=email), is_good=True)],
            [name, self._password(language, "account.new_password")],
            status=status,
        )

    async def _reset(
        self, request: Request, token: str, problem: str = "", *, status: int = 200
    ) -> Response:
        database = self.desk.database
        email = await self.desk.aside(link_email, database, token, "reset", now=now())
        language = self.desk.language(request)
        if email is None:
            return self._dead(request)
        return self._form(
            request,
            "reset",
            token,
            problem,
            [],
            [self._password(language, "account.new_password")],
            status=status,
        )

    def _forgot(
        self, request: Request, problem: str = "", *, status: int = 200
    ) -> Response:
        language = self.desk.language(request)
        if not self.desk.settings.smtp_url:
            return html_page(
                say("account.forgot_title", language),
                [notice(say("account.forgot_no_mail", language))],
                language,
                path="/account/forgot",
                status=status,
            )
        email = field(
            "email",
            say("account.email", language),
            kind="email",
            required="",
            autocomplete="username",
        )
        return self._form(request, "forgot", "", problem, [], [email], status=status)

    def _form(
        self,
        request: Request,
        name: str,
        token: str,
        problem: str,
        before: list[str],
        fields: list[str],
        *,
        status: int,
    ) -> Response:
        """Return the page of one of the forms here, with its form token set."""
        language = self.desk.language(request)
        holder = Response()
        csrf = new_form_token(request, holder, is_https=self.desk.settings.is_https)
        hidden = field("token", "", kind="hidden", value=token)
        send = button(say(f"account.{name}_send", language))
        sent_to = f"/account/{name}?lang={language}"
        parts = [
            notice(problem) if problem else "",
            *before,
            form(sent_to, csrf, [hidden, *fields, send]),
        ]
        path = f"/account/{name}" + (f"?token={token}" if token else "")
        title = say(f"account.{name}_title", language)
        page = html_page(title, parts, language, path=path, status=status)
        page.headers.append("set-cookie", holder.headers["set-cookie"])
        return page

    def _password(self, language: Language, label: str) -> str:
        return field(
            "password",
            say(label, language),
            kind="password",
            required="",
            autocomplete="new-password",
        )

    def _dead(self, request: Request) -> Response:
        language = self.desk.language(request)
        words = notice(say("account.link_dead", language))
        title = say("account.link_title", language)
        return html_page(title, [words], language, path="/account/login", status=410)

    def _done(self, request: Request, words: str) -> Response:
        language = self.desk.language(request)
        link = (
            f'<p><a class="button" href="/account/login?lang={language}">'
            f"{say('account.to_login', language)}</a></p>"
        )
        parts = [notice(words, is_good=True), link]
        title = say("account.done_title", language)
        return html_page(title, parts, language, path="/account/login")
