"""Which orders are open now, and at which step they stand.

The timestamps of an order say how far it has come: confirmed, released for shipping,
shipped.
A status is that of the moment at which the file was made, so it is asked only where an
order has no timestamp but its own.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from sim.forecast.counts import Bools, Ints
from sim.forecast.problems import refuse
from sim.scenario.flow import ORDER_FLOW
from sim.scenario.model import Scenario

__all__ = ["STAGES", "Stage", "default_steps", "opening_csv", "stage_of"]

Stage = Literal["new", "confirmed", "released"]
"""Not yet confirmed; confirmed, the mall is at work; released for shipping."""
STAGES: tuple[Stage, ...] = get_args(Stage)

_GONE = -1
_STATUS: Final[Mapping[str, int]] = {
    "100": 0, "注文確認待ち": 0,
    "200": 1, "楽天処理中": 1, "400": 1, "変更確定待ち": 1,
    "300": 2, "発送待ち": 2,
    "500": _GONE, "発送済": _GONE, "600": _GONE, "支払手続き中": _GONE,
    "700": _GONE, "支払手続き済": _GONE,
    "800": _GONE, "キャンセル確定待ち": _GONE, "900": _GONE, "キャンセル確定": _GONE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpeningFile:
    """Orders open at a moment, as the scenario reads them."""

    text: str
    """CSV: step, ordered_at, class, value_yen."""
    by_step: Mapping[str, int]
    """Open orders at each step."""


def default_steps(scenario: Scenario) -> dict[Stage, str]:
    """Return the step at which an order of each stage stands, as the flow suggests.

    A new order stands at the first step; a confirmed one at the first wait after it,
    the mall's own processing; a released one at the step behind that.
    """
    flow = scenario.flow[ORDER_FLOW]
    until = next((i for i, step in enumerate(flow) if step.completes), len(flow) - 1)
    waits = [i for i in range(1, until + 1) if flow[i].kind == "wait"]
    confirmed = waits[0] if waits else min(1, until)
    released = min(confirmed + 1, until) if waits else confirmed
    places = (0, confirmed, released)
    return {
        stage: flow[place].step for stage, place in zip(STAGES, places, strict=True)
    }


def stage_of(orders: pd.DataFrame, now: datetime) -> Ints:
    """Return the number of the stage of each order at ``now``; −1 when it is gone.

    Orders that are ordered after ``now``, shipped or cancelled are gone.
    """
    moment = pd.Timestamp(now)

    def by(column: str) -> Bools:
        return np.asarray((orders[column] <= moment).fillna(False), np.bool_)

    stage = np.zeros(len(orders), np.int64)
    stage[by("confirmed_at")] = 1
    stage[by("fixed_at") | by("ship_instructed_at")] = 2
    stamps = ["confirmed_at", "fixed_at", "ship_instructed_at", "shipped_at"]
    is_stamped = orders[[*stamps, "cancelled_at"]].notna().any(axis=1).to_numpy()
    said = orders["status"].map(_STATUS).astype("Float64").to_numpy(float, na_value=0.0)
    stage = np.where(is_stamped, stage, said.astype(np.int64))
    cancelled = orders["is_cancelled"].fillna(False).to_numpy(bool)
    # without a time, a cancelled order counts as cancelled already
    undated = cancelled & orders["cancelled_at"].isna().to_numpy()
    shipped_on = pd.to_datetime(orders["shipped_on"].astype(object)).dt.tz_localize(
        orders["ordered_at"].dt.tz
    )
    shipped = by("shipped_at") | np.asarray(shipped_on < moment.normalize(), np.bool_)
    gone = shipped | by("cancelled_at") | undated | ~by("ordered_at")
    return np.where(gone, _GONE, stage)


def opening_csv(
    scenario: Scenario,
    orders: pd.DataFrame,
    now: datetime,
    steps: Mapping[Stage, str] | None = None,
) -> OpeningFile:
    """Return the orders that are open at ``now``.

    ``steps`` — step of each stage; None means :func:`default_steps`.

    Raises
    ------
    ImportDataError
        A step is none of the order flow.
    """
    places = default_steps(scenario) | dict(steps or {})
    known = [step.step for step in scenario.flow[ORDER_FLOW]]
    for step in places.values():
        if step not in known:
            refuse("steps", "step_unknown", step, known=", ".join(known))
    stage = stage_of(orders, now)
    is_open = stage != _GONE
    names = [places[STAGES[number]] for number in stage[is_open]]
    classes = {entry.name for entry in scenario.classes}
    rows = orders.loc[is_open, ["ordered_at", "class", "value_yen"]]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("step", "ordered_at", "class", "value_yen"))
    for step, at, kind, value in zip(
        names, rows["ordered_at"], rows["class"], rows["value_yen"], strict=True
    ):
        known_class = kind if kind in classes else ""
        yen = "" if pd.isna(value) else f"{value:.0f}"
        writer.writerow((step, at.isoformat(), known_class, yen))
    by_step = {step: names.count(step) for step in dict.fromkeys(places.values())}
    return OpeningFile(file.getvalue(), by_step)
