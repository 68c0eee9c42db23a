"""A small shop for the dashboard's tests: about 300 orders, one desk, five days."""

QUIET = """
schema_version = 1
name = "小さな店のセール"
description = "1日60件。受注担当は1人。"

[horizon]
start = 2026-12-03T00:00:00
end = 2026-12-08T00:00:00
grid_minutes = 60

[[demand]]
shop = "apparel"
orders_per_day = 60

[[classes]]
name = "standard"
share = 1.0
ship_by = { cutoff = "13:00", business_days = 1 }

[[flow.order]]
step = "pack"
kind = "work"
minutes = { distribution = "exponential", mean = 12 }
[[flow.order]]
step = "pickup"
label = "集荷"
kind = "gate"
at = ["18:00"]
completes = "shipped"

[[teams]]
name = "desk"
label = "受注担当"
employer = "shop"
serves = ["pack"]
cost = { yen_per_hour = 1500 }
[[teams.shifts]]
label = "昼"
days = ["daily"]
from = "09:00"
to = "17:00"
heads = 1
[[teams.shifts]]
label = "夜"
days = ["2026-12-05..2026-12-06"]
from = "17:00"
to = "20:00"
breaks = ["18:00-18:30"]
heads = 0
"""

BROKEN = QUIET.replace("heads = 1", "heads = -1").replace(
    "小さな店のセール", "壊れたシナリオ"
)

OFFERED = (
    QUIET.replace("小さな店のセール", "応援を頼める店")
    + """
[menu]
[[menu.shifts]]
label = "応援"
team = "desk"
days = ["daily"]
from = "09:00"
to = "17:00"
max_heads = 5
"""
)
