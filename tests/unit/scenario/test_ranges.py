"""How far off a number may be, and gates that stop."""

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario.checks import check
from sim.scenario.distributions import (
    Constant,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    MixturePart,
    Triangular,
    Uniform,
    Weibull,
    mean_of,
    scaled,
)
from sim.scenario.files import dumps, loads
from sim.scenario.flow import GateStep, Stop
from sim.scenario.model import Scenario
from sim.scenario.timetable import gate_departures
from sim.units import TICKS_PER_HOUR
from tests.unit.scenario.small import COMMENTED, local, raw

LAWS = [
    Constant(distribution="constant", value=3),
    Exponential(distribution="exponential", mean=3),
    Erlang(distribution="erlang", shape=2, mean=3),
    Gamma(distribution="gamma", mean=3, cv=0.5),
    Lognormal(distribution="lognormal", mean=3, cv=0.5),
    Weibull(distribution="weibull", shape=2, scale=3),
    Triangular(distribution="triangular", low=1, mode=2, high=6),
    Uniform(distribution="uniform", low=1, high=5),
    Empirical(distribution="empirical", values=(1, 2, 9), weights=(1, 1, 2)),
]
MIXED = Mixture(
    distribution="mixture",
    parts=tuple(MixturePart(share=0.5, of=each) for each in LAWS[:2]),
)


def origin(**fields):
    """Return the origin of the orders a day."""
    return {
        "of": "demand[a].orders_per_day",
        "kind": "assumption",
        "note": "guess",
        **fields,
    }


def found(**fields):
    """Return (where, rule) of what is wrong with a file with that origin."""
    tables = raw(origins=[origin(**fields)])
    return [(each.where, each.rule) for each in check(tables)]


@pytest.mark.parametrize("law", [*LAWS, MIXED], ids=lambda law: law.distribution)
def test_a_scaled_law_has_a_scaled_mean(law):
    """Its kind stays, its mean grows by the factor."""
    larger = scaled(law, 1.5)

    assert type(larger) is type(law)
    assert mean_of(larger) == pytest.approx(1.5 * mean_of(law))


def test_a_range_around_the_number_is_right():
    """Low and high stand on either side; a law may have a range as well."""
    assert found(low=30, high=60) == []
    assert found(of="flow.order[confirm].minutes", low=1, high=4) == []


def test_a_range_must_hold_the_number():
    """48 orders a day do not lie between 50 and 60."""
    assert found(low=50, high=60) == [("origins[0].low", "range_holds")]


def test_only_a_number_has_a_range():
    """A whole table is no number."""
    assert found(of="classes", low=1, high=2) == [("origins[0].of", "range_of_number")]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [({"low": 1}, "range_both"), ({"low": 3, "high": 3}, "low_high")],
)
def test_half_a_range_is_refused(fields, rule):
    """Low comes with high, and is below it."""
    pairs = ", ".join(f"{key} = {value}" for key, value in fields.items())
    text = f'{COMMENTED}\n[[origins]]\nof = "target"\nkind = "quoted"\nnote = "x"\n'
    with pytest.raises(ScenarioError) as caught:
        loads(text + pairs.replace(", ", "\n"), ".")

    assert [each.rule for each in caught.value.problems] == [rule]


def test_a_range_is_written_and_read_again():
    """The range survives the file and is part of the digest; its absence is not."""
    plain = Scenario.model_validate(raw(origins=[origin()]))
    ranged = Scenario.model_validate(raw(origins=[origin(low=30, high=60)]))

    assert loads(dumps(ranged), ".") == ranged
    assert ranged.digest != plain.digest


def stopped(**gate):
    """Return the departures, hours, of a gate that leaves every hour but one."""
    scenario = Scenario.model_validate(raw())
    step = GateStep(step="import", kind="gate", every_minutes=60, **gate)
    return gate_departures(scenario, step) / TICKS_PER_HOUR


def test_nothing_leaves_while_a_gate_is_stopped():
    """Departures in the stretch are left out, its end excluded."""
    stop = Stop(from_=local(2026, 11, 20, 3), to=local(2026, 11, 20, 6))

    left = np.setdiff1d(stopped(), stopped(stopped=(stop,)))

    assert left.tolist() == [3.0, 4.0, 5.0]


@pytest.mark.parametrize(
    ("to", "rule"),
    [(local(2026, 11, 20, 3), "event_order"), (local(2026, 11, 20, 4, 0, 5), "whole")],
)
def test_a_stop_is_a_stretch_of_whole_minutes(to, rule):
    """It ends after it begins."""
    with pytest.raises(ValueError, match=rule):
        Stop(from_=local(2026, 11, 20, 3), to=to)


def test_a_gate_that_never_stops_keeps_the_digest():
    """Older files, which cannot say it, keep their digest."""
    gate = {"step": "pickup", "kind": "gate", "at": ["15:00"]}
    one = Scenario.model_validate(raw(flow={"order": [gate]}))
    same = Scenario.model_validate(raw(flow={"order": [{**gate, "stopped": []}]}))

    assert one.digest == same.digest
