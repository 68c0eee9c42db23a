"""A sale that takes no time to simulate."""

from sim.scenario.model import Scenario


def small_sale(heads=1, **changes):
    """Return two days of one shop with ``heads`` people who may miss shipments."""
    minutes = {"distribution": "exponential", "mean": 20}
    shift = {"days": ["daily"], "from": "09:00", "to": "18:00", "heads": heads}
    content = {
        "name": "small sale",
        "horizon": {"start": "2026-12-05T00:00:00", "end": "2026-12-07T00:00:00"},
        "demand": [{"shop": "a", "orders_per_day": 40}],
        "classes": [
            {
                "name": "std",
                "share": 1.0,
                "ship_by": {"business_days": 0, "by": "18:00"},
            }
        ],
        "flow": {
            "order": [
                {"step": "pack", "kind": "work", "minutes": minutes},
                {"step": "pickup", "kind": "gate", "at": ["15:00", "18:00"]},
            ]
        },
        "teams": [
            {
                "name": "own",
                "employer": "shop",
                "serves": ["pack"],
                "cost": {"yen_per_hour": 1000},
                "shifts": [shift],
            }
        ],
    }
    return Scenario.model_validate(content | changes)
