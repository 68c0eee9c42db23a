"""Real servers for the tests, each a process of its own, and clients that talk to them.

A server with accounts knows three people: ``shop`` and ``agency``, approvers of two
partner organizations, and ``stranger`` of a third one that has nothing to do with them.
"""

import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import httpx

import dashboards
from sim.accounts import accept_invitation, log_in
from sim.accounts.administration import add_organization, connect_partners, invite
from sim.database import open_database
from tests.dashboards.world import QUIET

ROOT = Path(dashboards.__file__).parent.parent
PASSWORD = "horse battery staple 9"
PATIENCE = 120
"""Seconds; the first run may have to compile the engine."""

NOT_PASSED_ON = ("NUMBA_DISABLE_JIT", "HANBOKI_LANG")
"""Settings of the test run that are not for the server."""

PEOPLE = {
    "shop": ("テスト商店", "shop", "店長 花子"),
    "agency": ("代行サービス", "agency", "受注 太郎"),
    "stranger": ("よその店", "shop", "他人 一郎"),
}
ORIGIN = "http://127.0.0.1"


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    process: subprocess.Popen
    database: Path | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def port(self):
        """Its port."""
        return int(self.url.rpartition(":")[2])

    def client(self, who=None, **options):
        """Return an HTTP client; as one of the people, or as nobody."""
        cookies = {"hanboki": self.tokens[who]} if who else {}
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=30, **options)


def free_port():
    """Return a port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serving(folder, *, port=None, **environment):
    """Start a server with the small shop in it; end it after the block."""
    scenarios = folder / "scenarios"
    scenarios.mkdir(exist_ok=True)
    (scenarios / "a-quiet.toml").write_text(QUIET, encoding="utf-8")
    port = port or free_port()
    kept = {name: os.environ[name] for name in os.environ if name not in NOT_PASSED_ON}
    own = {
        "HANBOKI_SCENARIOS": str(scenarios),
        "HANBOKI_DATABASE": str(folder / "hanboki.db"),
        "HANBOKI_SCORES": str(folder / "scores.jsonl"),
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    command = [sys.executable, "-m", "dashboards.server", "--port", str(port)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env={**kept, **own}, cwd=folder, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/_stcore/health", process)
        yield Server(url, process, folder / "hanboki.db")
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def serving_people(folder, **environment):
    """Start a server with accounts and three people who have logged in."""
    tokens = make_people(folder / "hanboki.db")
    with serving(folder, HANBOKI_ACCOUNTS="on", **environment) as server:
        yield Server(server.url, server.process, server.database, tokens)


def make_people(file):
    """Make the three people in a database; return the token of a session of each."""
    now = datetime.now(UTC)
    database = open_database(file)
    for organization, kind, _ in PEOPLE.values():
        add_organization(database, organization, kind, now=now)
    connect_partners(database, PEOPLE["shop"][0], PEOPLE["agency"][0])
    for who, (organization, _, name) in PEOPLE.items():
        link = invite(database, organization, f"{who}@example.jp", "approver", now=now)
        accept_invitation(database, link, name=name, password=PASSWORD, now=now)
    tokens = {who: new_token(database, who) for who in PEOPLE}
    database.close()
    return tokens


def new_token(database, who):
    """Log one of the people in; return the token."""
    now = datetime.now(UTC)
    return log_in(database, f"{who}@example.jp", PASSWORD, address="127.0.0.1", now=now)


def wait_for(url, process):
    """Wait until the server answers."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            sleep(0.1)
    msg = "the server did not come up"
    raise AssertionError(msg)
