"""Laws of a scenario against SciPy."""

import math

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from sim.randomness.laws import MAX_LAW_TICKS, encode_laws, law_ticks, quantile
from sim.scenario.distributions import Distribution

SPREAD = math.sqrt(math.log1p(0.8**2))


def law(kind, **fields):
    """Return a law as a scenario file would give it."""
    return TypeAdapter(Distribution).validate_python({"distribution": kind, **fields})


CONTINUOUS = [
    pytest.param(law("exponential", mean=3), stats.expon(scale=3), id="exponential"),
    pytest.param(law("erlang", shape=3, mean=6), stats.gamma(3, scale=2), id="erlang"),
    pytest.param(law("gamma", mean=2, cv=0.5), stats.gamma(4, scale=0.5), id="gamma"),
    pytest.param(law("gamma", mean=2, cv=1.6),
                 stats.gamma(1 / 2.56, scale=5.12), id="gamma, wild"),
    pytest.param(law("lognormal", mean=2.3, cv=0.8),
                 stats.lognorm(SPREAD, scale=2.3 / math.sqrt(1.64)), id="lognormal"),
    pytest.param(law("weibull", shape=1.5, scale=2),
                 stats.weibull_min(1.5, scale=2), id="weibull"),
    pytest.param(law("triangular", low=1, mode=2, high=5),
                 stats.triang(0.25, loc=1, scale=4), id="triangular"),
    pytest.param(law("triangular", low=1, mode=1, high=5),
                 stats.triang(0, loc=1, scale=4), id="triangular, mode low"),
    pytest.param(law("triangular", low=1, mode=5, high=5),
                 stats.triang(1, loc=1, scale=4), id="triangular, mode high"),
    pytest.param(law("uniform", low=1, high=5),
                 stats.uniform(1, 4), id="uniform"),
]  # fmt: skip

IMPATIENT = law(
    "mixture",
    parts=[
        {"share": 0.3, "of": {"distribution": "constant", "value": 0}},
        {"share": 0.2, "of": {"distribution": "empirical", "values": [1, 4]}},
        {"share": 0.5, "of": {"distribution": "exponential", "mean": 5}},
    ],
)


def sample(one, us):
    """Return the quantiles of one law at many uniforms."""
    laws = encode_laws([one])
    return np.array([quantile(laws, 0, u) for u in us])


@pytest.mark.parametrize(("one", "truth"), CONTINUOUS)
def test_quantiles_match_scipy(one, truth):
    """Quantiles agree with SciPy to ten digits from one tail to the other."""
    us = np.array([1e-9, 1e-4, 0.1, 0.25, 0.5, 0.75, 0.9, 0.9999])

    np.testing.assert_allclose(sample(one, us), truth.ppf(us), rtol=1e-10)


@pytest.mark.parametrize(("one", "truth"), CONTINUOUS)
def test_sample_follows_the_law(one, truth, keyed_uniforms):
    """Keyed values have the law's mean, variance and shape."""
    values = sample(one, keyed_uniforms(2))
    n = len(values)
    mean, variance, kurtosis = (float(x) for x in truth.stats("mvk"))

    assert abs(values.mean() - mean) < 4 * math.sqrt(variance / n)
    assert abs(values.var() - variance) < 4 * variance * math.sqrt((kurtosis + 2) / n)
    assert stats.kstest(values, truth.cdf).pvalue > 1e-3


@pytest.mark.parametrize(("one", "truth"), CONTINUOUS)
def test_quantiles_increase(one, truth):
    """A larger uniform gives a larger value."""
    assert (np.diff(sample(one, np.linspace(0.001, 0.999, 200))) > 0).all()


@pytest.mark.parametrize(("one", "truth"), CONTINUOUS)
def test_extreme_uniforms_give_finite_values(one, truth):
    """The smallest and the largest uniform give finite values of at least 0."""
    lowest, highest = sample(one, [2.0**-53, 1 - 2.0**-53])

    assert 0 <= lowest < highest < math.inf


def test_constant_is_always_the_same():
    """A constant takes no notice of chance."""
    assert set(sample(law("constant", value=4.5), [1e-9, 0.5, 0.999])) == {4.5}


def test_gamma_with_hardly_any_spread_is_its_mean():
    """A coefficient of variation too small to square leaves the mean."""
    assert sample(law("gamma", mean=7, cv=1e-200), [0.01])[0] == 7.0


def test_weibull_with_a_tiny_shape_stays_finite():
    """A value beyond the range of floats is cut, not an error."""
    lowest, highest = sample(law("weibull", shape=1e-4, scale=1), [1e-9, 0.999])

    assert lowest == 0.0
    assert 1e300 < highest < math.inf


def test_empirical_takes_each_value_by_its_weight():
    """The cumulative weights are where one value gives way to the next."""
    one = law("empirical", values=[1, 2, 8], weights=[1, 2, 1])

    got = sample(one, [1e-9, 0.25, 0.2501, 0.75, 0.7501, 1 - 2.0**-53])

    assert got.tolist() == [1, 1, 2, 2, 8, 8]


def test_empirical_without_weights_is_even(keyed_uniforms):
    """Without weights every value is as likely as the next."""
    values = sample(law("empirical", values=[0, 1, 2, 3, 9]), keyed_uniforms(3))

    counts = np.unique_counts(values).counts
    assert stats.chisquare(counts).pvalue > 1e-3


def test_mixture_picks_a_part_and_stretches_the_rest():
    """Inside a part's share the uniform runs through that part from 0 to 1."""
    got = sample(IMPATIENT, [0.2, 0.35, 0.45, 0.75])

    expected = [0, 1, 4, -5 * math.log(0.5)]
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_mixture_has_the_mean_and_variance_of_its_parts(keyed_uniforms):
    """A mixture's moments are those of its parts, by share."""
    values = sample(IMPATIENT, keyed_uniforms(4))
    mean = 0.2 * 2.5 + 0.5 * 5
    variance = 0.2 * 8.5 + 0.5 * 50 - mean**2

    squares = (values - mean) ** 2
    root = math.sqrt(len(values))
    assert abs(values.mean() - mean) < 4 * math.sqrt(variance) / root
    assert abs(squares.mean() - variance) < 4 * squares.std() / root


@pytest.mark.parametrize("u", [2.0**-53, 0.3, math.nextafter(0.3, 1), 1 - 2.0**-53])
def test_edges_of_mixture_parts_give_finite_values(u):
    """A uniform at the edge of a part never asks a law for its 0 or 100 % point."""
    exponential = {"distribution": "exponential", "mean": 5}
    parts = [{"share": 0.3, "of": exponential}, {"share": 0.7, "of": exponential}]

    assert 0 < sample(law("mixture", parts=parts), [u])[0] < math.inf


def test_rows_are_the_laws_in_order():
    """Every law is read from its own row, with mixtures anywhere between."""
    mixed = [IMPATIENT, law("constant", value=3), IMPATIENT, law("constant", value=4)]
    laws = encode_laws(mixed)

    assert [quantile(laws, row, 0.45) for row in range(4)] == [4, 3, 4, 4]
    assert not laws.rows.flags.writeable


def test_no_laws_is_an_empty_table():
    """A scenario without laws has an empty table."""
    laws = encode_laws([])

    assert (len(laws.rows), len(laws.choices)) == (0, 0)


@pytest.mark.parametrize(
    ("value", "ticks_per_unit", "expected"),
    [
        pytest.param(1.5, 60_000.0, 90_000, id="minutes"),
        pytest.param(0, 60_000.0, 1, id="never below one tick"),
        pytest.param(2.5, 1.0, 2, id="ties go to even"),
        pytest.param(1e30, 60_000.0, MAX_LAW_TICKS, id="cut at the longest"),
    ],
)
def test_ticks_of_a_duration(value, ticks_per_unit, expected):
    """A duration is rounded to ticks, at least one."""
    laws = encode_laws([law("constant", value=value)])

    assert law_ticks(laws, 0, 0.5, ticks_per_unit) == expected
