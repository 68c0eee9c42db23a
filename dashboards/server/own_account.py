"""``/account/me``: the own account, and for approvers the colleagues."""

from html import escape
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.i18n import Language, say
from dashboards.server.desk import Desk, now, words_of
from dashboards.server.forms import Form, read_form
from dashboards.server.page import button, field, form, html_page, notice, table
from sim.accounts import (
    ROLES,
    Session,
    User,
    change_password,
    change_role,
    colleagues,
    invite_colleague,
    log_out_everywhere,
    may,
    reset_link_for,
    set_enabled,
)
from sim.errors import AccountError
from sim.language import text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OwnAccount"]

_MINE = "/account/me"


class OwnAccount:
    """The routes of the own account and of the organization's people."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._acts: dict[str, Callable[[Session, Form, str], str]] = {
            "invite": self._invite,
            "reset": self._reset_link,
            "role": self._role,
            "enable": self._enable,
            "disable": self._disable,
        }

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route(_MINE, self.show, methods=["GET"]),
            Route(f"{_MINE}/password", self.password, methods=["POST"]),
            Route(f"{_MINE}/end-sessions", self.end_sessions, methods=["POST"]),
            Route(f"{_MINE}/people/{{act}}", self.people, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the account."""
        session = await self.desk.session(request)
        if session is None:
            return RedirectResponse("/account/login", 303)
        return await self._page(request, session)

    async def password(self, request: Request) -> Response:
        """Change the password; all sessions end, this one too."""
        session, sent = await self._sent(request)
        if session is None:
            return RedirectResponse("/account/login", 303)
        language = self.desk.language(request, session)
        if not sent.is_trusted:
            problem = say("account.form_old", language)
            return await self._page(request, session, notice(problem), status=403)
        try:
            await self.desk.aside(
                change_password,
                self.desk.database,
                session.actor,
                old=sent.get("old"),
                new=sent.get("new"),
            )
        except AccountError as error:
            problem = words_of(error, language)
            return await self._page(request, session, notice(problem), status=400)
        return self.desk.left("/account/login")

    async def end_sessions(self, request: Request) -> Response:
        """End every session of the user."""
        session, sent = await self._sent(request)
        if session is None:
            return RedirectResponse("/account/login", 303)
        if not sent.is_trusted:
            return RedirectResponse(_MINE, 303)
        await self.desk.aside(log_out_everywhere, self.desk.database, session.actor)
        return self.desk.left("/account/login")

    async def people(self, request: Request) -> Response:
        """Invite, change or disable a colleague."""
        session, sent = await self._sent(request)
        if session is None:
            return RedirectResponse("/account/login", 303)
        language = self.desk.language(request, session)
        act = self._acts.get(request.path_params["act"])
        if not sent.is_trusted or act is None:
            problem = say("account.form_old", language)
            return await self._page(request, session, notice(problem), status=403)
        base = self.desk.url(request, "")
        try:
            link = await self.desk.aside(act, session, sent, base)
        except AccountError as error:
            problem = words_of(error, language)
            return await self._page(request, session, notice(problem), status=400)
        self.desk.sessions.forget_all()
        key = "account.link_made" if link else "account.saved"
        done = notice(say(key, language), is_good=True, secret=link)
        return await self._page(request, session, done)

    def _invite(self, session: Session, sent: Form, base: str) -> str:
        token = invite_colleague(
            self.desk.database,
            session.actor,
            sent.get("email"),
            sent.get("role"),
            now=now(),
        )
        return f"{base}/account/invitation?token={token}"

    def _reset_link(self, session: Session, sent: Form, base: str) -> str:
        token = reset_link_for(
            self.desk.database, session.actor, sent.get("user"), now=now()
        )
        return f"{base}/account/reset?token={token}"

    def _role(self, session: Session, sent: Form, _base: str) -> str:
        database, user = self.desk.database, sent.get("user")
        change_role(database, session.actor, user, sent.get("role"))
        return ""

    def _enable(self, session: Session, sent: Form, _base: str) -> str:
        database, user = self.desk.database, sent.get("user")
        set_enabled(database, session.actor, user, is_enabled=True)
        return ""

    def _disable(self, session: Session, sent: Form, _base: str) -> str:
        database, user = self.desk.database, sent.get("user")
        set_enabled(database, session.actor, user, is_enabled=False)
        return ""

    async def _sent(self, request: Request) -> tuple[Session | None, Form]:
        session = await self.desk.session(request)
        if session is None:
            return None, Form({}, is_trusted=False)
        return session, await read_form(request, session)

    async def _page(
        self,
        request: Request,
        session: Session,
        message: str = "",
        *,
        status: int = 200,
    ) -> Response:
        language = self.desk.language(request, session)
        own = session.actor
        csrf = session.csrf_token
        role = text(f"accounts.role_{own.role}", language)
        parts = [
            message,
            f"<p>{escape(own.name)}<br>{escape(own.organization_name)}"
            f" ・ {escape(role)}</p>",
            f'<p><a href="/?lang={language}">'
            f"{escape(say('account.to_pages', language))}</a></p>",
            _leaving(csrf, language),
            _password(csrf, language),
        ]
        if may(own, "approver"):
            found = await self.desk.aside(colleagues, self.desk.database, own)
            parts += [_people(found, session, language), _invitation(csrf, language)]
        title = say("account.me_title", language)
        return html_page(title, parts, language, path=_MINE, status=status)


def _leaving(csrf: str, language: Language) -> str:
    out = form("/account/logout", csrf, [button(say("account.log_out", language))])
    everywhere = button(say("account.log_out_everywhere", language), is_quiet=True)
    return out + form(f"{_MINE}/end-sessions", csrf, [everywhere])


def _password(csrf: str, language: Language) -> str:
    fields = [
        field(
            "old",
            say("account.old_password", language),
            kind="password",
            required="",
            autocomplete="current-password",
        ),
        field(
            "new",
            say("account.new_password", language),
            kind="password",
            required="",
            autocomplete="new-password",
        ),
        button(say("account.change_password", language), is_quiet=True),
    ]
    heading = f"<h2>{escape(say('account.change_password', language))}</h2>"
    note = f"<small>{escape(say('account.password_ends', language))}</small>"
    return heading + note + form(f"{_MINE}/password", csrf, fields)


def _people(found: tuple[User, ...], session: Session, language: Language) -> str:
    heads = [say(f"account.{key}", language) for key in ("name", "role", "acts")]
    rows = [
        [
            f"{escape(user.name)}<br><small>{escape(user.email)}</small>",
            escape(text(f"accounts.role_{user.role}", language)),
            _acts(user, session, language),
        ]
        for user in found
    ]
    return f"<h2>{escape(say('account.people', language))}</h2>" + table(heads, rows)


def _acts(user: User, session: Session, language: Language) -> str:
    """Return the buttons for one colleague; none for oneself."""
    if user.id == session.actor.user_id:
        return ""
    hidden = field("user", "", kind="hidden", value=user.id)
    act = "disable" if user.is_enabled else "enable"
    return "".join(
        form(
            f"{_MINE}/people/{name}",
            session.csrf_token,
            [hidden, button(say(f"account.act_{name}", language), is_quiet=True)],
        )
        for name in (act, "reset")
    )


def _invitation(csrf: str, language: Language) -> str:
    options = "".join(
        f'<option value="{role}">{escape(text(f"accounts.role_{role}", language))}'
        "</option>"
        for role in ROLES
    )
    fields = [
        field("email", say("account.email", language), kind="email", required=""),
        f'<label for="role">{escape(say("account.role", language))}</label>'
        f'<select id="role" name="role">{options}</select>',
        button(say("account.invite", language), is_quiet=True),
    ]
    heading = f"<h2>{escape(say('account.invite', language))}</h2>"
    return heading + form(f"{_MINE}/people/invite", csrf, fields)
