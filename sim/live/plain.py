"""What is known of a running sale as plain data, in no language."""

from dataclasses import asdict
from typing import Any

from sim.experiments import to_json_dict
from sim.live.board import Board
from sim.live.watch import Live

__all__ = ["FORMAT", "live_as_plain"]

FORMAT = "hanboki.live/1"


def live_as_plain(live: Live) -> dict[str, Any]:
    """Return data that ``json.dumps`` takes; moments are ISO 8601."""
    at = live.intake.data_at
    return {
        "format": FORMAT,
        "at": live.at.isoformat(),
        "data_at": None if at is None else at.isoformat(),
        "files": [
            {
                "name": file.name,
                "state": file.state,
                "changed_at": file.changed_at.isoformat(),
                "problems": [problem.text("en") for problem in file.problems],
            }
            for file in live.intake.files
        ],
        "problems": [problem.text("en") for problem in live.problems],
        "incidents": [asdict(incident) for incident in live.incidents],
        "unsent": [message.id for message in live.unsent],
        "board": None if live.board is None else _board(live.board),
    }


def _board(board: Board) -> dict[str, Any]:
    return {
        "now": board.now.isoformat(),
        "so_far": asdict(board.so_far),
        "open_orders": board.open_orders,
        "orders_left_out": board.n_unassigned,
        "backlog": [_plain(asdict(row)) for row in board.backlog],
        "pickups": [
            {"at": pickup.at.isoformat(), "classes": pickup.table.to_dict("records")}
            for pickup in board.pickups
        ],
        "days": [_plain(asdict(row)) for row in board.days],
        "calls": [_plain(asdict(row)) for row in board.calls],
        "volumes": [_plain(asdict(row)) for row in board.volumes],
        "rest": to_json_dict(board.result),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return moments and days as text, all else as it is."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
