"""Commands that run many plans: compare, stress, sensitivity."""

import json

import pytest

from sim.language import LANGUAGES, catalogue

QUICK = ("--engine", "reference", "--workers", 1, "--replications", 3)


@pytest.fixture
def two_shops(small_shop, tmp_path):
    """Return the small shop and the same with one packer more."""
    text = small_shop.read_text(encoding="utf-8")
    other = tmp_path / "more.toml"
    changed = text.replace("heads = 1", "heads = 2")
    assert changed != text
    other.write_text(changed, encoding="utf-8")
    return small_shop, other


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compare_shows_chances_differences_and_changes(run, two_shops, lang):
    """The answer, both tables and the changed input stand on the screen."""
    shown = run("compare", *two_shops, *QUICK, "--lang", lang)
    words = catalogue("compare", lang)

    assert shown.exit_code == 0, shown.stderr
    assert words["table_chance"] in shown.stdout
    assert "teams[" in shown.stdout
    assert words["head_factor"] in shown.stdout


def test_compare_json_has_the_documented_fields(run, two_shops):
    """Every field of the upper level is named in the help; nothing is NaN."""
    found = json.loads(run("compare", *two_shops, *QUICK, "--json").stdout)

    assert found["format"] == "hanboki.comparison/1"
    assert [
        name for name in found if name not in catalogue("cli", "ja")["compare_epilog"]
    ] == []
    assert found["changes"][0] == []
    assert [each["after"] for each in found["changes"][1]] == [2]


def test_plans_may_be_named(run, two_shops):
    """Names stand in place of the titles; there must be one a plan."""
    names = ("--name", "A", "--name", "B")
    found = json.loads(run("compare", *two_shops, *QUICK, *names, "--json").stdout)
    refused = run("compare", *two_shops, *QUICK, *names[:2])

    assert found["plans"] == ["A", "B"]
    assert refused.exit_code == 2
    assert "--name" in refused.stderr


def test_one_plan_is_refused(run, small_shop):
    """There is nothing to compare one plan with."""
    refused = run("compare", small_shop, *QUICK)

    assert refused.exit_code == 2
    assert catalogue("cli", "ja")["compare_needs_two"] in refused.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_stress_shows_every_stress_and_person(run, small_shop, lang):
    """What applies has numbers, what does not has its reason."""
    shown = run("stress", small_shop, *QUICK, "--lang", lang)
    words = catalogue("compare", lang)

    assert shown.exit_code == 0, shown.stderr
    assert words["stress_no_stock"] in shown.stdout
    assert words["table_people"] in shown.stdout


def test_stress_json_lists_all_stresses(run, small_shop):
    """Each stress says whether it applies, and why not."""
    found = json.loads(run("stress", small_shop, *QUICK, "--json").stdout)
    reasons = {each["stress"]: each["reason"] for each in found["stresses"]}

    assert found["format"] == "hanboki.stress/1"
    assert len(reasons) == 7
    assert reasons["stock_sync"] == "stock"
    assert len(found["absent"]["person"]) == len(found["people"])


def test_stress_refuses_a_team_that_nobody_knows(run, small_shop):
    """The message names the teams that there are."""
    refused = run("stress", small_shop, *QUICK, "--absent", "ghosts")

    assert refused.exit_code == 2
    assert "ghosts" in refused.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sensitivity_shows_the_inputs_that_matter(run, small_shop, lang):
    """The rows asked for are shown, and how many are left."""
    shown = run("sensitivity", small_shop, *QUICK, "--top", 1, "--lang", lang)

    assert shown.exit_code == 0, shown.stderr
    assert catalogue("compare", lang)["table_inputs"] in shown.stdout
    assert catalogue("cli", lang)["sensitivity_left"].split("{")[0] in shown.stdout


def test_sensitivity_json_has_two_effects_an_input(run, small_shop):
    """Every input has a low and a high end."""
    found = json.loads(run("sensitivity", small_shop, *QUICK, "--json").stdout)

    assert found["format"] == "hanboki.sensitivity/1"
    assert found["effects"]["end"] == ["low", "high"] * len(found["inputs"])


@pytest.mark.parametrize("command", ["compare", "stress", "sensitivity"])
def test_reports_are_written(run, two_shops, command, tmp_path):
    """Each command writes one HTML file, into a new folder if need be."""
    path = tmp_path / "new" / "report.html"
    plans = two_shops if command == "compare" else two_shops[:1]
    written = run(command, *plans, *QUICK, "--report", path)

    assert written.exit_code == 0, written.stderr
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("command", ["stress", "sensitivity"])
def test_same_seed_gives_same_bytes(run, small_shop, command):
    """Nothing of the JSON depends on when it was run."""
    first, second = (
        run(command, small_shop, *QUICK, "--json").stdout for _ in range(2)
    )

    assert first == second
