"""The load that follows a changing rate, against closed forms and its own equation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory import (
    mean_offered_load,
    offered_load,
    peak_offered_load,
    sinusoidal_load_lag,
    sinusoidal_offered_load,
    step_response,
)
from tests.unit.theory.printed import row

EIGHTHS = np.arange(9) * math.pi / 4
WAVE = {"mean_rate": 100, "amplitude": 20, "cycle": 2 * math.pi, "mean_service": 1}


@st.composite
def days(draw):
    """Draw edges, rates and mean service of a day."""
    lengths = draw(st.lists(st.floats(1, 300), min_size=1, max_size=8))
    rates = [draw(st.floats(0, 5)) for _ in lengths]
    return np.cumsum([0.0, *lengths]), np.array(rates), draw(st.floats(0.5, 200))


def test_sinusoidal_load_matches_reference_r09():
    """The load of a wave is a later, flatter wave."""
    expected = row("90 100 110 114.142136 110 100 90 85.857864 90")

    assert sinusoidal_offered_load(EIGHTHS, **WAVE).tolist()[3] == expected[3]
    assert sinusoidal_offered_load(EIGHTHS, **WAVE).round(9).tolist() == expected


def test_load_peaks_an_eighth_of_a_cycle_after_the_rate():
    """In the reference case the load peaks pi/4 after the rate."""
    assert sinusoidal_load_lag(2 * math.pi, 1) == pytest.approx(math.pi / 4)


@settings(deadline=None)
@given(cycle=st.floats(0.1, 100), service=st.floats(0.01, 100))
def test_load_peaks_after_its_lag(cycle, service):
    """No moment has a larger load than the peak of the rate plus the lag."""
    wave = {**WAVE, "cycle": cycle, "mean_service": service}
    peak = cycle / 4 + sinusoidal_load_lag(cycle, service)
    around = sinusoidal_offered_load(np.linspace(0, cycle, 101), **wave)

    assert sinusoidal_offered_load(peak, **wave) >= around.max() * (1 - 1e-12)


def test_amplitude_above_the_mean_is_refused():
    """A rate cannot be negative."""
    with pytest.raises(
        ValueError, match=r"^amplitude: must be <= mean_rate 100, got 1"
    ):
        sinusoidal_offered_load(0, **{**WAVE, "amplitude": 101})


def test_step_response_matches_reference_r09():
    """An empty shop fills as the reference says."""
    expected = row(".393469 .632121 .864665 .950213")

    assert step_response([0.5, 1, 2, 3], mean_service=1).tolist() == expected
    assert step_response([10, 60], mean_service=20).tolist() == [
        expected[0],
        expected[3],
    ]


def test_level_rate_from_empty_is_the_step_response():
    """One level period is a step: rate times service times the share reached."""
    at = np.linspace(0, 100, 11)
    found = offered_load([0, 100], [2], 15, at)

    assert found == pytest.approx(30 * step_response(at, 15))


def test_fine_periods_tend_to_the_sinusoid():
    """A day cut into a thousand periods a cycle gives the closed form."""
    edges = np.linspace(0, 20 * math.pi, 10_001)
    middles = (edges[:-1] + edges[1:]) / 2
    found = offered_load(edges, 100 + 20 * np.sin(middles), 1, 18 * math.pi + EIGHTHS)

    assert found == pytest.approx(sinusoidal_offered_load(EIGHTHS, **WAVE), abs=1e-3)


@settings(deadline=None)
@given(day=days(), initial=st.floats(0, 50))
def test_load_balances_arrivals_and_departures(day, initial):
    """In each period, what came in less what was served is the change in load."""
    edges, rates, service = day
    at_edges = offered_load(edges, rates, service, edges, initial_load=initial)
    means = mean_offered_load(edges, rates, service, initial_load=initial)
    lengths = np.diff(edges)

    served = means / service * lengths
    assert np.diff(at_edges) == pytest.approx(rates * lengths - served, abs=1e-7)


@settings(deadline=None)
@given(day=days(), initial=st.floats(0, 50))
def test_peak_of_a_period_is_never_exceeded_in_it(day, initial):
    """Mean and every moment of a period stay at or below its peak."""
    edges, rates, service = day
    peaks = peak_offered_load(edges, rates, service, initial_load=initial)
    means = mean_offered_load(edges, rates, service, initial_load=initial)
    inside = edges[:-1] + np.diff(edges) * 0.37
    moments = offered_load(edges, rates, service, inside, initial_load=initial)

    assert (means <= peaks + 1e-9).all()
    assert (moments <= peaks + 1e-9).all()


@settings(deadline=None)
@given(day=days(), factor=st.floats(0.1, 10))
def test_load_depends_on_no_unit_of_time(day, factor):
    """Counting in other units of time leaves the load as it is."""
    edges, rates, service = day
    at = np.linspace(edges[0], edges[-1] * 1.5, 13)
    expected = offered_load(edges, rates, service, at)

    found = offered_load(edges * factor, rates / factor, service * factor, at * factor)

    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_load_fades_after_the_last_edge():
    """When nothing more arrives, the load halves in service times ln 2."""
    last, half = offered_load([0, 60], [1], 10, [60, 60 + 10 * math.log(2)])

    assert half == pytest.approx(last / 2)


def test_load_keeps_the_shape_asked_for():
    """A time gives a number, a table of times a table of loads."""
    assert offered_load([0, 60], [1], 10, 30).shape == ()
    assert offered_load([0, 60], [1], 10, [[0, 1], [2, 3]]).shape == (2, 2)


@pytest.mark.parametrize(
    ("edges", "rates", "at", "rule"),
    [
        ([0, 60, 60], [1, 1], 0, "edges_minutes: must be finite and increasing"),
        ([0], [], 0, "edges_minutes: must be a row of two or more"),
        ([0, float("inf")], [1], 0, "edges_minutes: must be finite and increasing"),
        ([0, 60], [1, 2], 0, "rates_per_minute: must be one for each of 1 periods"),
        ([0, 60], [-1], 0, "rates_per_minute: must all be finite and >= 0, got -1"),
        ([0, 60], [1], [5, -1], "at_minutes: must not be before the first edge 0"),
        ([0, 60], [1], float("nan"), "at_minutes: must not be before"),
    ],
    ids=["repeated", "single", "endless", "count", "negative", "before", "nan"],
)
def test_impossible_day_is_refused(edges, rates, at, rule):
    """The message says which argument breaks which rule."""
    with pytest.raises(ValueError, match=r"^" + rule):
        offered_load(edges, rates, 10, at)
