"""Incidents and the messages about them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.live.alert_rules import Alert
from sim.live.incidents import LONGEST_RETRY, Ledger
from sim.live.readings import Reading

NOW = datetime(2026, 12, 5, 3, tzinfo=UTC)
LATE = Alert(name="遅延", watch="missed_today", limit=40, clear=20)
CALL = Alert(name="呼び出し", watch="call_deadline_hours", limit=3)


@pytest.fixture
def ledger(tmp_path):
    """Return an empty ledger."""
    return Ledger(tmp_path / "ledger.json")


def noted(ledger, value, *, minutes=0, alert=LATE, channels=("mail",)):
    """Note one value, and return the kinds of the new messages."""
    rows = () if value is None else (Reading("12/5", value),)
    at = NOW + timedelta(minutes=minutes)
    return [m.kind for m in ledger.note([(alert, rows)], channels, at)]


def test_an_incident_is_told_once_and_its_end_once(ledger):
    """Between the limits nothing more is said."""
    told = [
        noted(ledger, value, minutes=i)
        for i, value in enumerate([10, 50, 60, 30, 25, 20, 10])
    ]

    assert told == [[], ["alarm"], [], [], [], ["recovery"], []]


def test_a_small_value_fires_where_small_is_bad(ledger):
    """A deadline that comes near fires, one that is far does not."""
    assert noted(ledger, 5, alert=CALL) == []
    assert noted(ledger, 2, alert=CALL) == ["alarm"]


def test_what_is_no_longer_there_is_over(ledger):
    """A pickup that has left is an incident no more."""
    noted(ledger, 50)

    assert noted(ledger, None, minutes=1) == ["recovery"]
    assert ledger.open_incidents() == {}


def test_a_message_survives_until_it_is_sent(ledger):
    """A server that is down delays a message and never loses it."""
    noted(ledger, 50)
    sent = []

    def down(message):
        raise ConnectionRefusedError("down")

    (failed,) = ledger.deliver({"mail": down}, NOW)
    assert "down" in failed.last_error
    assert ledger.deliver({"mail": sent.append}, NOW) == ()
    assert sent == []  # not yet: it waits a little

    ledger.deliver({"mail": sent.append}, NOW + LONGEST_RETRY)
    assert [message.kind for message in sent] == ["alarm"]
    assert ledger.waiting() == ()


def test_waiting_grows_to_an_hour_at_most(ledger):
    """However often it fails, it is tried at least every hour."""
    noted(ledger, 50)
    at = NOW

    def down(message):
        raise TimeoutError

    for _ in range(40):
        ledger.deliver({"mail": down}, at)
        (message,) = ledger.waiting()
        wait = datetime.fromisoformat(message.next_try_at) - at
        assert timedelta(0) < wait <= LONGEST_RETRY
        at += wait


def test_the_same_message_has_the_same_id_at_every_try(ledger):
    """Who gets it twice can tell."""
    noted(ledger, 50)
    (before,) = ledger.waiting()

    def down(message):
        raise TimeoutError

    ledger.deliver({"mail": down}, NOW)
    assert ledger.waiting()[0].id == before.id


def test_every_channel_is_told_by_itself(ledger):
    """One channel that is down does not hold up the other."""
    noted(ledger, 50, channels=("mail", "webhook:x"))
    sent = []

    def down(message):
        raise TimeoutError

    ledger.deliver({"mail": down, "webhook:x": sent.append}, NOW)
    assert [message.channel for message in sent] == ["webhook:x"]
    assert [message.channel for message in ledger.waiting()] == ["mail"]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_alarms_and_recoveries_take_turns(tmp_path_factory, values):
    """However the value moves, an alarm is followed by its recovery."""
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.json")
    kinds = [kind for i, v in enumerate(values) for kind in noted(ledger, v, minutes=i)]

    assert kinds == (["alarm", "recovery"] * len(kinds))[: len(kinds)]
    assert len(ledger.waiting()) == len(kinds)
