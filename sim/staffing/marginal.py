"""Marginal table: what one head more or less of each shift does, on the same sales."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.intervals import t_interval
from sim.staffing.offer import Heads, Offer
from sim.staffing.runner import Runner

__all__ = ["MARGINAL_COLUMNS", "marginal_table"]

Floats = NDArray[np.float64]

MARGINAL_COLUMNS = (
    "shift",
    "change",
    "heads",
    "yen",
    "avoided",
    "avoided_low",
    "avoided_high",
    "kept",
    "kept_low",
    "kept_high",
    "yen_per_avoided",
    "yen_per_avoided_low",
    "yen_per_avoided_high",
    "differs",
    "is_tied",
    "n",
)
"""Columns of the table; see :func:`marginal_table`."""


def marginal_table(
    offer: Offer,
    runner: Runner,
    heads: Heads,
    *,
    numbers: range,
    on_progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return one row a shift and direction, best first.

    Every row is a paired comparison with the plan on the same sales.
    Columns: ``shift`` (number in the menu), ``change`` (+1 or -1, more where a shift
    has a minimum), ``heads`` after it, ``yen`` (change of the plan's cost),
    ``avoided`` (missed orders a sale that it avoids, negative: that it adds) and its
    95 % interval, ``kept`` (change of the probability of the target) and its interval,
    ``yen_per_avoided`` (more heads: yen for a missed order avoided; fewer: yen saved
    for one added) and its interval, nan where the sign of ``avoided`` is not certain,
    ``differs`` (the interval of ``avoided`` leaves 0 out), ``is_tied`` (cannot be told
    apart from the best row of its direction) and ``n`` sales.

    Parameters
    ----------
    offer
        What can be bought.
    runner
        How sales are simulated.
    heads
        The plan.
    numbers
        Numbers of the sales; fresh ones.
    on_progress
        Called as ``on_progress(done, total)``.
    """
    changes = list(_changes(offer, heads))
    base = runner.run(offer, heads, numbers)
    rows, per_yen = [], []
    for done, (choice, changed) in enumerate(changes):
        if on_progress is not None:
            on_progress(done, len(changes))
        other = runner.run(offer, changed, numbers)
        row, each = _row(offer, heads, changed, choice, base, other)
        rows.append(row)
        per_yen.append(each)
    table = pd.DataFrame(rows, columns=[n for n in MARGINAL_COLUMNS if n != "is_tied"])
    table.insert(MARGINAL_COLUMNS.index("is_tied"), "is_tied", _ties(table, per_yen))
    order = table.assign(
        more=table["change"] > 0,
        worth=[float(np.mean(each)) for each in per_yen],
    ).sort_values(["more", "worth"], ascending=False, kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _changes(offer: Offer, heads: Heads) -> Iterator[tuple[int, Heads]]:
    for choice in offer.choices:
        levels = choice.levels
        place = levels.index(heads[choice.number])
        for at in (place + 1, place - 1):
            if 0 <= at < len(levels):
                changed = (
                    *heads[: choice.number],
                    levels[at],
                    *heads[choice.number + 1 :],
                )
                yield choice.number, changed


def _row(
    offer: Offer,
    heads: Heads,
    changed: Heads,
    choice: int,
    base: pd.DataFrame,
    other: pd.DataFrame,
) -> tuple[dict[str, object], Floats]:
    limit = offer.scenario.target.missed_share
    avoided = (base["missed"] - other["missed"]).to_numpy(np.float64)
    after = np.asarray(other["missed_share"] <= limit, np.float64)
    kept = after - np.asarray(base["missed_share"] <= limit, np.float64)
    yen = offer.cost_yen(changed) - offer.cost_yen(heads)
    low, high = t_interval(avoided)
    kept_low, kept_high = t_interval(kept)
    differs = bool(low > 0 or high < 0)
    prices = [yen / value if differs else np.nan for value in (high, low)]
    row: dict[str, object] = {
        "shift": choice,
        "change": changed[choice] - heads[choice],
        "heads": changed[choice],
        "yen": yen,
        "avoided": float(avoided.mean()),
        "avoided_low": low,
        "avoided_high": high,
        "kept": float(kept.mean()),
        "kept_low": kept_low,
        "kept_high": kept_high,
        "yen_per_avoided": yen / float(avoided.mean()) if differs else np.nan,
        "yen_per_avoided_low": min(prices),
        "yen_per_avoided_high": max(prices),
        "differs": differs,
        "n": len(avoided),
    }
    return row, np.asarray(avoided / (abs(yen) or 1), np.float64)


def _ties(table: pd.DataFrame, per_yen: list[Floats]) -> list[bool]:
    """Return which rows cannot be told apart from the best of their direction."""
    means = np.array([float(np.mean(each)) for each in per_yen])
    tied = [False] * len(table)
    for is_more in (True, False):
        rows = np.flatnonzero((table["change"] > 0).to_numpy() == is_more)
        if len(rows) == 0:
            continue
        best = rows[np.argmax(means[rows])]
        for row in rows:
            low, high = t_interval(per_yen[best] - per_yen[row])
            tied[row] = bool(row == best or low <= 0 <= high or np.isnan(low))
    return tied
