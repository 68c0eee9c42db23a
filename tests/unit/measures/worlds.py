"""Hand-made replications: a scenario, and what happened in it, row by row."""

import numpy as np

from sim.engines.program import Program, compile_program
from sim.engines.rules import Cause, End
from sim.engines.trajectory import (
    Calls,
    Cases,
    Duties,
    Trajectory,
    TurnedAway,
    Visits,
    outcomes,
)
from sim.measures import Frame, measure, table_keys
from sim.measures.observation import Observation
from sim.scenario.model import Scenario
from sim.units import NEVER

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def scenario(**changes):
    """Return two days (a Saturday and a Sunday), two shops, two classes, two flows."""
    pick = {"distribution": "constant", "value": 2}
    content = {
        "name": "small world",
        "horizon": {
            "start": "2026-12-05T00:00:00",
            "end": "2026-12-07T00:00:00",
            "grid_minutes": 60,
        },
        "demand": [
            {"shop": "a", "channel": "rakuten", "orders_per_day": 1},
            {"shop": "a", "channel": "yahoo", "orders_per_day": 1},
            {"shop": "b", "channel": "rakuten", "orders_per_day": 1},
        ],
        "classes": [{"name": "std", "share": 0.5}, {"name": "gift", "share": 0.5}],
        "flow": {
            "order": [
                {"step": "pick", "kind": "work", "minutes": pick},
                {"step": "dry", "kind": "wait", "minutes": pick},
                {"step": "pickup", "kind": "gate", "at": ["10:00", "18:00"]},
            ],
            "contact": [{"step": "reply", "kind": "work", "minutes": pick}],
        },
        "triggers": [{"when": "late", "start": "contact", "reply_within_hours": 24}],
        "teams": [team("own", ["pick"]), team("temps", ["contact.reply"])],
    }
    return Scenario.model_validate(content | changes)


def team(name, serves, heads=1, **changes):
    """Return a team on duty from 9 to 18 with a break from 12 to 13."""
    shift = {
        "days": ["daily"],
        "from": "09:00",
        "to": "18:00",
        "breaks": ["12:00-13:00"],
        "heads": heads,
    }
    content = {"name": name, "employer": "shop", "serves": serves, "shifts": [shift]}
    return content | changes


def order(arrived=0, **changes):
    """Return an order that is never due and stays open."""
    return {
        "flow": 0,
        "demand": 0,
        "order_class": 0,
        "draw": 0,
        "parent": -1,
        "slot": -1,
        "arrived": arrived,
        "due": NEVER,
        "completed": NEVER,
        "left": NEVER,
        "requested": NEVER,
        "outcome": 0,
        "cause": Cause.NONE,
        "reworks": 0,
        "misshipped": False,
        "crossed": False,
        "item": -1,
        "value_yen": 0.0,
    } | changes


def contact(arrived=0, **changes):
    """Return a case of the flow ``contact`` that stays open."""
    return order(arrived, flow=1, parent=0, slot=0) | changes


def visit(case, step, entered, started=NEVER, ended=NEVER, worker=-1, **changes):
    """Return a stay that is done, or open where it has no end."""
    return {
        "case": case,
        "step": step,
        "visit": 0,
        "entered": entered,
        "started": started,
        "ended": ended,
        "worker": worker,
        "end": End.OPEN if ended == NEVER else End.DONE,
    } | changes


def duty(worker, start, end, on_call=False):
    """Return a stretch of duty."""
    return {"worker": worker, "start": start, "end": end, "on_call": on_call}


def replication(program: Program, *, cases=(), visits=(), duties=(), away=()):
    """Return a trajectory with these rows; outcomes are worked out."""
    table = _columns(Cases, cases)
    is_order = table.flow == 0
    end = program.end
    worked_out = outcomes(table.completed, table.left, table.due, table.cause, end)
    columns = table.columns() | {
        "outcome": np.where(is_order, worked_out, 0).astype(np.int8)
    }
    return Trajectory(
        seed=1,
        replication=0,
        end=end,
        cases=Cases(**columns),
        visits=_columns(Visits, visits),
        duties=_columns(Duties, duties),
        calls=_columns(Calls, ()),
        turned_away=_columns(TurnedAway, away),
    )


def seen(world=None, **rows):
    """Return an observation of the rows in a scenario (by default the small world)."""
    frame = Frame(compile_program(world or scenario()))
    return Observation(frame, replication(frame.program, **rows))


def table(observation, name):
    """Return a table of one replication: its keys, and the values as ``value``."""
    frame = observation.frame
    values = measure(frame, observation.trajectory)[name]
    return table_keys(frame)[name].assign(value=values)


def value(observation, name, **keys):
    """Return the one value of a table with the given keys."""
    rows = table(observation, name)
    for column, key in keys.items():
        rows = rows[rows[column] == key]
    assert len(rows) == 1, rows
    return float(rows["value"].iloc[0])


def hour(observation, number):
    """Return the moment of an hour after the start."""
    return observation.frame.moments(np.array([number * HOUR]))[0]


def _columns(kind, rows):
    dtypes = {
        name: annotation.__args__[1].__args__[0]
        for name, annotation in kind.__annotations__.items()
    }
    return kind(
        **{
            name: np.array([row[name] for row in rows], dtype)
            for name, dtype in dtypes.items()
        }
    )
