"""``hanboki verify``."""

import json

import pytest

import sim.experiments.verify as checks


@pytest.fixture
def few_cases(monkeypatch):
    """Leave one model case, which is quick."""
    quick = [case for case in checks.MODEL_CASES if case.name == "r07_clearance"]
    monkeypatch.setattr(checks, "MODEL_CASES", tuple(quick))


@pytest.mark.parametrize(("lang", "passed"), [("ja", "合格"), ("en", "pass")])
def test_verify_prints_truth_and_what_was_found(
    run, small_shop, few_cases, lang, passed
):
    """Each check is a line with its numbers, in the language that is asked for."""
    result = run("verify", small_shop, "--replications", "5", lang=lang)

    assert result.exit_code == 0
    assert result.stdout.count(passed) >= 5
    assert "0.449388" in result.stdout


def test_verify_as_json_holds_every_number(run, small_shop, few_cases):
    """Programs get the same checks."""
    result = run("verify", small_shop, "--replications", "5", "--json")

    found = json.loads(result.stdout)
    assert [each["name"] for each in found][-2:] == ["r07_clearance", "engines"]
    assert all(each["passed"] for each in found)


def test_broken_formula_turns_its_line_red(run, small_shop, few_cases, monkeypatch):
    """A wrong value fails the command."""
    monkeypatch.setattr(checks, "erlang_b", lambda *_: 0.2)
    result = run("verify", small_shop, "--replications", "5", lang="en")

    assert result.exit_code == 1
    assert "FAIL" in result.stdout
    assert "1 of 5 checks failed" in result.stdout


@pytest.mark.jit
def test_every_check_has_words(run, small_shop):
    """The number of checks is the one that the progress bar counts to."""
    result = run("verify", small_shop, "--replications", "2", "--json")

    assert len(json.loads(result.stdout)) == checks.N_CHECKS
