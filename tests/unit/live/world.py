"""A shop whose sale is followed: about 1,000 orders in four days, one desk, one van."""

from pathlib import Path

from sim.scenario.files import loads

FOLLOWED = loads(
    """
name = "追いかけるセール"
[horizon]
start = 2026-12-04T00:00:00
end = 2026-12-10T00:00:00
grid_minutes = 60
[[demand]]
shop = "apparel"
orders_per_day = 60
profile = "evening"
level = { distribution = "gamma", cv = 0.25 }
[[demand.events]]
label = "セール"
from = 2026-12-04T20:00:00
to = 2026-12-07T02:00:00
multiplier = 6
[[classes]]
name = "standard"
share = 1.0
ship_by = { cutoff = "13:00", business_days = 1 }
[[flow.order]]
step = "confirm"
kind = "work"
minutes = { distribution = "exponential", mean = 1.6 }
[[flow.order]]
step = "processing"
kind = "wait"
minutes = { distribution = "constant", value = 30 }
[[flow.order]]
step = "pack"
kind = "work"
minutes = { distribution = "exponential", mean = 3 }
[[flow.order]]
step = "pickup"
kind = "gate"
at = ["18:00"]
completes = "shipped"
[[teams]]
name = "desk"
employer = "shop"
serves = ["confirm"]
[[teams.shifts]]
days = ["daily"]
from = "09:00"
to = "18:00"
heads = 1
[teams.on_call]
watch = "confirm"
above = 150
lead_hours = 12
heads = 2
hours = 8
max_calls = 1
[[teams]]
name = "packers"
employer = "shop"
serves = ["pack"]
[[teams.shifts]]
days = ["daily"]
from = "09:00"
to = "18:00"
heads = 2
""",
    Path(),
)
