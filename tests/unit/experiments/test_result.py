"""A result as plain data."""

import json
import math

import pytest

from sim.experiments import run, to_json_dict
from sim.measures import TABLES, kpi_names
from tests.unit.experiments.worlds import small_sale


@pytest.fixture(scope="module")
def result():
    """Return one replication: no interval, no contacts, so values are missing."""
    return run(small_sale(), replications=1, engine="reference", workers=1)


def test_json_has_a_stable_shape(result):
    """The keys are written in the module's docstring, in this order."""
    content = to_json_dict(result)

    assert list(content) == [
        "format",
        "record",
        "verdict",
        "stopping",
        "kpis",
        "tables",
        "replications",
        "timing",
    ]
    assert list(content["kpis"]) == list(kpi_names("kpis"))
    assert list(content["tables"]) == [entry.name for entry in TABLES[1:]]


def test_json_has_null_for_no_value(result):
    """A missing number is null, never NaN, so any reader takes the file."""
    content = to_json_dict(result)
    printed = json.dumps(content, allow_nan=False)

    assert content["kpis"]["reply_in_time_share"]["mean"] is None
    assert content["kpis"]["orders"]["ci_low"] is None
    assert json.loads(printed) == content


def test_json_does_not_round(result):
    """Numbers are the floats of the tables, to the last bit."""
    content = to_json_dict(result)
    means = result.tables.waits["mean"]

    for mine, theirs in zip(content["tables"]["waits"]["mean"], means, strict=True):
        assert mine == theirs or (mine is None and math.isnan(theirs))


def test_json_has_iso_moments_and_days(result):
    """Moments carry their offset; days are dates."""
    tables = to_json_dict(result)["tables"]

    assert tables["backlog"]["at"][0] == "2026-12-05T00:00:00+09:00"
    assert tables["by_day"]["day"][0] == "2026-12-05"


def test_json_has_one_row_a_replication(result):
    """Replications are numbered from 0."""
    replications = to_json_dict(result)["replications"]

    assert replications["replication"] == [0]
    assert replications["orders"] == [result.replications["orders"][0]]
