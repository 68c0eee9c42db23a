"""Several followers of one sale, with one ledger: everything is told once."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from time import sleep

import pytest

from sim.live import incidents
from sim.live.alert_rules import Alert
from sim.live.incidents import VOICE_LASTS, Ledger
from sim.live.readings import Reading
from sim.live.turns import turn

NOW = datetime(2026, 12, 5, 3, tzinfo=UTC)
LATE = Alert(name="遅延", watch="missed_today", limit=40, clear=20)
SUBJECTS = tuple(str(number) for number in range(12))
FOLLOWER = """
import sys
from datetime import timedelta
from pathlib import Path
from time import sleep
from tests.unit.live.test_two_followers import NOW, note
from sim.live.incidents import Ledger

folder, name = Path(sys.argv[1]), sys.argv[2]
(folder / f"ready-{name}").touch()
while not (folder / "go").exists():
    sleep(0.001)

def send(message):
    sleep(0.01)
    with (folder / "sent").open("a") as file:
        file.write(message.id + "\\n")

ledger = Ledger(folder / "ledger.json")
for look in range(20):
    at = NOW + timedelta(seconds=look)
    note(ledger, 50, at)
    ledger.deliver({"mail": send}, at)
"""


def note(ledger, value, at=NOW):
    """Note one value of every subject; return how many messages that made."""
    rows = tuple(Reading(subject, value) for subject in SUBJECTS)
    return len(ledger.note([(LATE, rows)], ["mail"], at))


def test_two_processes_tell_each_incident_once(tmp_path):
    """Both look at the same moments, and each incident is sent by one of them."""
    command = [sys.executable, "-c", FOLLOWER, str(tmp_path)]
    both = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    while len(list(tmp_path.glob("ready-*"))) < 2:
        assert all(each.poll() is None for each in both), "a follower ended"
        sleep(0.01)
    (tmp_path / "go").touch()

    assert [each.wait(60) for each in both] == [0, 0]
    sent = Counter((tmp_path / "sent").read_text().split())
    assert len(sent) == len(SUBJECTS)
    assert set(sent.values()) == {1}
    assert Ledger(tmp_path / "ledger.json").waiting() == ()


def test_two_followers_of_one_process_tell_each_incident_once(tmp_path):
    """As two plans on the page 当日: each its own thread and its own ledger object."""
    sent, start = [], Barrier(2)

    def send(message):
        sleep(0.005)
        sent.append(message.id)

    def follow(_number):
        ledger = Ledger(tmp_path / "ledger.json")
        start.wait()
        for look in range(10):
            at = NOW + timedelta(seconds=look)
            note(ledger, 50, at)
            ledger.deliver({"mail": send}, at)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(follow, range(2)))

    assert len(sent) == len(set(sent)) == len(SUBJECTS)


def test_what_is_being_sent_is_not_sent_by_another(tmp_path):
    """A mail server may take its time; a second follower does not help out."""
    one, two = (Ledger(tmp_path / "ledger.json") for _ in range(2))
    note(one, 50)
    sent = []

    def slow(message):
        two.deliver({"mail": sent.append}, NOW)
        sent.append(message)

    one.deliver({"mail": slow}, NOW)

    assert Counter(each.incident.subject for each in sent) == Counter(SUBJECTS)


class Wall:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        """Return the time it shows."""
        return self.now


@pytest.fixture
def wall():
    """The clock on the wall, for all followers."""
    return Wall()


@pytest.fixture
def voices(tmp_path, wall):
    """Two followers with plans of their own."""
    path = tmp_path / "ledger.json"
    return Ledger(path, "plan", wall), Ledger(path, "what-if", wall)


def test_followers_of_different_opinion_do_not_contradict_each_other(voices, wall):
    """While one plan speaks, another plan's values are no news."""
    one, two = voices
    told = []
    for _look in range(4):
        told += [note(one, 50, wall.now), note(two, 10, wall.now)]
        wall.now += VOICE_LASTS - timedelta(minutes=1)

    assert told == [len(SUBJECTS), *[0] * 7]
    assert two.open_incidents() == one.open_incidents()
    assert two.deliver({"mail": pytest.fail}, wall.now) == ()


def test_rules_of_their_own_are_all_told(voices):
    """Shop and agency watch other things in one folder; neither is silenced."""
    one, two = voices
    sent = []
    note(one, 50)
    other = LATE.replace(name="other")
    two.note([(other, (Reading("", 50),))], ["mail"], NOW)
    two.deliver({"mail": sent.append}, NOW)

    assert [message.incident.alert for message in sent] == ["other"]
    assert len(one.waiting()) == len(SUBJECTS)


def test_a_voice_that_fell_silent_is_followed_by_another(voices, wall):
    """The incidents go on under the next voice and are not told again."""
    one, two = voices
    note(one, 50)
    wall.now += VOICE_LASTS

    assert note(two, 50, wall.now) == 0
    assert note(one, 10, wall.now) == 0
    assert note(two, 10, wall.now) == len(SUBJECTS)


def test_a_look_that_was_overtaken_is_not_noted(voices):
    """It knows less than the one noted already; a replay that begins anew does not."""
    one, _ = voices
    note(one, 50)

    assert note(one, 10, NOW - timedelta(seconds=1)) == 0
    assert note(one, 10, NOW - VOICE_LASTS) == len(SUBJECTS)


def test_a_ledger_of_before_is_still_read(tmp_path):
    """A file without a voice is nobody's, and its incidents go on."""
    path = tmp_path / "ledger.json"
    note(Ledger(path), 50)
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["voices"]
    path.write_text(json.dumps(content), encoding="utf-8")

    assert note(Ledger(path, voice="x"), 50) == 0


def test_a_lock_that_nobody_can_make_is_an_error_of_the_system(tmp_path):
    """A folder where the file should be is said, not waited for."""
    (tmp_path / ".ledger.json.lock").mkdir()

    with pytest.raises(OSError, match="unable to open"):
        note(Ledger(tmp_path / "ledger.json"), 50)


def test_a_lock_that_is_held_is_waited_for_and_then_said(tmp_path, monkeypatch):
    """Whoever holds it for half a minute is no follower that writes."""
    monkeypatch.setattr(incidents, "_PATIENCE_SECONDS", 0.01)
    with (
        turn(tmp_path / ".ledger.json.lock", patience_seconds=0),
        pytest.raises(TimeoutError),
    ):
        note(Ledger(tmp_path / "ledger.json"), 50)
