"""Changing a scenario in memory."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.changing import value_at, with_values
from sim.scenario.differences import Change, changes
from sim.scenario.distributions import Constant
from sim.scenario.model import Scenario
from tests.unit.scenario.small import law, raw


@pytest.fixture(scope="module")
def scenario():
    """Return the small scenario with a file beside it."""
    return Scenario.model_validate(
        raw(attachments=[{"path": "a.csv", "text": "hello"}])
    )


def problems(scenario, **values):
    """Return (where, rule) of what is refused."""
    with pytest.raises(ScenarioError) as caught:
        with_values(scenario, values.pop("values", values))
    return [(each.where, each.rule) for each in caught.value.problems]


def test_only_the_named_values_change(scenario):
    """The result differs in exactly the given places; files stay attached."""
    changed = with_values(
        scenario,
        {"demand[a].orders_per_day": 60, "flow.order[confirm].minutes": law(3)},
    )

    assert changes(scenario, changed) == (
        Change("demand[a].orders_per_day", 48.0, 60.0),
        Change("flow.order[confirm].minutes.value", 2.0, 3.0),
    )
    assert changed.attachments == scenario.attachments


def test_what_stands_at_its_default_may_be_set(scenario):
    """A key that the file leaves out, or a whole table of them, is added."""
    changed = with_values(scenario, {"demand[0].scale": 1.5, "costs.margin_share": 0.2})

    assert changed.demand[0].scale == 1.5
    assert changed.costs.margin_share == 0.2


def test_parts_of_a_scenario_may_be_put_in(scenario):
    """A law is put in as it is."""
    four = Constant(distribution="constant", value=4)

    changed = with_values(scenario, {"flow.order[confirm].minutes": four})

    assert changed.flow["order"][0].minutes == four


def test_nothing_changed_is_the_same_scenario(scenario):
    """Without changes the digest stays."""
    assert with_values(scenario, {}).digest == scenario.digest


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("demand[a].orders_per_day", -1, "at_least"),
        ("demand[a].orders_per_dya", 1, "unknown_key_similar"),
        ("demand[zzz].scale", 1, "unknown_path"),
        ("classes[standard].share", 0.5, "class_shares_sum"),
        ("[0]", 1, "path_form"),
    ],
)
def test_wrong_values_and_places_are_refused(scenario, path, value, rule):
    """What a file may not say may not be put in either."""
    assert [rule_ for _, rule_ in problems(scenario, values={path: value})] == [rule]


def test_a_value_is_found_by_its_path(scenario):
    """What is written is found, and defaults; a place that is none is None."""
    assert value_at(scenario, "demand[a].orders_per_day") == 48
    assert value_at(scenario, "demand[a].scale") == 1.0
    assert value_at(scenario, "demand[b].scale") is None
    assert value_at(scenario, "demand[") is None
