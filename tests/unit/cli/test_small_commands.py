"""``scenarios``, ``schema`` and ``version``."""

import json
from pathlib import Path

import pytest

from sim.scenario.schema import schema_text
from sim.scenario.shipped import scenario_path, shipped_folder, shipped_scenarios


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """Return a folder that stands in for that of the shipped scenarios."""
    monkeypatch.setenv("HANBOKI_SCENARIOS", str(tmp_path))
    (tmp_path / "b.toml").write_text('name = "二つ目"', encoding="utf-8")
    (tmp_path / "a.toml").write_text("name = broken", encoding="utf-8")
    return tmp_path


def test_shipped_scenarios_have_titles():
    """Every shipped scenario says what it is about."""
    found = shipped_scenarios()

    assert found
    assert all(each.title and each.path.is_file() for each in found)


def test_scenarios_lists_names_and_titles(run, own_folder):
    """The list holds every file, also one that cannot be read."""
    shown = run("scenarios").stdout
    found = json.loads(run("scenarios", "--json").stdout)

    assert "二つ目" in shown
    assert str(own_folder) in shown
    assert [(each["name"], each["title"]) for each in found] == [
        ("a", ""),
        ("b", "二つ目"),
    ]


def test_name_of_a_shipped_scenario_is_enough(own_folder):
    """A name finds the shipped file; a path of its own wins."""
    shipped = own_folder / "b.toml"

    assert scenario_path(Path("b")) == shipped
    assert scenario_path(Path("scenarios/b.toml")) == shipped
    assert scenario_path(Path("elsewhere/b.toml")) == Path("elsewhere/b.toml")
    assert scenario_path(shipped) == shipped


def test_installed_scenarios_win_over_a_checkout(tmp_path, monkeypatch):
    """An installed package carries its scenarios inside."""
    monkeypatch.delenv("HANBOKI_SCENARIOS", raising=False)
    monkeypatch.setattr("sim.scenario.shipped.files", lambda _: tmp_path / "sim")
    assert shipped_folder() == tmp_path / "scenarios"

    (tmp_path / "sim" / "shipped" / "scenarios").mkdir(parents=True)
    assert shipped_folder() == tmp_path / "sim" / "shipped" / "scenarios"


def test_schema_is_printed_or_written(run, tmp_path):
    """Both ways give the same text."""
    path = tmp_path / "schema.json"
    run("schema", "--out", path)

    assert run("schema").stdout == path.read_text(encoding="utf-8") == schema_text()


def test_version_names_what_the_numbers_rest_on(run):
    """Screen and JSON name the same packages."""
    found = json.loads(run("version", "--json").stdout)
    shown = run("version").stdout

    assert shown.splitlines() == [f"{name} {number}" for name, number in found.items()]
    assert {"hanboki", "python", "numba", "simpy"} <= set(found)
    assert run("--version").stdout.strip() == found["hanboki"]
