"""The layers of the server by themselves, and a server for one person."""

import asyncio
import gzip

import brotli
import pytest

from dashboards.server import compression
from dashboards.server.asgi import cookie_of
from dashboards.server.compression import PackedScripts
from dashboards.server.forms import local_path
from dashboards.server.gate import KnownSessions
from dashboards.server.hosts import is_own_host
from tests.dashboards.servers import serving
from tests.dashboards.wire import REFUSED, refusal, wire

pytestmark = pytest.mark.xdist_group("server")

SCRIPT = b"const answer = 42;\n" * 200
NAMES = frozenset({"plan.example.jp", "localhost"})


@pytest.fixture
def folder(tmp_path):
    """A folder of scripts as Streamlit has it, with a secret beside it."""
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "big.js").write_bytes(SCRIPT)
    (tmp_path / "static" / "js" / "small.js").write_bytes(b"1")
    (tmp_path / "static" / "js" / "logo.png").write_bytes(SCRIPT)
    (tmp_path / "secret.js").write_bytes(SCRIPT)
    return tmp_path


def asked(folder, path, *, accepted="gzip", method="GET"):
    """Ask for a file; return what was sent, None when the request was passed on."""
    sent = []

    async def inner(_scope, _receive, send):
        await send(None)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"accept-encoding", accepted.encode())],
    }
    asyncio.run(PackedScripts(inner, folder=folder)(scope, None, send))
    return None if sent == [None] else sent


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "br;q=1.0", "BR"])
def test_brotli_goes_before_gzip(folder, accepted):
    """It is the smaller one; which browser takes it is for the browser to say."""
    start, body = asked(folder, "/static/js/big.js", accepted=accepted)

    assert dict(start["headers"])[b"content-encoding"] == b"br"
    assert brotli.decompress(body["body"]) == SCRIPT


def test_a_script_is_sent_packed(folder):
    """The browser gets the same script, smaller, to be kept for ever."""
    start, body = asked(folder, "/static/js/big.js")
    headers = dict(start["headers"])

    assert gzip.decompress(body["body"]) == SCRIPT
    assert len(body["body"]) < len(SCRIPT) / 10
    assert headers[b"content-encoding"] == b"gzip"
    assert b"immutable" in headers[b"cache-control"]


def test_the_start_of_the_server_is_passed_on(folder):
    """What is no request has neither path nor headers."""
    seen = []

    async def inner(scope, _receive, _send):
        seen.append(scope["type"])

    packed = PackedScripts(inner, folder=folder)
    asyncio.run(packed({"type": "lifespan"}, None, None))

    assert seen == ["lifespan"]


def test_a_script_is_packed_once(folder):
    """The second request takes the copy of the first one."""
    compression._packed.cache_clear()
    asked(folder, "/static/js/big.js")
    asked(folder, "/static/js/big.js", method="HEAD")

    assert compression._packed.cache_info().hits == 1


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/static/js/big.js", {"accepted": "deflate, br;q=0, gzip;q=0"}),
        ("/static/js/big.js", {"method": "POST"}),
        ("/static/js/small.js", {}),
        ("/static/js/logo.png", {}),
        ("/static/js/none.js", {}),
        ("/static/../secret.js", {}),
        ("/static/js/../../secret.js", {}),
        ("/media/big.js", {}),
    ],
)
def test_everything_else_is_passed_on(folder, path, options):
    """Other methods, small and unknown files, and paths that lead outside."""
    assert asked(folder, path, **options) is None


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("plan.example.jp", True),
        ("PLAN.example.jp:443", True),
        ("plan.example.jp.", True),
        ("127.0.0.1:8501", True),
        ("[::1]:8501", True),
        ("192.168.1.20", True),
        ("evil.example", False),
        ("plan.example.jp.evil.example", False),
        ("plan.example.jp:port", False),
        ("user@localhost", False),
        ("localhost/x", False),
        ("", False),
    ],
)
def test_only_own_names_and_plain_addresses_are_hosts(host, is_own):
    """A name that is not ours is refused, however it is written."""
    assert is_own_host(host, NAMES) is is_own


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/simulation?heads=3,0", "/simulation?heads=3,0"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\nb", "/"),
        ("/account/logout", "/"),
        ("https://evil.example/", "/"),
        ("/" + "a" * 3000, "/"),
    ],
)
def test_after_the_login_one_stays_here(wanted, path):
    """Only a place on this server is a place to go on to."""
    assert local_path(wanted) == path


@pytest.mark.parametrize(
    ("sent", "token"),
    [("hanboki=abc; other=1", "abc"), ("other=1", None), ("hanboki", None)],
)
def test_a_cookie_is_found_among_others(sent, token):
    """Whatever else the browser sends, the session's cookie is read or is not there."""
    scope = {"headers": [(b"cookie", sent.encode())]}

    assert cookie_of(scope, "hanboki") == token


def test_sessions_are_looked_up_once_in_a_while():
    """A page is many requests but one look; what is unknown is looked up each time."""
    looks = []

    def look_up(token):
        looks.append(token)
        return "user" if token == "good" else None

    known = KnownSessions(look_up)
    answers = [known.user_of(token) for token in ("good", "good", "bad", "bad")]
    known.forget_all()
    known.user_of("good")

    assert answers == ["user", "user", None, None]
    assert looks == ["good", "bad", "bad", "good"]


def test_a_server_for_one_person_asks_for_no_account(tmp_path):
    """It opens at once, for this machine and its own pages only."""
    with serving(tmp_path) as server:
        with server.client() as browser:
            page = browser.get("/")
            led = browser.get("/start?lang=en")
            strange = browser.get("/", headers={"host": "evil.example"})
        with wire(server, headers={"X-Hanboki-User": "1"}) as tab:
            words = tab.run()
        evil = refusal(server, origin="http://evil.example")

    assert page.status_code == 200
    assert led.headers["location"] == "/?lang=en"
    assert strange.status_code == 400
    assert "アカウントは不要です" in words
    assert evil in REFUSED
