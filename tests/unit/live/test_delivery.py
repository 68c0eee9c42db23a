"""Telling people, over a real SMTP server and a real HTTP sink on this machine."""

import json
import socket
import threading
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller

from sim.language import LANGUAGES
from sim.live.alert_rules import Alert, AlertRules, Mail, Webhook
from sim.live.delivery import channels_of, senders_of
from sim.live.incidents import Ledger
from sim.live.readings import Reading

NOW = datetime(2026, 12, 5, 3, tzinfo=UTC)
ALERT = Alert(name="明日の出荷遅延", watch="missed_tomorrow", limit=20)


class Box:
    """Keeps the letters that come."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # their name
        """Take a letter."""
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def mail_server():
    """A real SMTP server."""
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def sink():
    """A real HTTP server that keeps what is posted; it answers as told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            server.posted.append(
                (dict(self.headers), json.loads(self.rfile.read(length)))
            )
            self.send_response(server.answer)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.posted, server.answer = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def rules(mail_port=None, hook_port=None, language="ja"):
    """Return rules that send to the servers of this test."""
    mail = mail_port and Mail(
        server="127.0.0.1",
        port=mail_port,
        security="none",
        sender="hanboki@example.com",
        to=("shop@example.com",),
    )
    hooks = (
        [Webhook(name="chat", url=f"http://127.0.0.1:{hook_port}/x")]
        if hook_port
        else []
    )
    return AlertRules(
        alerts=(ALERT,), mail=mail, webhooks=tuple(hooks), language=language
    )


def told(rules, tmp_path):
    """Note one incident, deliver, and return the ledger."""
    ledger = Ledger(tmp_path / "ledger.json")
    found = [(ALERT, (Reading("2026-12-06", 40.0, 15.0, 80.0),))]
    ledger.note(found, channels_of(rules), NOW)
    ledger.deliver(senders_of(rules, "事例1"), NOW)
    return ledger


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_what_how_much_and_in_which_plan(mail_server, tmp_path, language):
    """Subject and text are readable, with the range of the forecast."""
    ledger = told(rules(mail_server.port, language=language), tmp_path)

    (letter,) = mail_server.letters
    message = message_from_bytes(letter.content, policy=default)
    body = message.get_content()
    assert letter.rcpt_tos == ["shop@example.com"]
    assert "明日の出荷遅延" in message["Subject"]
    assert all(word in body for word in ("40", "15", "80", "事例1"))
    assert ledger.waiting() == ()


def test_a_webhook_gets_json_with_an_id(sink, tmp_path):
    """The receiver can tell a repetition by the id."""
    told(rules(hook_port=sink.server_port), tmp_path)

    ((headers, content),) = sink.posted
    assert content["format"] == "hanboki.alert/1"
    assert content["kind"] == "alarm"
    assert headers["Idempotency-Key"] == content["id"]


def test_an_answer_that_is_an_error_keeps_the_message(sink, tmp_path):
    """A sink that answers 500 is asked again."""
    sink.answer = 500
    ledger = told(rules(hook_port=sink.server_port), tmp_path)

    (message,) = ledger.waiting()
    assert "500" in message.last_error


def test_a_mail_server_that_is_not_there_keeps_the_message(mail_server, tmp_path):
    """Nobody listens at the port: the letter waits."""
    ledger = told(rules(1), tmp_path)

    assert ledger.waiting()[0].tries == 1


def test_a_secret_that_is_not_set_keeps_the_message(tmp_path):
    """Without the variable nothing is sent, and the message says which one."""
    hook = Webhook(name="chat", url_env="HANBOKI_TEST_NOT_SET")
    ledger = told(AlertRules(alerts=(ALERT,), webhooks=(hook,)), tmp_path)

    assert "HANBOKI_TEST_NOT_SET" in ledger.waiting()[0].last_error
