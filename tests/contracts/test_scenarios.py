"""What is shipped works: scenarios load, and generated files are up to date."""

from pathlib import Path

import pytest

from sim.scenario.files import load
from sim.scenario.schema import schema_text

FOLDER = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_scenario_loads(path):
    """Every shipped scenario is right and says where its numbers come from."""
    scenario = load(path)

    assert scenario.name
    assert scenario.origins


def test_schema_file_is_up_to_date():
    """``hanboki schema --out scenarios/schema.json`` would change nothing."""
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == schema_text()
