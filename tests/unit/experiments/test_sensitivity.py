"""Uncertain inputs and their effect."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.experiments import Cancelled, Sampling
from sim.experiments.sensitivity import ENDS, tornado
from sim.experiments.uncertain_inputs import uncertain_inputs
from sim.scenario.changing import with_values
from sim.scenario.differences import changes
from sim.scenario.files import load
from sim.scenario.model import Scenario
from sim.scenario.shipped import scenario_path
from tests.unit.experiments.worlds import small_sale

EVERYTHING = Path(__file__).parents[2] / "golden" / "everything.toml"
HOW = Sampling(replications=8, seed=3, engine="reference", workers=1)


def ranges(scenario):
    """Return (low, value, high) of each input, rounded, by path."""
    return {
        each.path: tuple(round(v, 6) for v in (each.low, each.value, each.high))
        for each in uncertain_inputs(scenario)
    }


def stated(**fields):
    """Return an origin with a range."""
    return {"kind": "assumption", "note": "guess", **fields}


def test_every_kind_has_its_default_range():
    """Orders ± 30 %, minutes ± 25 %, absence up to 5 points."""
    assert ranges(small_sale()) == {
        "demand[0].orders_per_day": (28.0, 40.0, 52.0),
        "flow.order[0].minutes": (15.0, 20.0, 25.0),
        "teams[0].absence": (0.0, 0.0, 0.05),
    }


def test_a_stated_range_comes_before_the_default():
    """It is found by name or number, of a number or of the mean of a law."""
    plan = small_sale(
        origins=[
            stated(of="demand[a].orders_per_day", low=30, high=41),
            stated(of="flow.order[pack].minutes", low=19, high=30),
        ]
    )
    found = {each.path: each for each in uncertain_inputs(plan)}

    assert ranges(plan)["demand[0].orders_per_day"] == (30.0, 40.0, 41.0)
    assert ranges(plan)["flow.order[0].minutes"] == (19.0, 20.0, 30.0)
    assert found["flow.order[0].minutes"].is_stated
    assert not found["teams[0].absence"].is_stated


def test_any_number_may_have_a_range():
    """A number that hanboki does not vary by itself is varied when a range is given."""
    heads = stated(of="teams[own].shifts[0].heads", low=1, high=3)
    plan = small_sale(origins=[heads])
    found = {each.path: each for each in uncertain_inputs(plan)}

    assert found["teams[0].shifts[0].heads"].kind == "number"


@pytest.mark.parametrize(
    "name", ["case1-sale-10x-with-temps", "agency-three-shops", "case2-fast-stock-sync"]
)
def test_both_ends_of_every_input_are_valid_scenarios(name):
    """Each end changes the plan in exactly its place; shares still sum to 1."""
    scenario = load(scenario_path(Path(name)))
    inputs = uncertain_inputs(scenario)

    assert len(inputs) == len({each.path for each in inputs}) > 2
    for each in inputs:
        assert each.low <= each.value <= each.high, each.path
        for value in (each.low, each.high):
            changed = with_values(scenario, each.at(scenario, value))
            n_places = len(changes(scenario, changed))
            expected = len(scenario.classes) if each.kind == "mix" else 1
            assert n_places == (0 if value == each.value else expected), each.path


def test_every_part_of_a_scenario_has_its_inputs():
    """The world with every rule has inputs of nearly all kinds."""
    kinds = {each.kind for each in uncertain_inputs(load(EVERYTHING))}

    assert {"minutes", "errors", "absence", "trigger_share", "stock_share"} <= kinds


def test_classes_make_room_for_each_other():
    """When one class grows the others shrink in proportion; the largest is left out."""
    ship_by = {"within_hours": 24}
    shares = {"a": 0.6, "b": 0.3, "c": 0.1}
    plan = small_sale(
        classes=[
            {"name": name, "share": share, "ship_by": ship_by}
            for name, share in shares.items()
        ]
    )
    mix = [each for each in uncertain_inputs(plan) if each.kind == "mix"]
    changed = with_values(plan, mix[0].at(plan, 0.51))

    assert [each.path for each in mix] == ["classes[1].share", "classes[2].share"]
    assert [round(each.share, 6) for each in changed.classes] == [0.42, 0.51, 0.07]


@pytest.fixture(scope="module")
def found():
    """Return the tornado of the small sale."""
    return tornado(small_sale(), HOW)


def test_the_input_that_matters_most_comes_first(found):
    """Effects fall; each input has a row for either end."""
    effects = found.effects.groupby("input")["mean"].apply(lambda v: v.abs().max())

    assert effects.tolist() == sorted(effects, reverse=True)
    assert found.effects["end"].tolist() == list(ENDS) * len(found.inputs)
    assert found.inputs[0].path in ("demand[0].orders_per_day", "flow.order[0].minutes")


def test_more_work_means_more_misses(found):
    """The high end of the minutes is worse than the plan, the low end better."""
    place = [each.path for each in found.inputs].index("flow.order[0].minutes")
    low, high = found.effects[found.effects["input"] == place].to_dict("records")

    assert low["mean"] < 0 < high["mean"]
    assert high["missed_share"] - found.missed_share == pytest.approx(high["mean"])
    assert found.is_clear(place)


def test_an_input_without_effect_is_said_to_be_one():
    """Where every order has two days, nothing makes a difference."""
    classes = [{"name": "slow", "share": 1.0, "ship_by": {"within_hours": 47}}]
    idle = tornado(small_sale(heads=10, classes=classes), HOW)

    assert not any(idle.is_clear(number) for number in range(len(idle.inputs)))
    assert idle.probability == 1.0
    assert idle.probability_low < 1.0


def test_a_plan_without_uncertain_inputs_has_no_effects():
    """Nothing is tried where nothing may be wrong."""
    plan = small_sale(
        demand=[{"shop": "a", "opening_backlog": {"pack": 0}}],
        flow={"order": [{"step": "pack", "kind": "gate", "at": ["15:00"]}]},
        teams=[],
    )
    nothing = tornado(plan, HOW)

    assert nothing.inputs == ()
    assert nothing.effects.empty


def test_a_stated_range_beyond_the_possible_is_refused():
    """An absence of 150 % is no scenario; the error names the place."""
    plan = small_sale(origins=[stated(of="teams[own].absence", low=0, high=1.5)])
    with pytest.raises(ScenarioError) as caught:
        tornado(plan, HOW)

    assert [each.where for each in caught.value.problems] == ["teams[0].absence"]


def test_a_range_of_no_number_is_refused():
    """A capacity without limit has no range."""
    plan = small_sale(
        origins=[stated(of="flow.order[pickup].capacity", low=10, high=20)]
    )
    with pytest.raises(ScenarioError) as caught:
        uncertain_inputs(plan)

    assert [each.where for each in caught.value.problems] == ["origins[0].of"]


def test_a_tornado_can_be_stopped():
    """A cancelled analysis has no result."""
    with pytest.raises(Cancelled):
        tornado(small_sale(), HOW, cancelled=lambda: True)


def test_a_range_needs_a_scenario_that_is_one():
    """Ranges survive the trip through a scenario object."""
    plan = small_sale(origins=[stated(of="demand[a].orders_per_day", low=1, high=99)])

    assert isinstance(plan, Scenario)
    assert (plan.origins[0].low, plan.origins[0].high) == (1.0, 99.0)
