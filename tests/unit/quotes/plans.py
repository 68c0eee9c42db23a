"""A small plan with an agency, a shop and a warehouse, and its possible sales."""

from functools import cache

from sim.experiments.samples import Sampling
from sim.quotes.sales import SimulatedSales, simulate_sales
from sim.scenario.model import Scenario

WAGE = {"yen_per_hour": 1000, "overtime": 1.25, "night": 1.25, "holiday": 1.35}


def plan(**changes) -> Scenario:
    """Return two days of one shop whose orders an agency confirms."""
    minutes = {"distribution": "exponential", "mean": 10}
    content = {
        "name": "agency plan",
        "horizon": {"start": "2026-12-05T00:00:00", "end": "2026-12-07T00:00:00"},
        "demand": [{"shop": "a", "orders_per_day": 40, "level": {"cv": 0.3}}],
        "classes": [
            {
                "name": "std",
                "share": 1.0,
                "ship_by": {"business_days": 0, "by": "18:00"},
                "value_yen": {"distribution": "constant", "value": 3000},
            }
        ],
        "flow": {
            "order": [
                {"step": "confirm", "kind": "work", "minutes": minutes},
                {"step": "pack", "kind": "work", "minutes": minutes},
                {"step": "pickup", "kind": "gate", "at": ["15:00", "18:00"]},
            ],
            "contact": [{"step": "reply", "kind": "work", "minutes": minutes}],
        },
        "triggers": [
            {"when": "arrived", "share": 0.2, "start": "contact"},
        ],
        "teams": [
            team("desk", "agency", ["confirm", "contact.reply"]),
            team("night", "agency", ["confirm"], start="20:00", end="23:00"),
            team("packers", "3pl", ["pack"]),
        ],
        "costs": {"margin_share": 0.3, "compensation_share": 0.05},
    }
    return Scenario.model_validate(content | changes)


def team(name, employer, serves, *, start="09:00", end="18:00", **more):
    """Return a team of one person on duty every day."""
    shift = {"days": ["daily"], "from": start, "to": end, "heads": 1}
    content = {"name": name, "employer": employer, "serves": serves, "cost": WAGE}
    return content | {"shifts": [shift]} | more


@cache
def sales(replications: int = 8) -> SimulatedSales:
    """Return a few possible sales of the plan."""
    return simulate_sales(plan(), few(replications))


def few(replications: int = 8) -> Sampling:
    """Return a small sample by the engine that needs no compiler."""
    return Sampling(replications=replications, engine="reference", workers=1)
