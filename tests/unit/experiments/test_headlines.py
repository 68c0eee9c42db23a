"""Headline KPIs of any set of replications: one sample, however it is asked."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from sim.experiments import Cancelled, headlines, run
from tests.unit.experiments.worlds import small_sale


def asked(numbers, **options):
    """Return the headline KPIs of some replications of a small sale."""
    settings = {"seed": 3, "engine": "reference", "workers": 1}
    return headlines(small_sale(), numbers=numbers, **(settings | options))


@pytest.fixture(scope="module")
def whole():
    """Return a run of six replications."""
    return run(small_sale(), replications=6, seed=3, engine="reference", workers=1)


def test_headlines_are_those_of_a_run(whole):
    """The KPIs are the very numbers of a run with all its tables."""
    pd.testing.assert_frame_equal(
        asked(range(6)), whole.replications, check_exact=True, check_index_type=False
    )


def test_blocks_asked_one_by_one_are_one_sample(whole):
    """A sample that grows block by block is the sample asked at once."""
    grown = pd.concat([asked([0, 1]), asked([2]), asked(range(3, 6))])

    assert grown.equals(asked(range(6)))
    assert grown.index.name == "replication"


def test_rows_stand_in_the_order_asked():
    """Numbers may come in any order, from anywhere."""
    both = asked([1000, 4])

    assert list(both.index) == [1000, 4]
    assert both.loc[[4]].equals(asked([4]))


@pytest.mark.parametrize("workers", [1, 3])
def test_an_executor_may_be_given_and_kept(workers):
    """The same executor serves many calls, and changes no number."""
    with ThreadPoolExecutor(workers) as pool:
        found = [asked(range(5), executor=pool) for _ in range(2)]

    assert found[0].equals(asked(range(5)))
    assert found[1].equals(found[0])


def test_the_compiled_engine_gives_the_same_headlines(whole):
    """Both engines, any number of threads: the same numbers."""
    found = asked(range(6), engine="compiled", workers=2)

    assert found.to_numpy().tobytes() == whole.replications.to_numpy().tobytes()


def test_no_numbers_give_no_rows():
    """An empty block is a table without rows."""
    assert asked([]).shape == (0, 23)


@pytest.mark.parametrize(("numbers", "rule"), [([3, -1], ">= 0"), ([1, 1], "differ")])
def test_impossible_numbers_are_refused(numbers, rule):
    """A replication has one number from 0, and is asked once."""
    with pytest.raises(ValueError, match=rule):
        asked(numbers)


def test_a_cancelled_call_stops():
    """Whoever asks may change their mind."""
    with pytest.raises(Cancelled):
        asked(range(10), cancelled=lambda: True)
