"""Statistics of many numbers over the replications."""

import numpy as np
import pytest

from sim.experiments.intervals import t_interval
from sim.experiments.summary import summarise

SAMPLES = np.array([[4.0, 0.0], [1.0, 0.0], [3.0, 0.0], [2.0, 5.0], [10.0, 0.0]])


def test_each_column_of_the_samples_becomes_a_row():
    """Mean, percentiles and range are those of numpy."""
    table = summarise(SAMPLES)

    assert table["mean"].tolist() == [4.0, 1.0]
    for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        expected = np.quantile(SAMPLES, share, axis=0)
        assert table[name].to_numpy() == pytest.approx(expected, rel=1e-12)
    assert table[["low", "high", "n"]].to_numpy().tolist() == [[1, 10, 5], [0, 5, 5]]


def test_the_interval_is_that_of_the_mean():
    """The ends are those of the t-interval of each column."""
    table = summarise(SAMPLES)

    assert table.loc[0, ["ci_low", "ci_high"]].tolist() == pytest.approx(
        t_interval(SAMPLES[:, 0]), rel=1e-12
    )


def test_replications_without_a_value_are_left_out():
    """NaN is no value: n counts the others, and no value at all gives none."""
    samples = np.array([[np.nan, np.nan], [1.0, np.nan], [3.0, np.nan]])

    table = summarise(samples)

    assert table["n"].tolist() == [2, 0]
    assert table.loc[0, ["mean", "p50", "low", "high"]].tolist() == [2, 2, 1, 3]
    assert table.loc[0, "ci_low"] == pytest.approx(t_interval([1.0, 3.0]).low)
    assert table.loc[1].drop("n").isna().all()


def test_one_replication_has_no_interval():
    """With one replication the range is that value, and the interval is unknown."""
    table = summarise(np.array([[7.0]]))

    assert table[["mean", "p10", "p90", "low", "high", "n"]].iloc[0].tolist() == [
        7, 7, 7, 7, 7, 1,
    ]  # fmt: skip
    assert table[["ci_low", "ci_high"]].isna().all(axis=None)


def test_a_table_without_rows_stays_empty():
    """No rows in, no rows out, all columns there."""
    table = summarise(np.empty((3, 0)))

    assert len(table) == 0
    assert table.columns[-1] == "n"
