"""Means of the laws, against scipy."""

import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.scenario.distributions import Distribution, mean_of

LAW = TypeAdapter(Distribution)
FIVE = {"distribution": "constant", "value": 5}


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ({"distribution": "constant", "value": 3}, 3),
        ({"distribution": "exponential", "mean": 4}, 4),
        ({"distribution": "erlang", "shape": 3, "mean": 4}, 4),
        ({"distribution": "gamma", "mean": 4, "cv": 2}, 4),
        ({"distribution": "lognormal", "mean": 4, "cv": 2}, 4),
        (
            {"distribution": "weibull", "shape": 1.7, "scale": 3},
            stats.weibull_min(1.7, scale=3).mean(),
        ),
        (
            {"distribution": "triangular", "low": 1, "mode": 2, "high": 6},
            stats.triang(0.2, loc=1, scale=5).mean(),
        ),
        ({"distribution": "uniform", "low": 1, "high": 6}, 3.5),
        ({"distribution": "empirical", "values": [1, 3]}, 2),
        ({"distribution": "empirical", "values": [1, 3], "weights": [3, 1]}, 1.5),
        (
            {
                "distribution": "mixture",
                "parts": [
                    {"share": 0.25, "of": FIVE},
                    {"share": 0.75, "of": FIVE | {"value": 1}},
                ],
            },
            2,
        ),
    ],
    ids=lambda value: value.get("distribution") if isinstance(value, dict) else None,
)
def test_the_mean_of_a_law_is_that_of_theory(law, expected):
    """Every law of the scenario file has its textbook mean."""
    assert mean_of(LAW.validate_python(law)) == pytest.approx(expected, rel=1e-12)
