"""Hand-made scenarios in which two engines would part first."""

from sim.scenario.model import Scenario
from tests.worlds import ALL_DAY, clock, constant, gate, team, wait, work, world

__all__ = ["CASES"]

TICK = 1 / 60_000


def _endless_rework() -> Scenario:
    """Every task is wrong, so the thousandth rework is the last."""
    return world(
        [0, 0],
        [work("pack", TICK)],
        teams=[team("t", ["pack"], error_share={"pack": 1.0})],
    )


def _endless_late_rework() -> Scenario:
    """The same, but each error is found a tick later."""
    return world(
        [0],
        [
            work("pack", TICK, error_found_after_minutes=constant(TICK)),
            wait("dry", 60),
        ],
        teams=[team("t", ["pack"], error_share={"pack": 1.0})],
    )


def _many_people() -> Scenario:
    """More people than a machine word has bits, and more orders at one tick."""
    return world(
        [1] * 90 + [2] * 90 + [3],
        [work("pack", 1)],
        teams=[
            team("small", ["pack"], heads=3),
            team(
                "large",
                ["pack"],
                shifts=[{**ALL_DAY, "heads": 40}, {**ALL_DAY, "heads": 40}],
                speed=0.5,
            ),
        ],
    )


def _two_gates() -> Scenario:
    """Two gates with room for two open at one tick, with an order at each."""
    return world(
        [0, 0, 0, 0, 9, 10],
        [
            gate("import", ["00:10", "00:20"], capacity=2),
            gate("pickup", ["00:10", "00:20"], capacity=2, completes="shipped"),
            gate("scan", ["00:10", "00:20"], discipline="fifo"),
        ],
    )


def _shift_change() -> Scenario:
    """Tasks that end, pause and go on at the tick at which shifts meet."""
    shifts = [
        {"days": ["daily"], "from": "00:00", "to": "00:10", "heads": 2},
        {"days": ["daily"], "from": "00:10", "to": "00:30", "heads": 1},
        {
            "days": ["daily"],
            "from": "00:10",
            "to": "01:00",
            "heads": 1,
            "breaks": ["00:20-00:25"],
        },
    ]
    return world(
        [0, 0, 5, 7, 10, 10, 12],
        [work("pack", 10, discipline="fifo"), work("label", 3)],
        teams=[
            team("p", ["label", "pack"], shifts=shifts, end_of_shift="pause"),
            team("f", ["pack", "label"], shifts=shifts[:2], pick="due"),
        ],
    )


def _customers() -> Scenario:
    """Wishes, requests, departures and completions, all at whole minutes."""
    return world(
        [0, 0, 1, 1, 2, 3, 4, 5],
        [
            work("check", 1),
            wait("dry", 2),
            work("pack", 1),
            gate("pickup", ["00:05", "00:06", "00:09"], completes="shipped"),
            work("report", 1),
        ],
        flows={"stop": [work("read", 1)], "contact": [work("reply", 1)]},
        classes=[
            {"name": "k", "share": 1.0, "ship_by": {"within_hours": 4 / 60}},
        ],
        customers={
            "cancel": {
                "share": 0.5,
                "after_hours": constant(3 / 60),
                "through": "stop",
            },
            "cancel_when_late": {"share": 0.7, "after_hours": constant(1 / 60)},
        },
        triggers=[
            {"when": when, "start": "contact", "reply_within_hours": 2 / 60}
            for when in ("arrived", "late", "shipped", "cancelled", "error")
        ],
        teams=[
            team(
                "t",
                ["stop.read", "check", "pack", "report", "contact.reply"],
                error_share={"check": 0.5, "pack": 0.5},
                heads=2,
            ),
        ],
    )


def _shipped_before_the_wish() -> Scenario:
    """Customers change their mind when their order is shipped but not yet reported."""
    return world(
        [0, 10, 20, 30],
        [work("pack", 5, completes="shipped"), wait("report", 60)],
        teams=[team("t", ["pack"])],
        customers={"cancel": {"share": 1.0, "after_hours": constant(0.2)}},
    )


def _found_in_a_pause() -> Scenario:
    """An error comes to light while a later task of the case is paused."""
    shifts = [
        {"days": ["daily"], "from": "00:00", "to": "00:04", "heads": 1},
        {"days": ["daily"], "from": "00:10", "to": "01:00", "heads": 1},
    ]
    return world(
        [0, 1],
        [
            work("check", 1, error_found_after_minutes=constant(5)),
            work("pack", 10),
            wait("dry", 30),
        ],
        end="2026-12-01T02:00:00",
        teams=[
            team(
                "t",
                ["pack", "check"],
                shifts=shifts,
                end_of_shift="pause",
                error_share={"check": 1.0},
            )
        ],
    )


def _calls() -> Scenario:
    """People on call come at the check itself, go, and are called again."""
    return world(
        [0] * 6 + [3] * 6,
        [work("pack", 2)],
        teams=[
            team(
                "t",
                ["pack"],
                heads=1,
                end_of_shift="pause",
                ramp={"start": 0.5, "full_after_hours": 5 / 60},
                fatigue={"after_hours": 2 / 60, "slowdown": 2.0},
                on_call={
                    "watch": "pack",
                    "above": 2,
                    "check_every_minutes": 1,
                    "lead_hours": 0,
                    "heads": 2,
                    "hours": 3 / 60,
                },
            ),
        ],
    )


def _days() -> Scenario:
    """Two weeks with closed days, cut-offs, a backlog and the mall's own cancelling."""
    return world(
        [600.5 * k for k in range(30)],
        [
            work("confirm", 30, share=0.7),
            work("pack", 45),
            gate("pickup", ["18:00"], calendar="shipping", capacity=3),
        ],
        end="2026-12-15T00:00:00",
        calendar={"shipping": {"closed": ["Sun"]}, "contact": {"closed": ["weekend"]}},
        classes=[
            {
                "name": "k",
                "share": 1.0,
                "ship_by": {"cutoff": "13:00", "business_days": 1},
            }
        ],
        flows={"contact": [work("reply", 5)]},
        triggers=[
            {
                "when": "late",
                "start": "contact",
                "calendar": "contact",
                "reply_within_hours": 24,
            }
        ],
        customers={"auto_cancel": {"step": "confirm", "days": 2}},
        demand=[
            {
                "shop": "a",
                "replay": "arrivals.csv",
                "opening_backlog": {"confirm": 3, "pack": 4, "pickup": 5},
            }
        ],
        teams=[
            team(
                "t",
                ["contact.reply", "pack", "confirm"],
                absence=0.4,
                shifts=[
                    {"days": ["weekday"], "from": "10:00", "to": "15:00", "heads": 1}
                ],
            )
        ],
    )


def _channels() -> Scenario:
    """Two channels sell the last units between two syncs."""
    moments = "\n".join(clock(minute) for minute in (1, 1, 2, 6, 6, 11))
    return world(
        [1, 1, 2, 2, 5, 5, 10],
        [work("check", 1, share=0.5), work("pack", 1)],
        demand=[
            {"shop": "a", "channel": "r", "replay": "arrivals.csv"},
            {"shop": "a", "channel": "y", "replay": "other.csv"},
        ],
        attachments=[{"path": "other.csv", "text": "ordered_at\n" + moments}],
        stock=[
            {
                "item": "coat",
                "units": 5,
                "share": {"r": 1.0, "y": 1.0},
                "sync_minutes": 5,
                "found_at": "check",
            }
        ],
        flows={"sorry": [work("write", 1)]},
        triggers=[{"when": "oversold", "start": "sorry"}],
        teams=[team("t", ["check", "pack", "sorry.write"])],
    )


CASES = {
    case.__name__.strip("_"): case
    for case in (
        _endless_rework,
        _endless_late_rework,
        _many_people,
        _two_gates,
        _shift_change,
        _customers,
        _shipped_before_the_wish,
        _found_in_a_pause,
        _calls,
        _days,
        _channels,
    )
}
"""Scenarios by name; call one to get it."""
