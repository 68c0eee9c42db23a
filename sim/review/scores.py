"""Forecast scores kept over sales: was the plan's range right, again and again.

One JSON line a sale in a file that is only ever added to. A sale is known by its plan
and its orders, so that reviewing it twice counts it once.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from sim.database.address import default_file
from sim.errors import ImportDataError, Problem
from sim.forecast.scores import score
from sim.review.study import Review

__all__ = [
    "SCORES_VARIABLE",
    "KeptScore",
    "keep_scores",
    "kept_scores",
    "mean_coverage",
    "score_of",
    "scores_file",
]

SCORES_VARIABLE = "HANBOKI_SCORES"
"""File of the scores; without it, one in the user's data folder."""


@dataclass(frozen=True, slots=True)
class KeptScore:
    """How good the forecast of one sale was."""

    sale: str
    """SHA-256 of the plan's digest and the orders, hexadecimal."""
    name: str
    """Name of the plan."""
    start: str
    """First day, ISO."""
    seed: int
    replications: int
    known: int
    """KPIs of which files tell."""
    coverage: float
    """Part of them inside P10-P90; 0.8 is right over many sales."""
    crps_orders: float
    """Continuous ranked probability score of the number of orders, in orders."""
    crps_missed: float | None
    """That of the missed shipments; None where their number is not known."""


def scores_file() -> Path:
    """Return where the scores are kept."""
    named = os.environ.get(SCORES_VARIABLE)
    return Path(named) if named else default_file().with_name("scores.jsonl")


def kept_scores(path: Path) -> tuple[KeptScore, ...]:
    """Return the scores of all sales, in the order of their reviews.

    Raises
    ------
    ImportDataError
        A line is no score.
    """
    if not path.exists():
        return ()
    kept = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            kept.append(KeptScore(**json.loads(line)))
        except (TypeError, ValueError) as error:
            where = f"{path}:{number}"
            raise ImportDataError(Problem(where, "scores_line", line)) from error
    return tuple(kept)


def keep_scores(found: Review, path: Path) -> tuple[KeptScore, ...]:
    """Add the scores of a sale unless they are there; return those of all sales."""
    kept, new = kept_scores(path), score_of(found)
    if any(each.sale == new.sale for each in kept):
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(asdict(new), ensure_ascii=False) + "\n")
    return (*kept, new)


def mean_coverage(scores: Sequence[KeptScore]) -> float:
    """Return the part of all known KPIs of all sales that lay inside P10-P90."""
    known = sum(each.known for each in scores)
    return sum(each.coverage * each.known for each in scores) / max(known, 1)


def score_of(found: Review) -> KeptScore:
    """Return the scores of the sale that was reviewed."""
    rows = found.bands.set_index("kpi")
    told = rows["inside"].notna()
    record = found.result.record
    is_known = found.counted.missed is not None and not found.counted.missed_open
    return KeptScore(
        sale=_sale(found),
        name=found.plan.name,
        start=found.plan.clock.start.date().isoformat(),
        seed=record.seed,
        replications=record.replications,
        known=int(told.sum()),
        coverage=float(rows.loc[told, "inside"].astype(bool).mean()),
        crps_orders=_crps(found, "orders"),
        crps_missed=_crps(found, "missed") if is_known else None,
    )


def _crps(found: Review, kpi: str) -> float:
    sample = found.result.replications[kpi].to_numpy(np.float64)[:, None]
    return score(sample, np.array([float(getattr(found.counted, kpi))])).crps


def _sale(found: Review) -> str:
    orders = found.actuals.orders.sort_values("order_id")
    moments = orders["ordered_at"].astype("int64").tolist()
    numbers = zip(orders["order_id"].tolist(), moments, strict=True)
    words = f"{found.plan.digest}\n" + "\n".join(f"{n} {at}" for n, at in numbers)
    return hashlib.sha256(words.encode()).hexdigest()
