"""A result-shaped object with realistic numbers, made by hand and not by an engine.

A sale of an apparel shop: quiet days, a start dash in the evening of 12/4, two teams.
All tables have the columns that :mod:`sim.measures` promises; the numbers come from
simple curves, so they are the same on every run.
"""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sim.experiments import Result, RunRecord, Tables, Timing, Verdict, wilson_interval
from sim.scenario.model import Scenario

__all__ = ["STATISTICS", "empty_tables", "fake_result", "fake_scenario", "statistics"]

STATISTICS = ["mean", "ci_low", "ci_high", "p10", "p50", "p90", "low", "high", "n"]
N = 100
STEPS = ("confirm", "processing", "picking", "packing", "pickup")


def fake_scenario(**changes: Any) -> Scenario:
    """Return a scenario with two classes, two teams, events, origins and labels."""
    content: dict[str, Any] = {
        "name": "アパレル店 スーパーSALE 10倍・応援3名",
        "description": "前回の4日間の実績をもとにした、10倍の注文が来る想定。",
        "horizon": {
            "start": "2026-12-03T00:00:00",
            "end": "2026-12-16T00:00:00",
            "grid_minutes": 30,
        },
        "calendar": {"shipping": {"closed": ("Sun",)}},
        "demand": (
            {
                "shop": "apparel-a",
                "orders_per_day": 110,
                "profile": "evening",
                "level": {"cv": 0.25, "group": "sale"},
                "events": (
                    {
                        "label": "スタートダッシュ",
                        "from": "2026-12-04T20:00:00",
                        "to": "2026-12-04T22:00:00",
                        "multiplier": 25,
                    },
                    {
                        "label": "5と0のつく日",
                        "from": "2026-12-10T00:00:00",
                        "to": "2026-12-11T00:00:00",
                        "multiplier": 4,
                    },
                ),
            },
        ),
        "classes": (
            {
                "name": "standard",
                "label": "通常",
                "share": 0.7,
                "ship_by": {"cutoff": "13:00", "business_days": 1},
            },
            {
                "name": "next-day",
                "label": "最強翌日配送",
                "share": 0.3,
                "ship_by": {"cutoff": "15:00", "business_days": 0},
            },
        ),
        "flow": {
            "order": (
                _work("confirm", "注文確認", 2.3),
                {
                    "step": "processing",
                    "label": "楽天処理中",
                    "kind": "wait",
                    "minutes": {"distribution": "exponential", "mean": 30},
                },
                _work("picking", "ピッキング", 3.0),
                _work("packing", "梱包", 4.0),
                {
                    "step": "pickup",
                    "label": "集荷",
                    "kind": "gate",
                    "at": ("11:00", "15:00", "18:00"),
                    "calendar": "shipping",
                    "capacity": 600,
                    "completes": "shipped",
                },
            ),
            "contact": (_work("reply", "問い合わせ返信", 6.0),),
        },
        "triggers": (
            {
                "when": "late",
                "share": 0.3,
                "start": "contact",
                "reply_within_hours": 24,
            },
        ),
        "teams": (
            {
                "name": "store",
                "label": "店舗スタッフ",
                "employer": "shop",
                "serves": ("packing", "picking", "contact.reply"),
                "cost": {"yen_per_hour": 1300, "overtime": 1.25},
                "shifts": (
                    {
                        "label": "日勤",
                        "days": ("weekday", "Sat"),
                        "from": "09:00",
                        "to": "18:00",
                        "breaks": ("12:00-13:00",),
                        "heads": 4,
                    },
                ),
            },
            {
                "name": "agency-temp",
                "label": "受注代行の応援",
                "employer": "agency",
                "serves": ("confirm", "contact.reply"),
                "speed": 0.8,
                "cost": {"yen_per_hour": 1700, "overtime": 1.25, "night": 1.25},
                "shifts": (
                    {
                        "days": ("2026-12-05..2026-12-08",),
                        "from": "09:00",
                        "to": "18:00",
                        "breaks": ("12:00-13:00",),
                        "heads": 3,
                    },
                    {
                        "label": "夜間",
                        "days": ("2026-12-04",),
                        "from": "20:00",
                        "to": "24:00",
                        "heads": 2,
                    },
                ),
            },
        ),
        "target": {"missed_share": 0.01, "with_probability": 0.95},
        "origins": (
            {
                "of": "demand[apparel-a].orders_per_day",
                "kind": "measured",
                "note": "2026年9月の注文データ(RMS)の平常日の平均",
            },
            {
                "of": "teams[agency-temp].cost.yen_per_hour",
                "kind": "quoted",
                "note": "受注代行の見積書 2026-10-20",
            },
            {
                "of": "flow.order[packing].minutes",
                "kind": "assumption",
                "note": "現場の聞き取り。測定はまだ",
            },
        ),
    }
    return Scenario(**{**content, **changes})


def fake_result(
    status: str = "undecided",
    *,
    met: int = 97,
    n: int = N,
    scenario: Scenario | None = None,
    misses: float = 1.0,
    due: bool = True,
    further: int | None = None,
) -> Result:
    """Return a result with all tables; ``met`` of ``n`` replications meet the target.

    ``misses`` scales the missed orders; 0 means that none was ever missed.
    """
    scenario = scenario or fake_scenario()
    kpis = _kpis(misses, 1.0 if due else 0.0)
    low, high = wilson_interval(met, n)
    return Result(
        scenario=scenario,
        record=_record(scenario),
        verdict=Verdict(
            status=status,  # type: ignore[arg-type]
            probability=met / n,
            ci_low=low,
            ci_high=high,
            n=n,
            missed_share=scenario.target.missed_share,
            with_probability=scenario.target.with_probability,
            further=further,
        ),
        tables=_tables(scenario, kpis, misses),
        replications=_replications(kpis),
        timing=Timing(seconds=1.0, workers=1),
    )


def empty_tables() -> Tables:
    """Return tables that have their columns and no rows."""
    tables = fake_result().tables
    return Tables(
        **{field.name: getattr(tables, field.name).iloc[:0] for field in fields(tables)}
    )


def statistics(centre: Any, spread: float = 0.3) -> pd.DataFrame:
    """Return the statistics columns of values that scatter around ``centre``."""
    middle = np.atleast_1d(np.asarray(centre, dtype=float))
    mean = middle * (1 + spread / 10)
    half = mean * spread * 1.96 / N**0.5
    columns = (
        mean,
        mean - half,
        mean + half,
        middle * (1 - spread),
        middle,
        middle * (1 + 1.4 * spread),
        middle * max(1 - 2 * spread, 0),
        middle * (1 + 2.5 * spread),
        np.full(len(middle), N),
    )
    return pd.DataFrame(dict(zip(STATISTICS, columns, strict=True)))


def _work(step: str, label: str, minutes: float) -> dict[str, Any]:
    law = {"distribution": "lognormal", "mean": minutes, "cv": 0.8}
    return {"step": step, "label": label, "kind": "work", "minutes": law}


def _record(scenario: Scenario) -> RunRecord:
    return RunRecord(
        scenario_name=scenario.name,
        scenario_digest=scenario.digest,
        seed=20261204,
        replications=N,
        engine="compiled",
        versions={"hanboki": "0.1.0", "python": "3.11.9", "numpy": "2.4.6"},
    )


def _tables(scenario: Scenario, kpis: pd.DataFrame, misses: float) -> Tables:
    start = scenario.clock.start
    hours = [start + timedelta(hours=i) for i in range(13 * 24)]
    arrivals = np.array([_arrivals(at) for at in hours])
    return Tables(
        kpis=kpis,
        by_class=_by_class(kpis, misses),
        by_day=_by_day(misses),
        backlog=_backlog(start, arrivals),
        waits=_waits(),
        staff=_staff(hours),
        arrivals=pd.DataFrame(
            {"at": hours, "shop": "apparel-a", "channel": "rakuten"}
        ).join(statistics(arrivals)),
        load=_load(hours, arrivals),
        replies=_replies(),
        costs=_costs(),
        departures=_departures(start),
    )


def _arrivals(at: datetime) -> float:
    rate = 4.6 * (0.4 + 1.6 * (18 <= at.hour < 24) + 0.6 * (9 <= at.hour < 18))
    if at.day == 4 and 20 <= at.hour < 22:
        return rate * 25
    if 4 <= at.day <= 10:
        return rate * (4 if at.day == 10 else 2)
    return rate


def _duty(at: datetime, team: str) -> float:
    if team == "store":
        works = at.weekday() < 6 and 9 <= at.hour < 18 and at.hour != 12
        return 4 * works
    day_shift = 5 <= at.day <= 8 and 9 <= at.hour < 18 and at.hour != 12
    return 3 * day_shift + 2 * (at.day == 4 and at.hour >= 20)


def _staff(hours: list[datetime]) -> pd.DataFrame:
    parts = []
    for team in ("store", "agency-temp"):
        duty = np.array([60.0 * _duty(at, team) for at in hours])
        late = np.array(
            [
                70.0 * (5 <= at.day <= 8 and at.hour == 18 and at.weekday() < 6)
                for at in hours
            ]
        )
        use = np.array(
            [0.98 if 5 <= at.day <= 8 else 0.25 + at.hour / 60 for at in hours]
        )
        busy = (duty + late) * use
        for kpi, values in (("duty", duty), ("busy", busy), ("overtime", late)):
            key = pd.DataFrame({"at": hours, "team": team, "kpi": kpi})
            parts.append(key.join(statistics(values, 0.05)))
    return pd.concat(parts, ignore_index=True)


def _load(hours: list[datetime], arrivals: np.ndarray) -> pd.DataFrame:
    parts = []
    for team, minutes in (("store", 7.0), ("agency-temp", 0.7)):
        capacity = np.array([60.0 * _duty(at, team) for at in hours])
        for kpi, values in (("work", arrivals * minutes), ("capacity", capacity)):
            key = pd.DataFrame({"at": hours, "team": team, "kpi": kpi})
            parts.append(key.join(statistics(values, 0.25)))
    return pd.concat(parts, ignore_index=True)


def _backlog(start: datetime, arrivals: np.ndarray) -> pd.DataFrame:
    grid = [start + timedelta(minutes=30 * i) for i in range(13 * 48)]
    served = np.array([_duty(at, "store") for at in grid]) * 5.2 / 2 + 0.3
    open_orders, level = [], 30.0
    for come, gone in zip(np.repeat(arrivals / 2, 2), served, strict=True):
        level = max(level + come - gone, 12.0)
        open_orders.append(level)
    total = np.array(open_orders)
    parts = []
    shares = (0.18, 0.04, 0.2, 0.5, 0.08)
    for step, share in zip((*STEPS, "*"), (*shares, 1.0), strict=True):
        key = pd.DataFrame({"at": grid, "step": step})
        parts.append(key.join(statistics((total * share).round(), 0.35)))
    return pd.concat(parts, ignore_index=True)


def _by_day(misses: float) -> pd.DataFrame:
    days = [date(2026, 12, 3 + i) for i in range(13)]
    missed = np.array([0, 0, 8, 0, 46, 31, 12, 3, 0, 9, 2, 0, 0]) * misses
    rows = []
    for name, share in (("standard", 0.6), ("next-day", 0.4), ("*", 1.0)):
        for shop in ("apparel-a", "*"):
            for kpi, values in (
                ("arrived", np.full(13, 240.0) * share),
                ("due", np.full(13, 235.0) * share),
                ("missed", (missed * share).round()),
                ("shipped", np.full(13, 230.0) * share),
                ("cancelled", np.full(13, 4.0) * share),
            ):
                key = pd.DataFrame(
                    {"day": days, "shop": shop, "order_class": name, "kpi": kpi}
                )
                rows.append(key.join(statistics(values, 0.4)))
    return pd.concat(rows, ignore_index=True)


def _kpis(misses: float, due: float) -> pd.DataFrame:
    values = {
        "orders": (3450, "orders"),
        "due": (3390 * due, "orders"),
        "missed": (111 * misses, "orders"),
        "missed_share": (0.0327 * misses, "share"),
        "shipped_on_time": (3180, "orders"),
        "shipped_late": (70 * misses, "orders"),
        "cancelled": (30 + 26 * misses, "orders"),
        "cancelled_before_due": (30, "orders"),
        "cancelled_after_due": (26 * misses, "orders"),
        "oversold": (0, "orders"),
        "turned_away": (0, "orders"),
        "crossed": (3, "orders"),
        "misshipped": (5, "orders"),
        "open_overdue": (15 * misses, "orders"),
        "open_not_due": (129, "orders"),
        "peak_backlog": (702, "orders"),
        "contacts": (38, "cases"),
        "reply_in_time_share": (0.93, "share"),
        "overtime_hours": (12.4, "hours"),
        "staff_hours": (464, "hours"),
        "staff_cost_yen": (689_300, "yen"),
        "lost_margin_yen": (71_200, "yen"),
        "total_cost_yen": (802_500, "yen"),
    }
    key = pd.DataFrame(
        {"kpi": list(values), "unit": [unit for _, unit in values.values()]}
    )
    table = key.join(statistics([value for value, _ in values.values()], 0.25))
    share = table["unit"] == "share"
    table.loc[share, STATISTICS[:-1]] = table.loc[share, STATISTICS[:-1]].clip(upper=1)
    return table


def _replications(kpis: pd.DataFrame) -> pd.DataFrame:
    factor = 1 + 0.3 * np.sin(np.arange(N) * 1.7)
    return pd.DataFrame({row.kpi: row.p50 * factor for row in kpis.itertuples()})


def _by_class(kpis: pd.DataFrame, misses: float) -> pd.DataFrame:
    names = [
        "orders",
        "due",
        "shipped_on_time",
        "shipped_late",
        "missed",
        "missed_share",
        "cancelled",
        "oversold",
        "open_overdue",
        "open_not_due",
    ]
    medians = kpis.set_index("kpi")["p50"]
    rows = []
    for shop in ("apparel-a", "*"):
        for name, share in (("standard", 0.7), ("next-day", 0.3), ("*", 1.0)):
            values = [
                medians[kpi] * (1 if kpi == "missed_share" else share) for kpi in names
            ]
            units = ["share" if kpi == "missed_share" else "orders" for kpi in names]
            key = pd.DataFrame(
                {"shop": shop, "order_class": name, "kpi": names, "unit": units}
            )
            rows.append(key.join(statistics(values)))
    return pd.concat(rows, ignore_index=True)


def _waits() -> pd.DataFrame:
    kpis = ["visits", "wait_mean", "wait_p90", "wait_max", "cycle_mean"]
    rows = []
    for i, step in enumerate((*STEPS, "contact.reply"), start=1):
        key = pd.DataFrame({"step": step, "kpi": kpis, "unit": "minutes"})
        rows.append(key.join(statistics([3400 / i, 32 * i, 260 * i, 1900, 36 * i])))
    return pd.concat(rows, ignore_index=True)


def _replies() -> pd.DataFrame:
    kpis = ["started", "answered", "in_time", "in_time_share", "open"]
    key = pd.DataFrame({"flow": "contact", "kpi": kpis})
    return key.join(statistics([38, 37, 35, 0.93, 1], 0.05))


def _costs() -> pd.DataFrame:
    rows = [
        ("shop", "regular", 499_200),
        ("shop", "overtime", 15_000),
        ("shop", "night", 0),
        ("shop", "holiday", 0),
        ("shop", "total", 514_200),
        ("agency", "regular", 163_200),
        ("agency", "overtime", 8_500),
        ("agency", "night", 3_400),
        ("agency", "holiday", 0),
        ("agency", "total", 175_100),
        ("shop", "lost_margin", 71_200),
        ("shop", "compensation", 24_000),
        ("shop", "crossed", 0),
        ("shop", "misship", 18_000),
    ]
    key = pd.DataFrame(rows, columns=["employer", "kpi", "centre"])
    return key[["employer", "kpi"]].join(statistics(key["centre"], 0.15))


def _departures(start: datetime) -> pd.DataFrame:
    at = [
        start + timedelta(days=day, hours=hour)
        for day in range(13)
        for hour in (11, 15, 18)
        if (start + timedelta(days=day)).weekday() != 6
    ]
    parts = []
    for kpi, value in (("left", 85.0), ("held_back", 0.0), ("late", 0.0)):
        key = pd.DataFrame({"at": at, "step": "pickup", "kpi": kpi})
        parts.append(key.join(statistics(np.full(len(at), value))))
    return pd.concat(parts, ignore_index=True)
