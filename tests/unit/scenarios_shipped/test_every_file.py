"""What is true of every shipped scenario."""

import re

import pytest

from sim.scenario.doubts import doubtful, numbers_without_origin
from sim.scenario.files import load
from tests.unit.scenarios_shipped.shipped import FOLDER, NAMES, tables

every_file = pytest.mark.parametrize("name", NAMES)

SHORT_ON_PURPOSE = {
    "agency-three-shops": {"load_full"},  # people on call are not counted on paper
    "case1-staffing-search": {"load_full"},  # nobody is hired yet
    "case1-sale-10x-no-temps": {"load_full"},
    "replay-real-orders": {"load_full"},
}


@every_file
def test_every_number_has_an_origin(name):
    """No number of a shipped file is without an origin."""
    assert numbers_without_origin(load(FOLDER / f"{name}.toml")) == []


@every_file
def test_nothing_is_doubtful_but_what_the_story_needs(name):
    """A check finds nothing to ask about, unless the story is about the shortage."""
    found = {doubt.rule for doubt in doubtful(load(FOLDER / f"{name}.toml"))}

    assert found == SHORT_ON_PURPOSE.get(name, set())


@every_file
def test_name_and_description_are_japanese(name):
    """A planner who reads only Japanese can tell what a file is about."""
    scenario = load(FOLDER / f"{name}.toml")

    assert re.search("[ぁ-んァ-ン一-龠]", scenario.name)
    assert re.search("[ぁ-んァ-ン一-龠]", scenario.description)


@every_file
def test_quoted_numbers_name_their_source(name):
    """A quoted number gives a page, or says that its source is weak."""
    quoted = [row for row in tables(name)["origins"] if row["kind"] == "quoted"]

    assert all("http" in row["note"] or "確度は低い" in row["note"] for row in quoted)


@every_file
def test_catalogue_names_the_file(name):
    """The catalogue has a section of every file."""
    catalogue = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert f"`{name}.toml`" in catalogue


def test_titles_differ():
    """No two scenarios have the same title."""
    titles = [tables(name)["name"] for name in NAMES]

    assert len(set(titles)) == len(titles)
