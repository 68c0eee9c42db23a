"""The two engines give the same trajectory, element for element."""

import pytest
from hypothesis import given, note, settings

from sim.engines import compiled, reference
from sim.engines.program import compile_program
from sim.scenario import files
from sim.scenario.checks import check
from tests.identity.cases import CASES
from tests.identity.drawing import COMMON, SHIPPED, replications
from tests.strategies import raw_scenarios, scenario_of, seeds


def difference(scenario, seed: int, replication: int) -> str | None:
    """Return where the engines part; the compiled one is named first."""
    program = compile_program(scenario)
    key = {"seed": seed, "replication": replication}
    fast = compiled.simulate(program, **key).check()
    return fast.first_difference(reference.simulate(program, **key))


@settings(max_examples=400, derandomize=True, **COMMON)
@given(raw_scenarios(), seeds, replications)
def test_engines_agree_on_drawn_scenarios(raw, seed, replication):
    """Whatever rules a scenario uses, both engines do the same to the tick."""
    found = difference(scenario_of(raw), seed, replication)
    note(f"compiled and reference: {found}")

    assert found is None


@pytest.mark.slow
@settings(max_examples=5_000, **COMMON)
@given(raw_scenarios(), seeds, replications)
def test_engines_agree_on_many_more_scenarios(raw, seed, replication):
    """The same on new scenarios at each run."""
    found = difference(scenario_of(raw), seed, replication)
    note(f"compiled and reference: {found}")

    assert found is None


@settings(max_examples=60, derandomize=True, **COMMON)
@given(raw_scenarios())
def test_drawn_scenarios_are_valid(raw):
    """The strategy draws scenarios that a user's file could hold."""
    tables = {key: value for key, value in raw.items() if key != "files"}

    assert [problem.text() for problem in check(tables)] == []


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [1, 2**64 - 1])
def test_engines_agree_on_sharp_cases(name, seed):
    """Where much happens at one tick, both engines take the same order."""
    assert difference(CASES[name](), seed, 0) is None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_engines_agree_on_shipped_scenarios(path):
    """A whole sale of some ten thousand orders is the same in both engines."""
    assert difference(files.load(path), 1, 0) is None
