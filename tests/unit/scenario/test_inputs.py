"""The numbers of a scenario that may be questioned."""

from pathlib import Path

import pytest

from sim.language import LANGUAGES, catalogue
from sim.scenario.files import dumps, edit, load, loads
from sim.scenario.input_words import input_owner, input_quantity, names_of_inputs
from sim.scenario.inputs import inputs
from sim.scenario.shipped import shipped_scenarios

SCENARIOS = Path(__file__).parents[3] / "scenarios"
CASE_1 = load(SCENARIOS / "case1-sale-10x-no-temps.toml")
BY_PATH = {found.path: found for found in inputs(CASE_1)}


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        ("demand[0].events[0].multiplier", 10, "quoted"),
        ("demand[0].orders_per_day", 110, "assumption"),
        ("flow.order[0].minutes.mean", 2.3, "quoted"),  # its table is an assumption
        ("target.missed_share", 0.01, "assumption"),
    ],
)
def test_an_input_has_its_value_and_the_closest_origin(path, value, kind):
    """The origin of a number itself wins over that of the table it stands in."""
    found = BY_PATH[path]

    assert (found.value, found.kind) == (value, kind)


def test_heads_are_no_inputs():
    """People of shifts are the plan, not an assumption."""
    assert not [path for path in BY_PATH if path.endswith("heads")]


def test_every_path_can_be_edited():
    """A path leads to its number: writing the value back changes nothing."""
    written = dumps(CASE_1)
    same = {found.path: found.value for found in BY_PATH.values()}
    whole = {path: int(v) if v == int(v) else v for path, v in same.items()}

    assert loads(edit(written, whole), SCENARIOS).digest == CASE_1.digest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shipped", shipped_scenarios(), ids=lambda found: found.name)
def test_every_key_of_the_shipped_scenarios_has_words(shipped, language):
    """A planner meets no key of the file on the screen."""
    scenario = load(shipped.path)
    names, known = names_of_inputs(scenario), catalogue("inputs", language)
    channels = {demand.channel for demand in scenario.demand}

    for found in inputs(scenario):
        unknown = [
            key
            for key in found.keys
            if f"key_{key}" not in known and key not in names and key not in channels
        ]
        assert unknown == []
        assert input_owner(found, language)
        assert input_quantity(found, names, language)
