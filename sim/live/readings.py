"""What the alert rules watch, read off a board and the inbox behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.live.alert_rules import Alert
from sim.live.board import Board
from sim.live.inbox import Intake
from sim.measures import ALL

__all__ = ["Reading", "readings"]

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of something that is watched."""

    subject: str
    """What exactly: a day, a pickup, a step, a team; empty where there is only one."""
    value: float
    """The value; for a forecast the median."""
    low: float | None = None
    """P10 of a forecast."""
    high: float | None = None
    """P90 of a forecast."""


def readings(
    alert: Alert, board: Board | None, intake: Intake, now: datetime
) -> tuple[Reading, ...]:
    """Return what an alert watches now, one for each subject.

    Parameters
    ----------
    board
        None while no orders could be read: only the files can be watched then.
    now
        The moment by the clock on the wall, aware.
    """
    if alert.watch == "unreadable_files":
        return (Reading("", len(intake.unreadable)),)
    if alert.watch == "data_age_minutes":
        at = intake.data_at
        return () if at is None else (Reading("", (now - at) / _MINUTE),)
    return () if board is None else _OF_BOARD[alert.watch](alert, board)


def _today(_alert: Alert, board: Board) -> tuple[Reading, ...]:
    return _day(board, 0)


def _tomorrow(_alert: Alert, board: Board) -> tuple[Reading, ...]:
    return _day(board, 1)


def _day(board: Board, later: int) -> tuple[Reading, ...]:
    day = board.now.date() + timedelta(days=later)
    return tuple(
        Reading(day.isoformat(), row.missed_p50, row.missed_p10, row.missed_p90)
        for row in board.days
        if row.day == day
    )


def _missed_share(_alert: Alert, board: Board) -> tuple[Reading, ...]:
    shares = board.result.replications["missed_share"]
    p10, p50, p90 = (float(shares.quantile(share)) for share in (0.1, 0.5, 0.9))
    return (Reading("", p50, p10, p90),)


def _calls(_alert: Alert, board: Board) -> tuple[Reading, ...]:
    return tuple(
        Reading(call.option.team, (call.deadline - board.now) / _HOUR)
        for call in board.calls
        if call.deadline is not None
    )


def _pickups(_alert: Alert, board: Board) -> tuple[Reading, ...]:
    found = []
    for pickup in board.pickups:
        row = pickup.table[pickup.table["order_class"] == ALL].iloc[0]
        found.append(
            Reading(
                pickup.at.isoformat(),
                row["missed_p50"],
                row["missed_p10"],
                row["missed_p90"],
            )
        )
    return tuple(found)


def _backlog(alert: Alert, board: Board) -> tuple[Reading, ...]:
    rows = [row for row in board.backlog if alert.step in (None, row.step)]
    subject = alert.step or ""
    if alert.watch == "overdue":
        return (Reading(subject, sum(row.overdue for row in rows)),)
    if alert.watch == "backlog":
        return (Reading(subject, sum(row.orders for row in rows)),)
    oldest = min((row.oldest for row in rows if row.oldest), default=board.now)
    return (Reading(subject, (board.now - oldest) / _HOUR),)


def _volumes(alert: Alert, board: Board) -> tuple[Reading, ...]:
    is_above = alert.watch == "volume_above"
    return tuple(
        Reading(
            row.band.day.isoformat() if row.band.day else "",
            row.above if is_above else row.below,
        )
        for row in board.volumes
    )


_OF_BOARD: Mapping[str, Callable[[Alert, Board], tuple[Reading, ...]]] = {
    "missed_today": _today,
    "missed_tomorrow": _tomorrow,
    "missed_share": _missed_share,
    "pickup_missed": _pickups,
    "backlog": _backlog,
    "overdue": _backlog,
    "oldest_hours": _backlog,
    "volume_above": _volumes,
    "volume_below": _volumes,
    "call_deadline_hours": _calls,
}
