"""What is counted while it runs is what the trajectory shows, number for number."""

import numpy as np
import pytest
from hypothesis import given, note, settings

from sim.engines import compiled, reference
from sim.engines.compiled import engine
from sim.engines.program import compile_program
from sim.measures import Frame, measure, replicate_headline, replicate_tables
from sim.measures.counting import plan_of, tally_of
from sim.measures.observation import Observation
from sim.scenario import files
from tests.identity.cases import CASES
from tests.identity.drawing import COMMON, SHIPPED, replications
from tests.identity.test_compiled_engine import small_state
from tests.strategies import raw_scenarios, scenario_of, seeds


def difference(scenario, seed: int, replication: int) -> str | None:
    """Return where counts and trajectories part: compiled first, then reference."""
    program = compile_program(scenario)
    frame = Frame(program)
    key = {"seed": seed, "replication": replication}
    counted = compiled.tally(program, plan_of(frame), details=True, **key)
    headline = compiled.tally(program, plan_of(frame), details=False, **key)
    for simulate in (compiled.simulate, reference.simulate):
        seen = Observation(frame, simulate(program, **key))
        found = counted.first_difference(tally_of(seen))
        if found is not None:
            return found
        found = headline.first_difference(tally_of(seen, details=False))
        if found is not None:
            return f"headline only: {found}"
    return None


@settings(max_examples=300, derandomize=True, **COMMON)
@given(raw_scenarios(), seeds, replications)
def test_counts_agree_on_drawn_scenarios(raw, seed, replication):
    """Whatever rules a scenario uses, both engines come to the same counts."""
    found = difference(scenario_of(raw), seed, replication)
    note(f"counted and from the trajectory: {found}")

    assert found is None


@pytest.mark.slow
@settings(max_examples=5_000, **COMMON)
@given(raw_scenarios(), seeds, replications)
def test_counts_agree_on_many_more_scenarios(raw, seed, replication):
    """The same on new scenarios at each run."""
    found = difference(scenario_of(raw), seed, replication)
    note(f"counted and from the trajectory: {found}")

    assert found is None


@pytest.mark.parametrize("name", CASES)
def test_counts_agree_on_sharp_cases(name):
    """Where much happens at one tick, both engines come to the same counts."""
    assert difference(CASES[name](), 2**64 - 1, 0) is None


@pytest.mark.jit
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_tables_of_shipped_scenarios_are_the_same_bytes(path):
    """Every value of every table, and the headline alone, is equal to the last bit."""
    program = compile_program(files.load(path))
    frame = Frame(program)
    key = {"seed": 1, "replication": 0}
    expected = measure(frame, compiled.simulate(program, **key))
    found = replicate_tables(frame, engine="compiled", **key)
    headline = replicate_headline(frame, engine="compiled", **key)

    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
        assert found[name].dtype == values.dtype
    np.testing.assert_array_equal(headline, expected["kpis"])


def test_the_reference_engine_is_measured_from_its_trajectory():
    """Headline and tables of the reference engine are the same functions' answer."""
    frame = Frame(compile_program(CASES["customers"]()))
    key = {"seed": 1, "replication": 0, "engine": "reference"}
    headline = replicate_headline(frame, **key)

    np.testing.assert_array_equal(headline, replicate_tables(frame, **key)["kpis"])


@pytest.mark.parametrize("name", CASES)
def test_growing_buffers_do_not_change_the_counts(name, monkeypatch):
    """A run that stops for room at every turn counts nothing twice."""
    program = compile_program(CASES[name]())
    plan = plan_of(Frame(program))
    key = {"seed": 5, "replication": 0, "details": True}
    expected = compiled.tally(program, plan, **key)
    monkeypatch.setattr(engine, "initial_state", small_state)

    assert compiled.tally(program, plan, **key).first_difference(expected) is None
