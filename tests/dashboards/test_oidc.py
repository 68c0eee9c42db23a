"""Login at an OpenID provider, against one that runs in the test."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from sim.accounts.administration import invite
from sim.database import open_database
from tests.dashboards.servers import serving_people

pytestmark = pytest.mark.xdist_group("server")

CLIENT, SECRET = "hanboki", "a secret of the client"
KEY = RSAKey.generate_key(2048, {"kid": "test"}, private=True)


class Provider(ThreadingHTTPServer):
    """A provider at which everybody is logged in as ``person``."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.person = {}
        self.codes = {}


class Answers(BaseHTTPRequestHandler):
    """Discovery, keys, authorization with PKCE, token."""

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):  # as http.server calls it
        """Answer the browser, and questions about the provider."""
        place, url = urlsplit(self.path), self.server.url
        if place.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif place.path == "/keys":
            self._json({"keys": [KEY.as_dict(private=False)]})
        else:
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            assert asked["code_challenge_method"] == "S256"
            self.server.codes["code"] = asked
            back = urlencode({"code": "code", "state": asked["state"]})
            self.send_response(302)
            self.send_header("location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self):  # as http.server calls it
        """Give the token for a code."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        asked = self.server.codes.pop(parse_qs(body)["code"][0])
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.server.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.server.person,
        }
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, KEY)
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _json(self, content):
        body = dumps(content).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def provider():
    """A provider that answers."""
    with Provider() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(scope="module")
def server(provider, tmp_path_factory):
    """A server that trusts the provider."""
    with serving_people(
        tmp_path_factory.mktemp("oidc"),
        HANBOKI_OIDC_ISSUER=provider.url,
        HANBOKI_OIDC_CLIENT_ID=CLIENT,
        HANBOKI_OIDC_CLIENT_SECRET=SECRET,
        HANBOKI_OIDC_LABEL="会社のログイン",
    ) as server:
        yield server


def enter(server, provider, **person):
    """Log in at the provider as somebody; return browser and last answer."""
    provider.person = person
    with httpx.Client(
        base_url=server.url, follow_redirects=True, timeout=30
    ) as browser:
        answer = browser.get("/account/oidc/start?next=/simulation")
        token = browser.cookies.get("hanboki")
        return browser.get("/account/me") if token else answer, token


def test_the_login_page_offers_the_provider(server):
    """The button carries the provider's name."""
    with server.client() as nobody:
        assert "会社のログイン" in nobody.get("/account/login").text


def test_an_invited_person_gets_in_and_comes_back(server, provider):
    """The first login needs an invitation, later ones only the same identity."""
    database = open_database(server.database)
    invite(database, "テスト商店", "new@example.jp", "planner", now=datetime.now(UTC))
    database.close()
    said = {
        "sub": "1",
        "email": "new@example.jp",
        "email_verified": True,
        "name": "新人",
    }
    first, token = enter(server, provider, **said)
    again, other = enter(server, provider, **{**said, "email": "changed@example.jp"})

    assert "新人" in first.text
    assert "新人" in again.text
    assert token
    assert token != other


@pytest.mark.parametrize(
    "said",
    [
        {"sub": "2", "email": "unknown@example.jp", "email_verified": True},
        {"sub": "3", "email": "shop@example.jp", "email_verified": True},
        {"sub": "4", "email": "shop@example.jp", "email_verified": False},
    ],
    ids=["not invited", "address of a user", "not verified"],
)
def test_the_provider_alone_lets_nobody_in(server, provider, said):
    """Neither an unknown person nor one who claims the address of another gets in."""
    answer, token = enter(server, provider, **said)

    assert answer.status_code == 403
    assert token is None


def test_an_answer_that_nobody_asked_for_is_refused(server):
    """A callback without the state of a login that was begun lets nobody in."""
    with server.client() as nobody:
        answer = nobody.get("/account/oidc/callback?code=x&state=y")

    assert answer.status_code == 403
    assert "hanboki" not in answer.cookies
