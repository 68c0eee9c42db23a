"""Incidents: each is told once when it begins and once when it is over.

The ledger is one file, written whole or not at all. What began and what has yet to be
told go into it in one step before anything is sent, and a message is struck off after
it was sent, so nothing is lost at a crash; a message that was being sent just then is
sent again under the same id.
A message that cannot be sent stays and is tried again, later and later, for ever.

Several may follow a sale with one ledger: two processes, or pages with plans of their
own. Of each alert one voice speaks at a time, the others only look; each step of
reading and writing is taken alone, and a message that one is sending nobody else sends.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sim.live.alert_rules import Alert
from sim.live.readings import Reading
from sim.live.turns import turn
from sim.scenario.writing import write_atomically

__all__ = [
    "FIRST_RETRY",
    "LONGEST_RETRY",
    "VOICE_LASTS",
    "Incident",
    "Ledger",
    "Message",
    "Send",
    "voice_of",
]

FIRST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(hours=1)
VOICE_LASTS: Final = timedelta(minutes=5)
"""Another voice may speak when the one before was silent for so long."""
_PATIENCE_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that began to be so."""

    alert: str
    """Name of the alert."""
    subject: str
    """What exactly, see :class:`Reading`."""
    began_at: str
    """When it began, ISO 8601."""
    limit: float
    value: float
    """Value at the beginning; of a forecast the median …"""
    low: float | None
    """… P10 …"""
    high: float | None
    """… and P90."""

    @property
    def id(self) -> str:
        """A name of this incident and no other."""
        text = "\n".join((self.alert, self.subject, self.began_at))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be told through one channel."""

    id: str
    """Incident, kind and channel; the same message has the same id at every try."""
    channel: str
    """``mail`` or the name of a webhook."""
    kind: Literal["alarm", "recovery"]
    incident: Incident
    created_at: str
    """When it was written, ISO 8601."""
    value: float
    """Value when it was written."""
    tries: int = 0
    """How often it could not be sent."""
    next_try_at: str = ""
    """Not before this; empty means at once."""
    last_error: str = ""
    """Why it could not be sent the last time."""


Send = Callable[[Message], None]
"""Sends a message; raises OSError (of which connection and SMTP errors are kinds)."""


def voice_of(*settings: object) -> str:
    """Return one name for all who follow a sale by the same plan and settings.

    ``settings`` — whatever the numbers depend on; what it looks like as text counts.
    """
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:16]


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Ledger:
    """What is going on, and what has yet to be told.

    Parameters
    ----------
    path
        File in which it is kept; made when it is not there.
    voice
        Who follows the sale: plan and settings, so that all who must come to the same
        numbers are one voice.
    clock
        Tells how long a voice was silent; a replay has other times than the wall.
    """

    path: Path
    voice: str = ""
    clock: Callable[[], datetime] = _wall_clock

    def open_incidents(self) -> dict[tuple[str, str], Incident]:
        """Return what is going on, by alert and subject."""
        return self._read().incidents

    def waiting(self) -> tuple[Message, ...]:
        """Return what has yet to be told, oldest first."""
        return tuple(self._read().outbox.values())

    def note(
        self,
        found: Iterable[tuple[Alert, tuple[Reading, ...]]],
        channels: Iterable[str],
        now: datetime,
    ) -> tuple[Message, ...]:
        """Write down what began and what is over; return the new messages.

        An incident whose subject is not there any more, such as a pickup that has left,
        is over.
        Of an alert that another voice speaks of, or of which a newer look was noted
        meanwhile, nothing is written down.
        """
        with self._alone():
            state, wall = self._read(), self.clock()
            mine = [
                (alert, rows)
                for alert, rows in found
                if _may_note(state.voices.get(alert.name), self.voice, now, wall)
            ]
            if not mine:
                return ()
            going_on, new = _going_on(state, mine, tuple(channels), now)
            outbox = state.outbox | {message.id: message for message in new}
            voice = _Voice(self.voice, wall.isoformat(), now.isoformat())
            voices = state.voices | {alert.name: voice for alert, _ in mine}
            self._write(_State(going_on, outbox, voices))
        return tuple(new)

    def deliver(self, send: Mapping[str, Send], now: datetime) -> tuple[Message, ...]:
        """Send what is due; return what could not be sent, with the reason.

        A message for a channel that is gone from the rules stays in the outbox.
        While another follower is sending, nothing is sent, and never of an alert that
        another voice speaks of.
        """
        with turn(self._lock("sending"), patience_seconds=0) as is_mine:
            return tuple(self._sent(send, now)) if is_mine else ()

    def _sent(self, send: Mapping[str, Send], now: datetime) -> Iterator[Message]:
        """Send what is due; yield what could not be sent."""
        state = self._read()
        for message in state.outbox.values():
            voice = state.voices.get(message.incident.alert)
            if _is_held(voice, self.voice, self.clock()):
                continue
            if message.channel not in send or not _is_due(message, now):
                continue
            try:
                send[message.channel](message)
            except OSError as error:
                later = _later(message, str(error) or type(error).__name__, now)
                self._replace(message, later)
                yield later
            else:
                self._replace(message, None)

    def _replace(self, message: Message, other: Message | None) -> None:
        with self._alone():
            state = self._read()
            outbox = dict(state.outbox)
            if other is None:
                outbox.pop(message.id, None)
            else:
                outbox[message.id] = other
            self._write(replace(state, outbox=outbox))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep others from reading and writing during the block."""
        lock = self._lock("lock")
        with turn(lock, patience_seconds=_PATIENCE_SECONDS) as is_mine:
            if not is_mine:
                msg = f"{lock} is held by another process"
                raise TimeoutError(msg)
            yield

    def _lock(self, kind: str) -> Path:
        return self.path.with_name(f".{self.path.name.removeprefix('.')}.{kind}")

    def _read(self) -> "_State":
        if not self.path.exists():
            return _State({}, {}, {})
        content = json.loads(self.path.read_text(encoding="utf-8"))
        incidents = [Incident(**row) for row in content["incidents"]]
        messages = [
            Message(**{**row, "incident": Incident(**row["incident"])})
            for row in content["outbox"]
        ]
        return _State(
            {(each.alert, each.subject): each for each in incidents},
            {each.id: each for each in messages},
            {name: _Voice(**row) for name, row in content.get("voices", {}).items()},
        )

    def _write(self, state: "_State") -> None:
        content = {
            "incidents": [asdict(each) for each in state.incidents.values()],
            "outbox": [asdict(each) for each in state.outbox.values()],
            "voices": {name: asdict(voice) for name, voice in state.voices.items()},
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_atomically(self.path, text.encode())


@dataclass(frozen=True, slots=True)
class _Voice:
    name: str
    heard_at: str
    """When it last noted something, by the clock on the wall, ISO 8601."""
    looked_at: str
    """Moment of the look that it noted, ISO 8601."""


@dataclass(frozen=True, slots=True)
class _State:
    incidents: dict[tuple[str, str], Incident]
    outbox: dict[str, Message]
    voices: dict[str, _Voice]
    """Who spoke last of each alert, by its name."""


def _is_held(voice: _Voice | None, name: str, wall: datetime) -> bool:
    """Return whether another voice than ``name`` speaks."""
    if voice is None or voice.name == name:
        return False
    return wall - datetime.fromisoformat(voice.heard_at) < VOICE_LASTS


def _may_note(voice: _Voice | None, name: str, now: datetime, wall: datetime) -> bool:
    """Return whether a look may be noted; one that was overtaken must not."""
    if _is_held(voice, name, wall):
        return False
    if voice is None or voice.name != name:
        return True
    newest = datetime.fromisoformat(voice.looked_at)
    # a look from long before is no overtaken one: a replay began anew
    return now >= newest or newest - now >= VOICE_LASTS


def _going_on(
    state: _State,
    found: Iterable[tuple[Alert, tuple[Reading, ...]]],
    channels: tuple[str, ...],
    now: datetime,
) -> tuple[dict[tuple[str, str], Incident], list[Message]]:
    """Return what is going on now, and the messages about what is new."""
    going_on = dict(state.incidents)
    new: list[Message] = []
    for alert, rows in found:
        known = {row.subject: row for row in rows}
        for key in [key for key in going_on if key[0] == alert.name]:
            row = known.get(key[1])
            if _is_over(alert, row):
                value = alert.limit if row is None else row.value
                ended = going_on.pop(key)
                new += _messages(ended, "recovery", value, channels, now)
        for subject, row in known.items():
            key = (alert.name, subject)
            if key not in state.incidents and _fires(alert, row.value):
                going_on[key] = _incident(alert, row, now)
                new += _messages(going_on[key], "alarm", row.value, channels, now)
    return going_on, new


def _fires(alert: Alert, value: float) -> bool:
    return value < alert.limit if alert.fires_below else value > alert.limit


def _is_over(alert: Alert, row: Reading | None) -> bool:
    """Return whether an incident is over; what is no longer there is over."""
    if row is None:
        return True
    clear = alert.limit if alert.clear is None else alert.clear
    return row.value >= clear if alert.fires_below else row.value <= clear


def _incident(alert: Alert, row: Reading, now: datetime) -> Incident:
    return Incident(
        alert=alert.name,
        subject=row.subject,
        began_at=now.isoformat(),
        limit=alert.limit,
        value=row.value,
        low=row.low,
        high=row.high,
    )


def _messages(
    incident: Incident,
    kind: Literal["alarm", "recovery"],
    value: float,
    channels: Iterable[str],
    now: datetime,
) -> list[Message]:
    return [
        Message(
            id=f"{incident.id}-{kind}-{_short(channel)}",
            channel=channel,
            kind=kind,
            incident=incident,
            created_at=now.isoformat(),
            value=value,
        )
        for channel in channels
    ]


def _short(channel: str) -> str:
    """Return a name of a channel that can stand in an address of a message."""
    return hashlib.sha256(channel.encode()).hexdigest()[:8]


def _is_due(message: Message, now: datetime) -> bool:
    at = message.next_try_at
    return not at or now >= datetime.fromisoformat(at)


def _later(message: Message, why: str, now: datetime) -> Message:
    """Return a message to be tried again after twice the time of the try before."""
    wait = min(FIRST_RETRY * 2**message.tries, LONGEST_RETRY)
    return replace(
        message,
        tries=min(message.tries + 1, 30),
        next_try_at=(now + wait).isoformat(),
        last_error=why,
    )
