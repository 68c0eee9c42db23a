"""Small shops with a menu, quick enough to try every plan."""

from sim.scenario.files import loads
from sim.scenario.model import Scenario

SHOP = """
schema_version = 1
name = "小さな店"

[horizon]
start = 2026-12-07T00:00:00
end = 2026-12-10T00:00:00

[[demand]]
shop = "a"
orders_per_hour = [ {orders} ]
level = {{ distribution = "gamma", cv = {cv} }}

[[classes]]
name = "standard"
share = 1.0
ship_by = {{ cutoff = "13:00", business_days = 0 }}

[[flow.order]]
step = "pack"
kind = "work"
minutes = {{ distribution = "exponential", mean = {minutes} }}
[[flow.order]]
step = "pickup"
kind = "gate"
at = ["12:00", "18:00"]
completes = "shipped"

[[teams]]
name = "staff"
employer = "shop"
serves = ["pack"]
cost = {{ yen_per_hour = 1000 }}
  [[teams.shifts]]
  days = ["daily"]
  from = "09:00"
  to = "17:00"
  breaks = ["12:00-13:00"]
  heads = 1

[[teams]]
name = "temps"
employer = "agency"
serves = ["pack"]
speed = {speed}
cost = {{ yen_per_hour = 1200 }}

[menu]
{extra}
  [[menu.shifts]]
  label = "日勤"
  team = "temps"
  days = ["daily"]
  from = "09:00"
  to = "17:00"
  breaks = ["12:00-13:00"]
  max_heads = {most}

  [[menu.shifts]]
  label = "午後"
  team = "temps"
  days = ["daily"]
  from = "13:00"
  to = "18:00"
  max_heads = {most}
  min_heads = {least}
  yen_per_hour = 1100

  [[menu.opening]]
  from = "08:00"
  to = "19:00"

[target]
missed_share = {missed}
with_probability = {asked}
"""


def shop(
    *,
    orders: float = 4.0,
    cv: float = 0.3,
    minutes: float = 12.0,
    speed: float = 0.8,
    most: int = 3,
    least: int = 1,
    missed: float = 0.05,
    asked: float = 0.8,
    extra: str = "",
) -> Scenario:
    """Return a shop of three days with one person and two kinds of shifts to buy."""
    hours = ", ".join(str(orders if 8 <= h % 24 < 20 else 0.0) for h in range(72))
    return loads(
        SHOP.format(
            orders=hours,
            cv=cv,
            minutes=minutes,
            speed=speed,
            most=most,
            least=least,
            missed=missed,
            asked=asked,
            extra=extra,
        ),
        ".",
    )
