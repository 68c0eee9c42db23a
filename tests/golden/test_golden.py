import csv

import pytest

from sim.engines import ENGINES
from tests.golden.regenerate import HERE, golden_tables

FILES = ("everything_cases.csv", "everything_visits.csv")


@pytest.mark.parametrize("engine", ENGINES)
def test_meaning_has_not_changed(engine):
    """The small sale that uses every rule runs as it did when it was written down."""
    found = golden_tables(engine)

    assert found == {name: (HERE / name).read_text("utf-8") for name in FILES}


def test_small_sale_uses_the_rules_it_is_meant_to():
    """The golden files hold pauses, pulls, reworks, cancellations and calls."""
    cases, visits = (
        list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))
        for name in FILES
    )

    assert {"SHIPPED_ON_TIME", "SHIPPED_LATE"} <= {row["outcome"] for row in cases}
    assert {"CUSTOMER", "OVERSOLD"} <= {row["cause"] for row in cases}
    assert {"DONE", "PAUSED", "LEFT", "PULLED"} <= {row["end"] for row in visits}
    assert any(row["flow"] == "contact" for row in cases)
    assert any(row["flow"] == "cancel" for row in cases)
    assert max(int(row["visit"]) for row in visits) >= 1
