"""Hypothesis strategies: small scenarios in which everything happens at once.

A drawn scenario lasts an hour or two.
Arrivals, tasks, waits, shifts, breaks, departures, ship-bys, patience and checks are
whole minutes (or one to three ticks), so that they coincide all the time: ties are
where two engines part.
Every rule of :mod:`sim.engines.rules` is in some of the scenarios, most of them
together with many others.
"""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from sim.scenario.model import Attachment, Scenario

__all__ = ["raw_scenarios", "scenario_of", "scenarios", "seeds"]

TICK = 1 / 60_000
"""Minutes in a tick."""
KINDS = ("arrived", "late", "shipped", "cancelled", "oversold", "error")
SHARES = (1.0, 1.0, 1.0, 0.5, 0.0)
MIDNIGHT = datetime(2026, 12, 2)
EVENING = MIDNIGHT - timedelta(minutes=30)

seeds = st.sampled_from((0, 1, 2, 2**63, 2**64 - 1))
"""Seeds of a run, the largest among them."""


def constant(value: float) -> dict:
    """Return the law of a constant."""
    return {"distribution": "constant", "value": value}


minutes = st.sampled_from(
    (
        *(constant(value) for value in (1, 2, 3, 5, 0, TICK, 2 * TICK, 0.5)),
        {"distribution": "empirical", "values": [1, 2, 3]},
        {"distribution": "empirical", "values": [0, TICK, 1]},
        {"distribution": "exponential", "mean": 2},
        {"distribution": "lognormal", "mean": 1.5, "cv": 0.8},
        {
            "distribution": "mixture",
            "parts": [
                {"share": 0.5, "of": constant(1)},
                {
                    "share": 0.5,
                    "of": {"distribution": "uniform", "low": 0, "high": 4},
                },
            ],
        },
    )
)
hours = st.sampled_from(
    (
        *(constant(value / 60) for value in (1, 2, 5, 10, 0)),
        {"distribution": "empirical", "values": [1 / 60, 2 / 60, 6 / 60]},
        {"distribution": "exponential", "mean": 0.1},
    )
)


@st.composite
def scenarios(draw) -> Scenario:
    """Return a scenario that uses some of the rules, or all."""
    return scenario_of(draw(raw_scenarios()))


def scenario_of(raw: dict) -> Scenario:
    """Return the scenario of raw tables, with the files that it refers to."""
    files = raw.get("files", {})
    tables = {key: value for key, value in raw.items() if key != "files"}
    attachments = [Attachment(path=path, text=files[path]) for path in files]
    return Scenario.model_validate({**tables, "attachments": attachments})


@st.composite
def raw_scenarios(draw) -> dict:
    """Return the tables of a scenario file; ``files`` holds the attached ones."""
    start = draw(st.sampled_from((EVENING, MIDNIGHT)))
    length = draw(st.sampled_from((20, 45, 90)))
    classes = draw(_classes())
    order = draw(_steps("s", [entry["name"] for entry in classes], 5))
    _mark_handover(draw, order)
    flows = {
        "order": order,
        "contact": draw(_steps("c", [], 2)),
        "stop": draw(_steps("x", [], 2)),
    }
    demand, files = draw(_demand(start, length, order, classes))
    raw = {
        "name": "a drawn scenario",
        "timezone": "UTC",
        "horizon": {
            "start": start,
            "end": start + timedelta(minutes=length),
            "grid_minutes": draw(st.sampled_from((15, 1, 7))),
        },
        "calendar": {
            "holidays": None,
            "contact": {"closed": draw(st.sampled_from(((), ("Wed",))))},
            "shipping": {"closed": draw(st.sampled_from(((), ("Tue",))))},
        },
        "demand": demand,
        "classes": classes,
        "flow": flows,
        "triggers": draw(st.lists(_trigger(), max_size=4)),
        "customers": draw(_customers(order)),
        "teams": draw(_teams(flows, start, length)),
        "files": files,
    }
    if draw(st.booleans()):
        raw["stock"] = [draw(_item(demand, order))]
    return raw


@st.composite
def _classes(draw) -> list[dict]:
    n = draw(st.integers(1, 2))
    return [
        {
            "name": f"k{number}",
            "share": 1 / n,
            "priority": draw(st.sampled_from((0, 0, 1, -1))),
            **draw(
                st.sampled_from(
                    (
                        {"ship_by": {"within_hours": 10 / 60}},
                        {"ship_by": {"within_hours": 1 / 60}},
                        {"ship_by": {"cutoff": "00:20", "by": "00:30"}},
                        {"ship_by": {"by": "00:05"}},
                        {"ship_by": {"cutoff": "23:40", "business_days": 1}},
                        {},
                    )
                )
            ),
        }
        for number in range(n)
    ]


@st.composite
def _steps(draw, prefix: str, classes: list[str], most: int) -> list[dict]:
    kinds = draw(
        st.lists(
            st.sampled_from(("work", "work", "work", "wait", "gate")),
            min_size=1,
            max_size=most,
        )
    )
    if prefix == "s" and "work" not in kinds:
        kinds[0] = "work"
    return [
        draw(_step(f"{prefix}{number}", kind, classes))
        for number, kind in enumerate(kinds)
    ]


@st.composite
def _step(draw, name: str, kind: str, classes: list[str]) -> dict:
    step = {"step": name, "kind": kind, "share": draw(st.sampled_from(SHARES))}
    if classes and draw(st.booleans()):
        step["share"] = {"default": step["share"], classes[0]: 0.5}
    if kind == "gate":
        if draw(st.booleans()):
            step["every_minutes"] = draw(st.sampled_from((5, 1, 10)))
        else:
            step["at"] = draw(st.sampled_from((("00:10", "23:40"), ("00:10", "24:00"))))
        step["capacity"] = draw(st.sampled_from((None, 1, 2, 0)))
        step["calendar"] = draw(st.sampled_from((None, "shipping")))
    else:
        step["minutes"] = draw(minutes)
        if classes and draw(st.booleans()):
            step["minutes_by_class"] = {classes[-1]: draw(minutes)}
    if kind != "wait":
        step["discipline"] = draw(st.sampled_from(("due", "fifo")))
    if kind == "work":
        step["rework_minutes"] = draw(st.none() | minutes)
        if draw(st.integers(0, 2)):
            step["error_found_after_minutes"] = draw(minutes)
    return step


def _mark_handover(draw, order: list[dict]) -> None:
    """Mark a step as the handover, or leave it to be the last."""
    place = len(order) - 1
    if draw(st.booleans()):
        place = draw(st.integers(0, len(order) - 1))
        order[place]["completes"] = "shipped"
    order[place]["share"] = 1.0


@st.composite
def _demand(draw, start, length: int, order: list[dict], classes: list[dict]):
    """Return the demands of one shop on one or two channels, and their files."""
    rows, files = [], {}
    marked = [place for place, step in enumerate(order) if "completes" in step]
    is_open = [step["step"] for step in order[: marked[0] + 1 if marked else None]]
    for channel in draw(st.sampled_from((("r", "y"), ("r",)))):
        row = {"shop": "a", "channel": channel}
        if draw(st.integers(0, 3)):
            row["replay"] = f"{channel}.csv"
            files[row["replay"]] = draw(_replay(start, length, classes))
        else:
            row["orders_per_hour"] = [draw(st.sampled_from((30, 0, 120)))]
            row["level"] = {"cv": 0.5, "group": "sale"}
            row["day"] = {"cv": 0.3, "distribution": "lognormal"}
            row["scale"] = draw(st.sampled_from((1.0, 0.0, 0.5)))
        if draw(st.booleans()):
            row["opening_backlog"] = f"open-{channel}.csv"
            files[row["opening_backlog"]] = draw(_opening(start, is_open))
        elif draw(st.booleans()):
            row["opening_backlog"] = {is_open[-1]: 3}
        rows.append(row)
    return rows, files


@st.composite
def _replay(draw, start, length: int, classes: list[dict]) -> str:
    """Return real orders, many of them at the very same tick."""
    orders = draw(
        st.lists(
            st.tuples(
                st.integers(0, length),
                st.sampled_from((0, 0, 0, 1)),
                st.sampled_from(["", *(entry["name"] for entry in classes)]),
                st.integers(1, 4),
            ),
            max_size=12,
        )
    )
    lines = [
        f"{(start + timedelta(minutes=at, milliseconds=tick)).isoformat()},{kind}"
        for at, tick, kind, times in orders
        for _ in range(times)
    ]
    return "\n".join(["ordered_at,class", *lines])


@st.composite
def _opening(draw, start, steps: list[str]) -> str:
    """Return orders that are open at the start, some of them overdue."""
    orders = draw(
        st.lists(
            st.tuples(
                st.sampled_from(steps),
                st.sampled_from((1, 5, 60 * 24, 60 * 24 * 2)),
                st.sampled_from((None, -1, 0, 5)),
            ),
            max_size=6,
        )
    )
    lines = [
        f"{step},{(start - timedelta(minutes=age)).isoformat()},"
        + ("" if due is None else (start + timedelta(minutes=due)).isoformat())
        for step, age, due in orders
    ]
    return "\n".join(["step,ordered_at,ship_by", *lines])


@st.composite
def _trigger(draw) -> dict:
    return {
        "when": draw(st.sampled_from(KINDS)),
        "share": draw(st.sampled_from((1.0, 0.5))),
        "start": draw(st.sampled_from(("contact", "stop"))),
        "delay_minutes": draw(st.none() | minutes),
        "reply_within_hours": draw(st.sampled_from((None, 5 / 60, 1 / 60))),
        "calendar": draw(st.sampled_from((None, "contact"))),
        "priority": draw(st.sampled_from((0, 1, -1))),
    }


@st.composite
def _customers(draw, order: list[dict]) -> dict:
    works = [step["step"] for step in order if step["kind"] == "work"]
    customers = {}
    for key in ("cancel", "cancel_when_late"):
        if draw(st.booleans()):
            customers[key] = {
                "share": draw(st.sampled_from((1.0, 0.5))),
                "after_hours": draw(hours),
                "through": draw(st.sampled_from((None, "stop"))),
            }
    if draw(st.booleans()):
        customers["auto_cancel"] = {"step": draw(st.sampled_from(works)), "days": 1}
    return customers


@st.composite
def _item(draw, demand: list[dict], order: list[dict]) -> dict:
    marked = [place for place, step in enumerate(order) if "completes" in step]
    is_open = [step["step"] for step in order[: marked[0] + 1 if marked else None]]
    return {
        "item": "coat",
        "units": draw(st.sampled_from((3, 6, 10, 0))),
        "share": {row["channel"]: draw(st.sampled_from((0.4, 0.9))) for row in demand},
        "sync_minutes": draw(st.sampled_from((30, 30, 5, 0))),
        "found_at": draw(st.sampled_from(is_open)),
    }


@st.composite
def _teams(draw, flows: dict[str, list[dict]], start, length: int) -> list[dict]:
    works = [
        step["step"] if flow == "order" else f"{flow}.{step['step']}"
        for flow, steps in flows.items()
        for step in steps
        if step["kind"] == "work"
    ]
    n = draw(st.integers(1, 3))
    return [draw(_team(f"t{number}", works, start, length)) for number in range(n)]


@st.composite
def _team(draw, name: str, works: list[str], start, length: int) -> dict:
    serves = draw(st.permutations(works))
    if draw(st.booleans()):
        serves = serves[: draw(st.integers(1, len(serves)))]
    team = {
        "name": name,
        "employer": "shop",
        "serves": serves,
        "pick": draw(st.sampled_from(("preference", "due"))),
        "speed": draw(st.sampled_from((1.0, 0.5, 0.8, 2.0))),
        "end_of_shift": draw(st.sampled_from(("finish", "pause"))),
        "absence": draw(st.sampled_from((0.0, 0.0, 0.3))),
        "shifts": draw(st.lists(_shift(start, length), min_size=1, max_size=3)),
    }
    if draw(st.integers(0, 3)):
        team["error_share"] = dict.fromkeys(serves, 0.5)
    if draw(st.booleans()):
        team["speed_by_step"] = {serves[-1]: 0.5}
    if draw(st.booleans()):
        team["ramp"] = {"start": 0.5, "full_after_hours": 10 / 60}
    if draw(st.booleans()):
        after = draw(st.sampled_from((5 / 60, 0, 1 / 60)))
        team["fatigue"] = {"after_hours": after, "slowdown": 2.0}
    if draw(st.booleans()):
        team["on_call"] = {
            "watch": draw(st.sampled_from(works)),
            "above": draw(st.integers(0, 3)),
            "check_every_minutes": draw(st.sampled_from((5, 1))),
            "lead_hours": draw(st.sampled_from((0, 1 / 60, 10 / 60))),
            "heads": draw(st.integers(0, 2)),
            "hours": draw(st.sampled_from((5 / 60, 1 / 60, 1.0))),
            "max_calls": draw(st.sampled_from((None, 1))),
        }
    return team


@st.composite
def _shift(draw, start, length: int) -> dict:
    first = draw(st.sampled_from((0, 0, 1, 5, 10)))
    last = first + draw(st.sampled_from((length, length, 30, 15, 5, 1)))
    shift = {
        "days": ["daily"],
        "from": _clock(start, first),
        "to": _clock(start, last),
        "heads": draw(st.sampled_from((1, 2, 3, 0))),
    }
    if draw(st.booleans()):
        pause = first + draw(st.sampled_from((0, 1, 2, 5)))
        shift["breaks"] = [f"{_clock(start, pause)}-{_clock(start, pause + 3)}"]
    return shift


def _clock(start: datetime, minute: int) -> str:
    return f"{start + timedelta(minutes=minute):%H:%M}"
