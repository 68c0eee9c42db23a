"""Login, logout, invitation, reset and colleagues, as a browser meets them."""

import re
import warnings
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from starlette.applications import Starlette
from starlette.exceptions import StarletteDeprecationWarning
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboards.i18n import say
from dashboards.server.desk import Desk
from dashboards.server.entrance import Entrance
from dashboards.server.gate import AuthGate
from dashboards.server.headers import SafetyHeaders
from dashboards.server.hosts import AllowedHosts
from dashboards.server.links import Links
from dashboards.server.own_account import OwnAccount
from dashboards.server.proxy import ProxyLogin
from dashboards.server.settings import Settings
from sim.accounts.administration import invite
from sim.database import open_database
from tests.dashboards.servers import PASSWORD, free_port, make_people

with warnings.catch_warnings():
    # it asks for httpx2; Authlib and we have httpx, which it still takes
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

HERE = "https://plan.example.jp"
HEADERS = {"origin": HERE, "sec-fetch-site": "same-origin"}
NEW = "another long sentence 7"
PROXY = {"X-Forwarded-Email": "shop@example.jp", "X-Hanboki-Proxy": "between us"}
SHOP = "shop@example.jp"


@pytest.fixture
def database(tmp_path):
    """A database with three people."""
    make_people(tmp_path / "people.db")
    opened = open_database(tmp_path / "people.db")
    yield opened
    opened.close()


@pytest.fixture
def settings():
    """A server behind TLS."""
    return Settings(has_accounts=True, public_url=HERE, hosts=("plan.example.jp",))


@pytest.fixture
def app(database, settings):
    """A server with one page behind the gate."""
    return serving(database, settings)


@pytest.fixture
def browser(app):
    """A browser in front of the gate."""
    return browsing(app)


def browsing(app):
    """Return another browser."""
    return TestClient(app, base_url=HERE, follow_redirects=False)


def serving(database, settings):
    """Return a server with these settings."""
    desk = Desk.of(settings, database)
    parts = (Entrance(desk), Links(desk), OwnAccount(desk), ProxyLogin(desk))
    return Starlette(
        routes=[
            *(route for part in parts for route in part.routes()),
            Route("/plan", who),
        ],
        middleware=[
            Middleware(SafetyHeaders, is_https=settings.is_https),
            Middleware(AllowedHosts, names=settings.hosts),
            Middleware(AuthGate, settings=settings, sessions=desk.sessions),
        ],
    )


async def who(request):
    """The page behind the gate says whom the gate names."""
    return PlainTextResponse(request.headers["x-hanboki-user"])


def csrf_of(page):
    """Return the token that the forms of a page send back."""
    return re.search(r'name="csrf" value="([^"]+)"', page.text)[1]


def send(browser, path, page=None, **fields):
    """Fill in a form of a page, by default of the page at the same address."""
    page = page or browser.get(path)
    return browser.post(
        path.partition("?")[0], data={"csrf": csrf_of(page), **fields}, headers=HEADERS
    )


def log_in(browser, email=SHOP, password=PASSWORD, wanted="/plan"):
    """Log in by the form."""
    path = f"/account/login?next={wanted}"
    return send(browser, path, email=email, password=password, next=wanted)


def is_inside(browser):
    """Return whether the gate lets the browser through."""
    return browser.get("/plan").status_code == 200


def link_in(page, kind):
    """Return the path of a one-time link that a page shows."""
    return re.search(rf"{re.escape(HERE)}(/account/{kind}\?token=[\w-]+)", page.text)[1]


def test_a_login_leads_to_where_one_wanted_to_go(browser):
    """The cookie is secure, and the gate knows the user by it."""
    before = is_inside(browser)
    answer = log_in(browser)

    assert not before
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan")
    assert answer.headers["set-cookie"].startswith("__Host-hanboki=")
    assert "Secure" in answer.headers["set-cookie"]
    assert is_inside(browser)


@pytest.mark.parametrize(
    ("email", "password"),
    [(SHOP, "wrong"), ("nobody@example.jp", PASSWORD), ("", ""), (SHOP, "x" * 9000)],
)
def test_a_wrong_login_says_the_same_for_all(browser, email, password):
    """Unknown and wrong are answered alike, and the address stays in the form."""
    answer = log_in(browser, email, password)

    assert answer.status_code == 401
    assert "メールアドレスかパスワードが違います" in answer.text
    assert not is_inside(browser)


def test_many_wrong_logins_have_to_wait(browser):
    """After a row of failures even the right password has to wait, and that is said."""
    answers = [log_in(browser, password="wrong").status_code for _ in range(12)]

    assert 429 in answers
    assert log_in(browser).status_code == 429


def test_what_is_typed_comes_back_as_text(browser):
    """Markup in the address of a failed login is shown, not obeyed."""
    answer = log_in(browser, email='"><script>alert(1)</script>', password="x")

    assert "<script>" not in answer.text


def test_who_is_inside_needs_no_login(browser):
    """The login page leads on when somebody is logged in already."""
    log_in(browser)

    assert browser.get("/account/login?next=/plan").headers["location"] == "/plan"


def test_a_logout_ends_the_session_at_once(browser):
    """The gate remembers nobody after the logout, not even for seconds."""
    log_in(browser)
    was_inside = is_inside(browser)
    cookies = dict(browser.cookies)
    send(browser, "/account/logout", browser.get("/account/me"))
    browser.cookies.update(cookies)

    assert was_inside
    assert not is_inside(browser)


def test_log_out_everywhere_ends_the_other_browser_too(app, browser):
    """One click ends all sessions of the user."""
    other = browsing(app)
    log_in(browser)
    log_in(other)
    send(browser, "/account/me/end-sessions", browser.get("/account/me"))

    assert not is_inside(browser)
    assert not is_inside(other)


def test_an_invited_colleague_makes_an_account(browser, app):
    """The link that an approver makes works once; the new one can log in."""
    log_in(browser)
    page = browser.get("/account/me")
    made = send(
        browser,
        "/account/me/people/invite",
        page,
        email="new@example.jp",
        role="planner",
    )
    path = link_in(made, "invitation")
    guest = browsing(app)
    token = path.partition("token=")[2]
    weak = send(guest, path, token=token, name="新人", password="short")
    done = send(guest, path, token=token, name="新人", password=NEW)

    assert weak.status_code == 400
    assert say("account.invitation_done", "ja") in done.text
    assert guest.get(path).status_code == 410
    assert log_in(guest, "new@example.jp", NEW).status_code == 303
    assert "招待" not in guest.get("/account/me").text


def test_a_forgotten_password_without_mail_names_whom_to_ask(browser):
    """Where no mail can be sent, the page says so."""
    page = browser.get("/account/forgot?lang=en")

    assert say("account.forgot_no_mail", "en") in page.text


def test_a_mailed_link_sets_a_new_password(database, settings):
    """The mail holds a link; afterwards the old password and sessions are over."""
    mails = []

    class Box(Message):
        def handle_message(self, message):
            mails.append(message)

    port = free_port()
    box = Controller(Box(), hostname="127.0.0.1", port=port)
    box.start()
    mailing = Settings(
        has_accounts=True,
        public_url=HERE,
        hosts=settings.hosts,
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="hanboki@example.jp",
    )
    browser = browsing(serving(database, mailing))
    unknown = send(browser, "/account/forgot", email="nobody@example.jp")
    known = send(browser, "/account/forgot", email=SHOP)
    box.stop()
    text = mails[0].get_payload(decode=True).decode()
    path = re.search(r"(/account/reset\?token=\S+)", text)[1]
    token = path.partition("token=")[2]
    done = send(browser, path, token=token, password=NEW)

    assert len(mails) == 1
    assert mails[0]["To"] == SHOP
    assert unknown.text == known.text
    assert say("account.reset_done", "ja") in done.text
    assert log_in(browser).status_code == 401
    assert log_in(browser, password=NEW).status_code == 303


def test_a_changed_password_ends_all_sessions(browser):
    """Old and new password are asked for; a wrong old one changes nothing."""
    log_in(browser)
    page = browser.get("/account/me")
    path = "/account/me/password"
    wrong = send(browser, path, page, old="wrong", new=NEW)
    still = is_inside(browser)
    send(browser, path, page, old=PASSWORD, new=NEW)

    assert wrong.status_code == 400
    assert still
    assert not is_inside(browser)
    assert log_in(browser, password=NEW).status_code == 303


def test_a_disabled_colleague_is_out_at_once(browser, database, app):
    """An approver disables, enables, and makes reset links; not for oneself."""
    link = invite(
        database, "テスト商店", "temp@example.jp", "viewer", now=datetime.now(UTC)
    )
    guest = browsing(app)
    path = f"/account/invitation?token={link}"
    send(guest, path, token=link, name="応援", password=NEW)
    log_in(guest, "temp@example.jp", NEW)
    was_inside = is_inside(guest)
    log_in(browser)
    page = browser.get("/account/me")
    user = re.search(r'name="user" type="hidden" value="([^"]+)"', page.text)[1]
    send(browser, "/account/me/people/disable", page, user=user)
    is_out = not is_inside(guest)
    send(browser, "/account/me/people/enable", page, user=user)
    changed = send(browser, "/account/me/people/role", page, user=user, role="planner")
    reset = send(browser, "/account/me/people/reset", page, user=user)

    assert was_inside
    assert is_out
    assert changed.status_code == 200
    assert guest.get(link_in(reset, "reset")).status_code == 200


def test_a_stranger_cannot_touch_people_of_others(browser, app):
    """A user of another organization is not found."""
    log_in(browser)
    page = browser.get("/account/me")
    other = browsing(app)
    log_in(other, "agency@example.jp")
    user = other.get("/plan").text
    answer = send(browser, "/account/me/people/disable", page, user=user)

    assert answer.status_code == 400
    assert is_inside(other)


@pytest.mark.parametrize(
    "path",
    ["/account/invitation", "/account/reset", "/account/forgot", "/account/login"],
)
def test_a_form_of_another_site_is_refused(browser, path):
    """Without the token of our own page nothing is done."""
    assert browser.post(path, data={"csrf": "x"}, headers=HEADERS).status_code in (
        403,
        410,
    )


@pytest.mark.parametrize(
    "path", ["/account/me/password", "/account/me/end-sessions", "/account/me/people/x"]
)
def test_without_a_session_everything_leads_to_the_login(browser, path):
    """Nobody's account cannot be changed."""
    answer = browser.post(path, data={}, headers=HEADERS)

    assert answer.headers["location"] == "/account/login"


def test_a_trusted_proxy_logs_people_in(database, settings):
    """With the right secret, the named person of an open invitation is let in."""
    invite(database, "テスト商店", "guest@example.jp", "viewer", now=datetime.now(UTC))
    behind = Settings(
        has_accounts=True,
        public_url=HERE,
        hosts=settings.hosts,
        proxy_header="X-Forwarded-Email",
        proxy_secret="between us",
    )
    browser = browsing(serving(database, behind))
    sent = browser.get("/plan", headers={"accept": "text/html"})
    named = {**PROXY, "X-Forwarded-Email": "guest@example.jp"}
    forged = browser.get(
        "/account/proxy", headers={**named, "X-Hanboki-Proxy": "guessed"}
    )
    unknown = browser.get("/account/proxy", headers=PROXY)
    answer = browser.get("/account/proxy?next=/plan", headers=named)

    assert sent.headers["location"].startswith("/account/proxy?next=")
    assert (forged.status_code, unknown.status_code) == (403, 403)
    assert answer.headers["location"] == "/plan"
    assert is_inside(browser)


def test_settings_come_from_the_environment():
    """What is missing is off; what is there is read."""
    empty = Settings.from_environment({})
    full = Settings.from_environment(
        {
            "HANBOKI_ACCOUNTS": "on",
            "HANBOKI_PUBLIC_URL": f"{HERE}/",
            "HANBOKI_HOSTS": "a.example, b.example",
            "HANBOKI_OIDC_ISSUER": "https://id.example/",
        }
    )

    assert empty == Settings()
    assert empty.cookie == "hanboki"
    assert full.hosts == ("a.example", "b.example", "plan.example.jp")
    assert full.oidc.issuer == "https://id.example"
