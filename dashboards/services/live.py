"""What the page 当日 asks: a running sale, from a watched folder or dropped files.

Looking takes seconds, so it is done in the background, once for all who follow the same
sale; a page shows the newest look that is there.
Which folder may be watched is the operator's choice (``HANBOKI_INBOX``): a page must
not read what it likes on a server. Alone on one's own computer any folder may be named.
"""

import hashlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

import pandas as pd

from dashboards.jobs import Control, Progress
from dashboards.services import order_files
from dashboards.services.background import patient
from dashboards.services.order_files import Reading
from dashboards.services.plans import plan
from dashboards.services.questions import Question, check, digest
from sim.experiments import Result, run
from sim.live.agreed_volumes import agreed_volumes
from sim.live.alert_rules import load_alert_rules
from sim.live.delivery import senders_of
from sim.live.inbox import Inbox, InboxFile, Intake
from sim.live.incidents import Ledger, voice_of
from sim.live.watch import Live, OrderSource, Watch
from sim.review.agreed import read_agreed

__all__ = [
    "ALERTS_VARIABLE",
    "INBOX_VARIABLE",
    "REPLAY_LEDGER_NAME",
    "Followed",
    "Seen",
    "follow",
    "given_folder",
    "is_folder",
    "leave",
    "newest",
    "problem",
    "progress",
]

INBOX_VARIABLE = "HANBOKI_INBOX"
"""Folder of order files that the operator lets pages watch."""
ALERTS_VARIABLE = "HANBOKI_ALERTS"
"""Alert rules that hold for the watched folder."""

REPLAY_LEDGER_NAME = ".hanboki-alerts-replay.json"
"""Where the incidents of a replay are kept, apart from those of the sale of today."""
_LEDGER_NAME = ".hanboki-alerts.json"
_LOOK_EVERY = timedelta(seconds=20)
_KEPT = 16
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Followed:
    """Which sale is followed, and from where."""

    question: Question
    """The plan, with seed and replications."""
    folder: str = ""
    """Folder that is watched; empty: dropped files."""
    reading: Reading | None = None
    """Dropped files."""
    is_replay: bool = False
    """The moment of the newest file is taken for now: a past sale is replayed."""
    receipt: bytes = b""
    """Receipt of the locked agreement; empty: there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A look, and the plan that it is held against."""

    live: Live
    plan: Result
    """The plan as it was simulated before the sale."""


@dataclass(slots=True, eq=False)
class _Follower:
    """What is kept of a sale between two looks."""

    watch: Watch
    plan: Result | None = None
    newest: Seen | None = None
    looked_at: datetime | None = None
    number: int = 0


_followers: dict[tuple[object, ...], _Follower] = {}


def given_folder() -> str:
    """Return the folder that the operator lets pages watch; empty without one."""
    return os.environ.get(INBOX_VARIABLE, "")


def is_folder(path: str) -> bool:
    """Return whether there is such a folder."""
    return bool(path) and Path(path).is_dir()


def follow(sale: Followed, watcher: str, now: datetime | None = None) -> None:
    """Have a sale looked at in the background, unless it was a moment ago.

    Raises
    ------
    Busy
        Too much is waiting.
    """
    check(sale.question)
    moment = datetime.now(UTC) if now is None else now
    with _lock:
        follower = _follower(sale)
        if _is_looking(sale, follower) or _is_fresh(follower, moment):
            return
        follower.number += 1
        follower.looked_at = moment
    patient().ask(
        _job(sale, follower), lambda control: _look(sale, follower, control), watcher
    )


def leave(sale: Followed, watcher: str) -> None:
    """Stop waiting for the look that is going on."""
    follower = _followers.get(_key(sale))
    if follower is not None:
        patient().leave(_job(sale, follower), watcher)


def newest(sale: Followed) -> Seen | None:
    """Return the newest look; None while there is none."""
    follower = _followers.get(_key(sale))
    return None if follower is None else follower.newest


def progress(sale: Followed) -> Progress | None:
    """Return how far the look is that is going on; None when none was asked."""
    follower = _followers.get(_key(sale))
    return None if follower is None else patient().progress(_job(sale, follower))


def problem(sale: Followed) -> Exception | None:
    """Return what the last look failed of; None when it did not."""
    follower = _followers.get(_key(sale))
    return None if follower is None else patient().error(_job(sale, follower))


def _look(sale: Followed, follower: _Follower, control: Control) -> object:
    if follower.plan is None:
        follower.plan = run(
            plan(sale.question.scenario, sale.question.heads),
            replications=sale.question.replications,
            seed=sale.question.seed,
            on_progress=control.report,
            cancelled=control.is_cancelled,
        )
    live = follower.watch.look(_now(sale), cancelled=control.is_cancelled)
    follower.newest = Seen(live, follower.plan)
    return follower.newest


def _now(sale: Followed) -> datetime:
    """Return the moment of the look, aware."""
    if not sale.is_replay or not sale.folder:
        return datetime.now(UTC)
    # what hanboki itself keeps in the folder, such as the ledger, is no order file
    files = (f for f in Path(sale.folder).iterdir() if not f.name.startswith("."))
    times = [path.stat().st_mtime for path in files]
    newest_file = max(times, default=datetime.now(UTC).timestamp())
    return datetime.fromtimestamp(newest_file, UTC) + timedelta(minutes=1)


def _follower(sale: Followed) -> _Follower:
    key = _key(sale)
    if key not in _followers:
        while len(_followers) >= _KEPT:
            _followers.pop(next(iter(_followers)))
        _followers[key] = _Follower(_watch(sale))
    return _followers[key]


def _watch(sale: Followed) -> Watch:
    scenario = plan(sale.question.scenario, sale.question.heads)
    source: OrderSource
    if sale.folder:
        source = Inbox(Path(sale.folder), timezone=scenario.zone.key)
    else:
        assert sale.reading is not None
        source = _Dropped(sale.reading)
    watch = Watch(
        scenario,
        source,
        volumes=agreed_volumes(read_agreed(sale.receipt)) if sale.receipt else (),
        seed=sale.question.seed,
        replications=sale.question.replications,
    )
    rules = os.environ.get(ALERTS_VARIABLE)
    if rules and sale.folder == given_folder():
        watch.rules = load_alert_rules(rules)
        name = REPLAY_LEDGER_NAME if sale.is_replay else _LEDGER_NAME
        watch.ledger = Ledger(Path(sale.folder) / name, voice_of(*_key(sale)))
        watch.send = senders_of(watch.rules, scenario.name)
    return watch


@dataclass(slots=True)
class _Dropped:
    """Dropped files: what they tell ends with their last stamp."""

    reading: Reading
    _orders: pd.DataFrame | None = field(default=None)

    def look(self, now: datetime) -> Intake:
        """Return the orders of the files."""
        del now
        found = order_files.imported(self.reading)
        if found is None or found.orders is None or found.report is None:
            return Intake(None, (), None)
        if self._orders is None:
            self._orders = found.orders
        stamps = [found.orders[name].max() for name in ("ordered_at", "shipped_at")]
        at = max(stamp.to_pydatetime() for stamp in stamps if not pd.isna(stamp))
        files = (InboxFile(file.name, "read", at) for file in found.report.files)
        return Intake(self._orders, tuple(files), at)


def _key(sale: Followed) -> tuple[object, ...]:
    question = sale.question
    return (
        digest(question),
        question.seed,
        question.replications,
        sale.folder,
        sale.reading,
        sale.is_replay,
        hashlib.sha256(sale.receipt).hexdigest(),
    )


def _job(sale: Followed, follower: _Follower) -> tuple[object, ...]:
    return ("live", *_key(sale), follower.number)


def _is_looking(sale: Followed, follower: _Follower) -> bool:
    found = patient().progress(_job(sale, follower))
    return found is not None and found.is_open


def _is_fresh(follower: _Follower, now: datetime) -> bool:
    at = follower.looked_at
    return at is not None and now - at < _LOOK_EVERY
