"""What only the compiled engine can get wrong: machine types, buffers, threads."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.engines import compiled
from sim.engines.compiled import engine
from sim.engines.compiled.state import initial_state
from sim.engines.program import compile_program
from tests.identity.cases import CASES
from tests.identity.twin import digest

ROOT = Path(__file__).parents[2]


def _twin(**variables: str) -> str:
    """Return what the twin prints under some environment variables."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.identity.twin"],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_plain_python_gives_the_same_trajectories():
    """Without the JIT the same source runs silently and gives the same numbers."""
    plain = _twin(NUMBA_DISABLE_JIT="1")

    assert plain.count("\n") > 5
    assert plain == _twin(NUMBA_DISABLE_JIT="0")


def small_state(*arguments):
    """Return a state in which every buffer has to grow."""
    state = initial_state(*arguments)
    cases = state.n_orders
    started = len(state.queues) + len(state.crews)  # gates and checks, before tick 0
    return state._replace(
        events=state.events[:started].copy(),
        visits=state.visits[:0].copy(),
        calls=state.calls[:0].copy(),
        cases=state.cases[:cases].copy(),
        nodes=state.nodes[:cases].copy(),
        fates=state.fates[:cases].copy(),
        children=state.children[:0].copy(),
        waits=state.waits[:0].copy(),
        block_step=state.block_step[:0].copy(),
    )


@pytest.mark.parametrize("name", CASES)
def test_growing_buffers_change_nothing(name, monkeypatch):
    """A run that stops for room at every turn ends like one that never stops."""
    program = compile_program(CASES[name]())
    expected = compiled.simulate(program, seed=5, replication=0)
    monkeypatch.setattr(engine, "initial_state", small_state)
    grown = compiled.simulate(program, seed=5, replication=0)

    assert grown.first_difference(expected) is None


def test_threads_change_nothing():
    """Replications that share a program's tables do not disturb each other."""
    program = compile_program(CASES["customers"]())

    def run(replication: int) -> str:
        return digest(compiled.simulate(program, seed=1, replication=replication))

    expected = [run(replication) for replication in range(40)]
    with ThreadPoolExecutor(4) as pool:
        threaded = list(pool.map(run, range(40)))

    assert threaded == expected
    assert len(set(threaded)) > 1


def test_code_is_ready_after_a_run():
    """Once a replication has run, nothing needs to be compiled."""
    compiled.simulate(compile_program(CASES["calls"]()), seed=1, replication=0)

    assert compiled.is_ready()


def test_kept_code_loads_without_the_compiler():
    """A process with its code on disk loads neither the rest of Numba nor SciPy."""
    source = """
import sys
from sim.engines.compiled import simulate
from sim.engines.program import compile_program
from tests.identity.cases import CASES
simulate(compile_program(CASES["calls"]()), seed=1, replication=0)
print([name for name in ("numba.np.arrayobj", "scipy.linalg") if name in sys.modules])
"""
    command = [sys.executable, "-c", source]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # may compile
    shown = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout

    assert shown == "[]\n"
