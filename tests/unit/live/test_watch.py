"""A sale that is followed hour by hour, against its simulated truth."""

import os
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from sim.live.alert_rules import Alert, AlertRules, Webhook
from sim.live.inbox import Inbox
from sim.live.incidents import Ledger
from sim.live.volume import AgreedVolume
from sim.live.watch import Watch
from sim.report.live_words import data_sentence
from tests.sale_replay import hours, rms_file, truth_of
from tests.unit.live.world import FOLLOWED

pytestmark = pytest.mark.jit
FEW = 20
STEP = 6
"""Hours between two files."""
LATE = Alert(name="明日の出荷遅延", watch="missed_tomorrow", limit=20)
BROKEN = Alert(name="読めないファイル", watch="unreadable_files", limit=0)
RULES = AlertRules(
    alerts=(LATE, BROKEN), webhooks=(Webhook(name="x", url="http://127.0.0.1:1"),)
)
CORRUPT, MISSING, TWICE = 3, 4, 5
"""Numbers of the hours whose file is broken, never comes, comes twice."""


@cache
def truth(level=1.6):
    """Return the sale as it really goes: 1.6 times the orders of the plan."""
    demand = FOLLOWED.demand[0].replace(scale=level, level=None)
    return truth_of(FOLLOWED.replace(demand=(demand,)), seed=7)


@pytest.fixture
def replay(tmp_path):
    """Return what replays the sale hour by hour: a list of (moment, what is known)."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    told = []
    watch = Watch(
        FOLLOWED,
        Inbox(folder),
        rules=RULES,
        ledger=Ledger(tmp_path / "ledger.json"),
        send={"webhook:x": told.append},
        volumes=(AgreedVolume(600, 1200),),
        replications=FEW,
    )

    def run(first, last, step):
        looks = []
        for number, at in enumerate(hours(first, last, step)):
            now = FOLLOWED.aware(at)
            content = rms_file(truth(), now)
            if number == CORRUPT:
                content = content[: len(content) // 2] + b"\x00\xff\xfe broken"
            names = [f"{number:02d}.csv", f"{number:02d}-again.csv"]
            for name in names[: 2 if number == TWICE else 1]:
                if number != MISSING:
                    (folder / name).write_bytes(content)
                    os.utime(folder / name, (now.timestamp(), now.timestamp()))
            looks.append((now, watch.look(now + timedelta(minutes=5))))
        return looks, told

    return run


def test_the_alert_comes_before_the_misses(replay):
    """With files broken, missing and doubled, the warning is early and counts right."""
    looks, told = replay(
        datetime(2026, 12, 4, 21, 10), datetime(2026, 12, 7, 9, 10), STEP
    )
    first_miss = truth()[truth()["missed"]]["due"].min()
    alarms = [message for message in told if message.incident.alert == LATE.name]

    assert alarms, "nobody was warned"
    assert datetime.fromisoformat(alarms[0].created_at) < first_miss.to_pydatetime()
    assert [m.kind for m in told if m.incident.alert == BROKEN.name] == ["alarm"]
    for number, (now, live) in enumerate(looks):
        # a broken or missing file leaves what the one before told
        behind = {CORRUPT: 1, MISSING: 2}.get(number, 0)
        seen = now - timedelta(hours=STEP * behind)
        assert len(live.intake.orders) == (truth()["ordered"] < seen).sum()
        assert live.board.so_far.orders == len(live.intake.orders)


def test_the_level_is_learned_and_the_band_is_about_to_be_left(replay):
    """After a day the board knows of the 1.6, and says that the band will not hold."""
    looks, _ = replay(datetime(2026, 12, 5, 17), datetime(2026, 12, 5, 17), 1)
    board = looks[-1][1].board
    (level,) = board.update.levels
    (volume,) = board.volumes

    assert level.posterior.low < 1.6 < level.posterior.high
    assert board.so_far.is_above
    assert volume.above > 0.5
    assert volume.so_far == board.so_far.orders


def test_the_backlog_is_that_of_the_truth(replay):
    """Orders not handed over stand at their steps; nothing is counted twice."""
    looks, _ = replay(datetime(2026, 12, 5, 12), datetime(2026, 12, 5, 12), 1)
    now, live = looks[-1]
    open_truth = (truth()["ordered"] < now) & ~(truth()["shipped"] < now)

    assert live.board.open_orders == open_truth.sum()
    assert {row.step for row in live.board.backlog} <= {"confirm", "processing", "pack"}


def test_what_hangs_on_a_pickup_adds_up(replay):
    """Nothing can be missed that does not hang on the pickup; classes sum to all."""
    looks, _ = replay(datetime(2026, 12, 5, 12), datetime(2026, 12, 5, 12), 1)

    for pickup in looks[-1][1].board.pickups:
        table = pickup.table.set_index("order_class")
        assert (table["missed_p90"] <= table["last_chance_p90"]).all()
        assert table.loc["*", "open_now"] == table.drop("*")["open_now"].sum()


def test_outside_the_horizon_the_files_are_still_read(tmp_path):
    """Before the sale there is no board, and the reason is said."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    now = FOLLOWED.aware(datetime(2026, 12, 20))
    path = folder / "a.csv"
    path.write_bytes(rms_file(truth(), now))
    os.utime(path, (now.timestamp(), now.timestamp()))
    live = Watch(FOLLOWED, Inbox(folder), replications=FEW).look(
        now + timedelta(hours=1)
    )

    assert live.board is None
    assert live.problems[0].rule == "now_outside"
    assert len(live.intake.orders) == len(truth())


def test_the_age_of_the_data_is_told_by_the_clock_of_the_shop(tmp_path):
    """A server looks by UTC; the words say when it was where the orders came."""
    at = FOLLOWED.aware(datetime(2026, 12, 20, 9))
    path = tmp_path / "a.csv"
    path.write_bytes(rms_file(truth(), at))
    os.utime(path, (at.timestamp(), at.timestamp()))
    now = (at + timedelta(minutes=1)).astimezone(UTC)
    live = Watch(FOLLOWED, Inbox(tmp_path), replications=FEW).look(now)

    assert data_sentence(live, "ja") == "データは 12/20(日) 09:00 時点(1分前)"
