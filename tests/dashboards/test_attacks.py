"""What somebody with a script and bad intentions can do to a real server: nothing."""

from datetime import UTC, datetime

import pytest

from dashboards.i18n import say
from sim.accounts import session_of
from sim.accounts.tokens import csrf_token
from sim.database import open_database
from tests.dashboards.servers import PASSWORD, PEOPLE, new_token, serving_people
from tests.dashboards.wire import REFUSED, refusal, wire

pytestmark = pytest.mark.xdist_group("server")

HTML = {"accept": "text/html"}
SHOP, AGENCY = PEOPLE["shop"][2], PEOPLE["agency"][2]
ENDED = say("app.session_ended", "ja")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with accounts."""
    with serving_people(tmp_path_factory.mktemp("attacked")) as server:
        yield server


@pytest.fixture
def fresh(server):
    """A new session of the shop, to be ended by the test."""
    database = open_database(server.database)
    token = new_token(database, "shop")
    database.close()
    return token


def is_alive(server, token):
    """Return whether the database knows a session."""
    database = open_database(server.database)
    found = session_of(database, token, now=datetime.now(UTC))
    database.close()
    return found is not None


def here(server, **headers):
    """Return the headers that a browser sends with a form of our own pages."""
    return {"origin": server.url, "sec-fetch-site": "same-origin", **headers}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"headers": {"X-Hanboki-User": "1"}},
        {"who": "not-a-token"},
        {"who": "shop", "origin": "http://evil.example"},
        {"who": "shop", "origin": "null"},
        {"who": "shop", "headers": {"Host": "evil.example"}},
    ],
    ids=["no cookie", "forged user", "wrong cookie", "origin", "null origin", "host"],
)
def test_a_websocket_is_not_opened_for_just_anybody(server, options):
    """Without a session, or from another site, there is no page to talk to."""
    assert refusal(server, **options) in REFUSED


def test_a_forged_user_stays_who_the_cookie_says(server):
    """A client cannot name another user than that of its session."""
    agency = session_id_of(server, "agency")
    with wire(server, who="shop", headers={"X-Hanboki-User": agency}) as page:
        assert SHOP in page.run()


def session_id_of(server, who):
    """Return the id of a user."""
    database = open_database(server.database)
    token = server.tokens[who]
    user_id = session_of(database, token, now=datetime.now(UTC)).actor.user_id
    database.close()
    return user_id


@pytest.mark.parametrize("is_connected", [True, False])
def test_nobody_takes_over_the_session_of_another_user(server, is_connected):
    """Who knows the id of somebody's page gets a page of one's own."""
    with wire(server, who="shop") as victim:
        victim.run()
        taken = victim.session_id
        if is_connected:
            with wire(server, who="agency", existing=taken) as thief:
                words = thief.run()
    if not is_connected:
        with wire(server, who="agency", existing=taken) as thief:
            words = thief.run()

    assert thief.session_id != taken
    assert AGENCY in words
    assert SHOP not in words


def test_the_own_session_survives_a_reconnect(server):
    """A tab that lost its connection finds its page again."""
    with wire(server, who="shop") as tab:
        tab.run()
        own = tab.session_id
    with wire(server, who="shop", existing=own) as tab:
        tab.run()

    assert tab.session_id == own


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/media/0123456789abcdef.csv"),
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("POST", "/_stcore/agent/interact"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("GET", "/static/js/index.js"),
        ("GET", "/auth/login"),
        ("GET", "/simulation"),
    ],
)
def test_nothing_is_served_without_a_session(server, method, path):
    """Files, figures, uploads, metrics: all of it is behind the gate."""
    with server.client() as nobody:
        assert nobody.request(method, path).status_code == 401


def test_a_browser_is_led_to_the_login_and_back(server):
    """A link opens after the login, with all that it says."""
    with server.client() as nobody:
        answer = nobody.get("/simulation?heads=3,0", headers=HTML)

    assert answer.status_code == 303
    assert answer.headers["location"] == (
        "/account/login?next=%2Fsimulation%3Fheads%3D3%2C0"
    )


def test_a_logout_in_another_tab_ends_this_one(server, fresh):
    """After a logout elsewhere, the next click on an open page says so."""
    with wire(server, who=fresh) as tab:
        before = tab.run()
        with server.client() as other:
            other.cookies.set("hanboki", fresh)
            sent = {"csrf": csrf_token(fresh)}
            answer = other.post("/account/logout", data=sent, headers=here(server))
        after = tab.run()

    assert answer.status_code == 303
    assert SHOP in before
    assert ENDED in after
    assert SHOP not in after


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_a_form_of_another_site_logs_nobody_out(server, headers):
    """Even with the right token, a form must come from our own pages."""
    token = server.tokens["shop"]
    with server.client("shop") as victim:
        victim.post(
            "/account/logout", data={"csrf": csrf_token(token)}, headers=headers
        )

    assert is_alive(server, token)


def test_a_form_without_the_token_changes_nothing(server):
    """The cookie alone is not enough to act for somebody."""
    with server.client("shop") as victim:
        victim.post("/account/me/end-sessions", data={}, headers=here(server))
        refused = victim.post(
            "/account/me/people/invite",
            data={"email": "evil@example.jp", "role": "approver", "csrf": "x"},
            headers=here(server),
        )

    assert is_alive(server, server.tokens["shop"])
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "x"],
)
def test_the_login_leads_nowhere_else(server, wanted):
    """After the login one stays on this server, whatever the link says."""
    with server.client("shop") as browser:
        answer = browser.get("/account/login", params={"next": wanted})

    assert answer.headers["location"] == "/"


def test_a_login_sets_a_cookie_that_scripts_cannot_read(server):
    """The cookie is HttpOnly and stays with this site; the form's token is checked."""
    with server.client() as browser:
        page = browser.get("/account/login")
        csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        sent = {"email": "SHOP@example.jp", "password": PASSWORD, "csrf": csrf}
        forged = browser.post("/account/login", data={**sent, "csrf": "x"})
        answer = browser.post("/account/login", data=sent, headers=here(server))

    cookie = answer.headers["set-cookie"]
    assert forged.status_code == 403
    assert answer.status_code == 303
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))


def test_an_unknown_host_name_is_refused(server):
    """A stranger's name that points to this machine opens nothing."""
    with server.client("shop") as browser:
        answer = browser.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400


def test_a_huge_form_is_not_read_to_its_end(server):
    """The login does not swallow megabytes."""
    with server.client() as browser:
        answer = browser.post("/account/login", content=b"x" * 2_000_000)

    assert answer.status_code == 403


def test_answers_tell_browsers_to_be_careful(server):
    """No framing, no sniffing, no scripts from elsewhere."""
    with server.client("shop") as browser:
        pages = [browser.get(path) for path in ("/", "/account/me")]

    for page in pages:
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_the_attacks_left_no_traceback(server):
    """Refusals are answers, not crashes."""
    log = (server.database.parent / "server.log").read_text(encoding="utf-8")

    assert "Traceback" not in log
