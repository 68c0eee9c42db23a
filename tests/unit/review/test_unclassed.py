"""Orders whose class no file tells: what is certain of them, and what stays open."""

from dataclasses import replace

import pandas as pd
import pytest

from sim.language import LANGUAGES
from sim.orders.table import orders_frame
from sim.report import delivered_words, review_words
from sim.review.actuals import Actuals, counted, due_and_missed
from sim.review.delivered import delivered
from sim.review.study import review
from tests.unit.review.test_delivered import AGREED

(USUAL,) = AGREED.plan.classes
SLOW = USUAL.replace(name="slow", ship_by=USUAL.ship_by.replace(business_days=2))
PLAN = AGREED.plan.replace(
    classes=(USUAL.replace(share=0.5), SLOW.replace(share=0.5)),
)
TWO_CLASSES = replace(AGREED, plan=PLAN)


def orders(shipped, named=None):
    """Return an order a stamp of Friday 4 December, 08:00."""
    zone, n = PLAN.zone, len(shipped)
    frame = pd.DataFrame(
        {
            "order_id": [f"o-{number}" for number in range(n)],
            "lines": [1] * n,
            "class": [named] * n,
            "ordered_at": pd.to_datetime(["2026-12-04T08:00"] * n).tz_localize(zone),
            "shipped_at": pd.Series(pd.to_datetime(shipped)).dt.tz_localize(zone),
        }
    )
    return orders_frame(frame, zone)


IN_TIME, BETWEEN, NOT_SENT = "2026-12-04T09:00", "2026-12-06T10:00", None
SHIPPED = [IN_TIME] * 8 + [BETWEEN, NOT_SENT]


def test_late_for_one_class_only_stays_open():
    """One of ten was late whatever it was, one only if it was of the usual class."""
    found = due_and_missed(PLAN, orders(SHIPPED))

    assert found.is_missed.tolist() == [False] * 9 + [True]
    assert found.is_open.tolist() == [False] * 8 + [True, False]
    assert not found.is_told.any()


@pytest.mark.parametrize(("name", "missed"), [("standard", 2), ("slow", 1)])
def test_a_file_that_tells_the_class_leaves_nothing_open(name, missed):
    """The missed orders are those of that class's ship-by."""
    found = counted(PLAN, Actuals(orders(SHIPPED, name)))

    assert (found.missed, found.missed_open, found.n_unclassed) == (missed, 0, 0)


@pytest.mark.jit
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_may_be_larger_is_not_called_inside(language):
    """The review shows it as the least, and judges it only when it is too large."""
    how = {"replications": 8, "cause_replications": 4, "engine": "reference"}
    found = review(PLAN, Actuals(orders(SHIPPED)), **how)
    row = found.bands.set_index("kpi").loc["missed"]
    cells = next(
        cells
        for cells in review_words.bands_table(found, language).rows
        if "1" in cells[3] and ("以上" in cells[3] or "at least" in cells[3])
    )

    assert row["is_least"]
    assert row["inside"] is (False if row["p90"] < 1 else None)
    assert cells[4].startswith("▲") is (row["inside"] is False)
    assert "○" not in cells[4]


@pytest.mark.parametrize(
    ("shipped", "kept"),
    [
        ([IN_TIME] * 10, True),
        ([IN_TIME] * 9 + [BETWEEN], None),
        ([IN_TIME] * 9 + [NOT_SENT], False),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promise_is_kept_only_when_it_is_certain(shipped, kept, language):
    """An order that may be late leaves the promise of one in a hundred open."""
    found = delivered(TWO_CLASSES, Actuals(orders(shipped)))
    sentence = delivered_words.delivered_sentences(found, language)[0]
    promise = found.kept_missed

    assert promise.is_kept is kept
    assert (promise.found.open > 0) is (kept is None)
    assert ("以上" in sentence or "at least" in sentence) is (kept is None)
