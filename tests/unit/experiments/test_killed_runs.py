"""A run that is killed, again and again: nothing is lost, nothing is done twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.experiments import run, to_json_dict
from tests.unit.experiments import killed_runs
from tests.unit.experiments.worlds import small_sale

ROOT = Path(__file__).parents[3]
KILLS = 20

# the runs are processes of their own, so running them for coverage shows nothing
pytestmark = pytest.mark.jit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a run that was killed twenty times and then ended."""
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def happened(folder):
    """Return what happened in each life of the run."""
    words = [sys.executable, "-m", killed_runs.__name__, str(folder), str(KILLS), "11"]
    done = subprocess.run(
        words, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def undisturbed():
    """Return the bytes of the same run without a store."""
    answer = run(
        small_sale(),
        replications=killed_runs.REPLICATIONS,
        seed=3,
        engine="reference",
        workers=1,
    )
    content = to_json_dict(answer)
    del content["timing"]
    return json.dumps(content)


def test_a_killed_run_ends_with_the_same_bytes(folder, happened, undisturbed):
    """After twenty kills the run ends, and nobody can tell from its answer."""
    assert (folder / "last.json").read_text() == undisturbed


def test_kills_hit_the_run(happened):
    """The kills fell all over the run: before, between and after its writes."""
    lives = happened["rounds"][:KILLS]

    assert sum(bool(life["computed"]) for life in lives) > KILLS / 4
    assert len({len(life["after"]) for life in lives}) > 3


def test_no_replication_is_lost(happened):
    """What was in the store stays there, and what was told to be done is there."""
    for life in happened["rounds"]:
        assert set(life["before"]) <= set(life["after"])
        assert life["told"] <= len(life["after"])
    assert happened["rounds"][-1]["after"] == [*range(killed_runs.REPLICATIONS)]


def test_no_kept_replication_is_computed_again(happened):
    """Each life computes only what was not yet in the store."""
    for life in happened["rounds"]:
        assert set(life["computed"]).isdisjoint(life["before"])
        assert len(set(life["computed"])) == len(life["computed"])


def test_two_processes_may_use_one_store(folder, happened, undisturbed):
    """Both begin at the same time, both end, with the same bytes."""
    assert (folder / "both" / "first.json").read_text() == undisturbed
    assert (folder / "both" / "second.json").read_text() == undisturbed
    assert happened["both"] == [*range(killed_runs.REPLICATIONS)]
