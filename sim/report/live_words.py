"""The board of a running sale in words: terminal and screen say the same."""

from datetime import datetime, timedelta
from typing import Any

from sim.charts import display_names
from sim.language import (
    Language,
    day_text,
    moment_text,
    number_text,
    percent_text,
    text,
)
from sim.live.board import Board
from sim.live.calls import CallOutlook
from sim.live.inbox import Intake
from sim.live.risk import PickupRisk
from sim.live.volume import VolumeOutlook
from sim.live.watch import Live
from sim.measures import ALL
from sim.report.quantities import amount_text, range_text
from sim.report.word_tables import WordTable, word_table

__all__ = [
    "age_text",
    "backlog_table",
    "call_sentence",
    "data_sentence",
    "days_table",
    "files_table",
    "pickups_table",
    "so_far_sentence",
    "volume_sentence",
]

_HOUR = timedelta(hours=1)
_MINUTES_UNTIL = 120


def data_sentence(live: Live, language: Language) -> str:
    """Return how old the data is."""
    if live.intake.data_at is None or live.data_age is None:
        return text("live.no_data", language)
    zone = live.at.tzinfo
    at = moment_text(live.intake.data_at.astimezone(zone), language)
    return text("live.data_at", language, at=at, age=age_text(live.data_age, language))


def age_text(age: timedelta, language: Language) -> str:
    """Return a length of time in minutes, or in hours from two hours on."""
    minutes = max(round(age / timedelta(minutes=1)), 0)
    if minutes < _MINUTES_UNTIL:
        return text("live.minutes", language, n=number_text(minutes, language))
    return text("live.hours", language, n=number_text(age / _HOUR, language, 1))


def so_far_sentence(board: Board, language: Language) -> str:
    """Return the orders so far against those that the plan expected by now."""
    seen = board.so_far
    key = "above" if seen.is_above else "below" if seen.is_below else "inside"
    return text(
        f"live.so_far_{key}",
        language,
        orders=amount_text(seen.orders, "orders", language),
        median=amount_text(seen.p50, "orders", language),
        range=range_text(seen.p10, seen.p90, "orders", language),
    )


def call_sentence(call: CallOutlook, board: Board, language: Language) -> str:
    """Return until when people must be called, and what happens without them."""
    names = display_names(board.plan)
    option = call.option
    values = {
        "team": names.get(option.team, option.team),
        "heads": number_text(option.heads, language),
        "hours": number_text(option.hours, language, 1),
        "arrive": moment_text(call.arrive_at, language),
        "median": amount_text(call.without_p50, "orders", language),
        "range": range_text(call.without_p10, call.without_p90, "orders", language),
        "avoided": amount_text(call.avoided, "orders", language),
        "interval": range_text(*call.avoided_interval, "orders", language),
    }
    if call.deadline is None:
        return text("live.call_useless", language, **values)
    deadline = moment_text(call.deadline, language)
    return text("live.call_by", language, **values, deadline=deadline)


def volume_sentence(row: VolumeOutlook, language: Language) -> str:
    """Return whether an agreed band holds."""
    what = (
        text("live.volume_all", language)
        if row.band.day is None
        else day_text(row.band.day, language)
    )
    band = range_text(row.band.low, row.band.high, "orders", language)
    return text(
        "live.volume",
        language,
        what=what,
        band=band,
        so_far=amount_text(row.so_far, "orders", language),
        median=amount_text(row.p50, "orders", language),
        range=range_text(row.p10, row.p90, "orders", language),
        above=percent_text(row.above, language, 0),
        low=percent_text(row.above_interval.low, language, 0),
        high=percent_text(row.above_interval.high, language, 0),
    )


def backlog_table(board: Board, language: Language) -> WordTable:
    """Return the orders that stand at each step now."""
    names = display_names(board.plan)
    rows = tuple(
        (
            names.get(row.step, row.step),
            amount_text(row.orders, "orders", language),
            amount_text(row.overdue, "orders", language),
            _oldest(row.oldest, board, language),
        )
        for row in board.backlog
    )
    return word_table(
        "live", "backlog", ("step", "open", "overdue", "oldest"), rows, language
    )


def pickups_table(board: Board, language: Language) -> WordTable:
    """Return what hangs on each of the next pickups, by class; empty ones left out."""
    labels = {each.name: each.label or each.name for each in board.plan.classes}
    rows = [
        (
            moment_text(pickup.at, language) if row["order_class"] == ALL else "",
            labels.get(row["order_class"], text("report.all", language)),
            amount_text(row["open_now"], "orders", language),
            amount_text(row["last_chance_p50"], "orders", language),
            amount_text(row["missed_p50"], "orders", language),
            range_text(row["missed_p10"], row["missed_p90"], "orders", language),
        )
        for pickup in board.pickups
        for row in _rows(pickup)
        if row["last_chance_p90"] > 0
    ]
    heads = ("pickup", "class", "open_now", "last_chance", "missed", "range")
    return word_table("live", "pickups", heads, tuple(rows), language, n_words=2)


def days_table(board: Board, language: Language) -> WordTable:
    """Return the predicted missed shipments of today and the days to come."""
    rows = tuple(
        (
            day_text(row.day, language),
            amount_text(row.missed_p50, "orders", language),
            range_text(row.missed_p10, row.missed_p90, "orders", language),
            range_text(
                max(row.interval.low, 0.0), row.interval.high, "orders", language
            ),
        )
        for row in board.days
    )
    return word_table(
        "live", "days", ("day", "missed", "range", "interval"), rows, language
    )


def files_table(intake: Intake, language: Language) -> WordTable:
    """Return what became of each file, the newest first."""
    rows = tuple(
        (
            file.name,
            text(f"live.file_{file.state}", language),
            "\n".join(problem.text(language) for problem in file.problems),
        )
        for file in reversed(intake.files)
    )
    return word_table(
        "live", "files", ("file", "state", "why"), rows, language, n_words=3
    )


def _rows(pickup: PickupRisk) -> list[dict[str, Any]]:
    """Return the rows of a pickup, that of all classes first."""
    rows = [
        {str(name): value for name, value in row.items()}
        for row in pickup.table.to_dict("records")
    ]
    return [rows[-1], *rows[:-1]] if len(rows) > 2 else rows[-1:]


def _oldest(oldest: datetime | None, board: Board, language: Language) -> str:
    if oldest is None:
        return text("report.nothing", language)
    return age_text(board.now - oldest, language)
