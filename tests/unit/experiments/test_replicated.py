"""Values of many replications: the same numbers from memory, disk, or in blocks."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments import result, run
from sim.experiments.replicated import Replicated
from tests.unit.experiments.worlds import small_sale

WHOLE = np.arange(12, dtype=np.int32)
FLOATS = np.array([[0.5, np.nan], [1.5, 2.5], [3.5, 4.5]])


@pytest.fixture
def values(request):
    """Return three replications of three tables, put in an odd order."""
    with Replicated(getattr(request, "param", 0)) as values:
        fill(values)
        yield values


def fill(values):
    """Put three replications."""
    for number in (2, 0, 1):
        rows = {"counts": WHOLE.reshape(3, 4)[[number]], "yen": FLOATS[[number]]}
        values.put([number], rows | {"nothing": np.empty((1, 0))})


@pytest.mark.parametrize("values", [0, 40, 10_000], indirect=True)
def test_values_come_back_as_they_were_put(values):
    """In memory, on disk, or moved there halfway: the same values, the same types."""
    counts = values.columns("counts", 3, 1, 3)
    assert counts.tolist() == [[1, 2], [5, 6], [9, 10]]
    assert counts.dtype == np.int32
    assert np.array_equal(values.columns("yen", 2, 0, 2), FLOATS[:2], equal_nan=True)
    assert values.columns("nothing", 3, 0, 0).shape == (3, 0)


def test_values_can_be_added_after_they_were_read(values):
    """A sample that lies on disk grows like one in memory."""
    values.columns("yen", 3, 0, 2)

    values.put([3], {"yen": np.array([[7.0, 8.0]])})

    assert values.columns("yen", 4, 0, 1).ravel().tolist() == [0.5, 1.5, 3.5, 7.0]


@pytest.mark.parametrize("name", ["_MOST_VALUES", "_MOST_BYTES"])
def test_blocks_and_disk_change_no_number(monkeypatch, name):
    """Statistics made block by block, or from the disk, are the same to the bit."""
    how = {"replications": 5, "seed": 3, "engine": "reference", "workers": 1}
    whole = run(small_sale(), **how)

    if name == "_MOST_VALUES":
        monkeypatch.setattr(result, name, 7)
    else:
        monkeypatch.setattr(
            "sim.experiments.replicate.Replicated", lambda: Replicated(0)
        )

    again = run(small_sale(), **how)
    for (_, expected), (_, found) in zip(
        whole.tables.items(), again.tables.items(), strict=True
    ):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
