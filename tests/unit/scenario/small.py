"""A small valid scenario, as raw tables and as a commented file, and its variants."""

from copy import deepcopy
from datetime import datetime
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario.files import loads
from sim.scenario.model import Scenario

COMMENTED = """\
# 見出しのコメント
schema_version = 1
name = "アパレル店 スーパーSALE"   # 題名

[horizon]
start = 2026-12-03T00:00:00
end = 2026-12-18T00:00:00            # 片付けまで

[calendar]
shipping = { closed = ["Sun"] }

[[demand]]                            # 店舗ごと
shop = "apparel-a"
orders_per_day = 110                  # 実測
profile = "evening"

[[classes]]
name = "standard"
share = 1.0
ship_by = { cutoff = "13:00", business_days = 1 }

[[flow.order]]
step = "confirm"                      # 注文確認
kind = "work"
minutes = { distribution = "lognormal", mean = 2.3, cv = 0.8 }   # 前提
[[flow.order]]
step = "pickup"
kind = "gate"
at = ["11:00", "15:00"]   # 集荷

[[teams]]
name = "agency"                       # 代行
employer = "agency"
serves = ["confirm"]
cost = { yen_per_hour = 1700, overtime = 1.25 }   # 見積
[[teams.shifts]]
days = ["daily"]
from = "09:00"
to = "18:00"
breaks = ["12:00-13:00"]              # 昼休み
heads = 3                             # ここを変える
"""


def local(*parts: int) -> datetime:
    """Return a time without an offset, meant in the scenario's zone."""
    return datetime(*parts)  # as TOML gives it


def law(value: float) -> dict:
    """Return the law of a constant."""
    return {"distribution": "constant", "value": value}


def raw(**changes) -> dict:
    """Return the tables of a small valid scenario, some of them changed."""
    tables = {
        "name": "small",
        "horizon": {
            "start": local(2026, 11, 20),
            "end": local(2026, 11, 27),
        },
        "calendar": {
            "shipping": {"closed": ["Sun", "holiday"]},
            "contact": {"closed": ["Sat", "Sun", "holiday"]},
        },
        "demand": [{"shop": "a", "orders_per_day": 48}],
        "classes": [{"name": "standard", "share": 1.0}],
        "flow": {
            "order": [
                {"step": "confirm", "kind": "work", "minutes": law(2)},
                {"step": "wait", "kind": "wait", "minutes": law(5)},
                {"step": "pickup", "kind": "gate", "at": ["11:00", "18:00"]},
            ],
            "contact": [{"step": "reply", "kind": "work", "minutes": law(6)}],
        },
        "teams": [
            {
                "name": "desk",
                "employer": "shop",
                "serves": ["confirm", "contact.reply"],
                "shifts": [
                    {"days": ["daily"], "from": "09:00", "to": "18:00", "heads": 2}
                ],
            }
        ],
    }
    return deepcopy({**tables, **changes})


def scenario(**changes) -> Scenario:
    """Return a small valid scenario, some of its tables changed."""
    return Scenario.model_validate(raw(**changes))


def problems(text: str, base_dir: Path | str = ".") -> list[Problem]:
    """Return the problems of a TOML text, none when it is a scenario."""
    try:
        loads(text, base_dir)
    except ScenarioError as error:
        return list(error.problems)
    return []
