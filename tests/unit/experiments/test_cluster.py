"""A Dask cluster of real processes: the same bytes, whoever dies."""

import json
import pickle
import sys

import pytest

from sim.errors import ClusterError
from sim.experiments import cluster, headlines, run, to_json_dict, work
from sim.experiments.cluster import cluster_executor
from sim.experiments.work import Work
from tests.dask_cluster import cluster_of
from tests.unit.experiments.worlds import small_sale

HOW = {"seed": 3, "engine": "reference"}


def as_bytes(result):
    """Return a result as JSON without its timing."""
    content = to_json_dict(result)
    del content["timing"]
    return json.dumps(content, allow_nan=False).encode()


def rule_of(error):
    """Return the rule that an error says was broken."""
    return error.value.problems[0].rule


@pytest.mark.jit
def test_a_killed_worker_changes_no_byte(tmp_path):
    """One of two workers is killed in mid-run; the run ends, with the same bytes.

    Both engines run there.
    """
    expected = run(small_sale(), replications=300, workers=1, **HOW)
    told = []

    def kill_one(done, total):
        if not told:
            started.kill(started.workers[0])
        told.append(done)

    with (
        cluster_of(2, tmp_path) as started,
        cluster_executor(started.address) as executor,
    ):
        fast = headlines(
            small_sale(), numbers=[7, 3], seed=3, engine="compiled", executor=executor
        )
        found = run(
            small_sale(),
            replications=300,
            executor=executor,
            on_progress=kill_one,
            **HOW,
        )

    assert as_bytes(found) == as_bytes(expected)
    assert fast.equals(expected.replications.loc[[7, 3]])
    assert told[0] < 150
    assert found.timing.workers == 2


def test_a_lost_scheduler_is_told(tmp_path):
    """A cluster that is gone ends the run with a reason, not with silence."""

    def kill_all(done, total):
        started.kill(started.scheduler)

    with (
        cluster_of(1, tmp_path) as started,
        pytest.raises(ClusterError) as error,
        cluster_executor(started.address) as executor,
    ):
        run(
            small_sale(),
            replications=2000,
            executor=executor,
            on_progress=kill_all,
            **HOW,
        )

    assert rule_of(error) == "cluster_lost"


def test_a_scheduler_without_workers_is_refused(tmp_path):
    """Nobody would ever begin the work."""
    with (
        cluster_of(0, tmp_path) as started,
        pytest.raises(ClusterError) as error,
        cluster_executor(started.address),
    ):
        pass

    assert rule_of(error) == "cluster_empty"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "http://a:1"])
def test_a_scheduler_that_does_not_answer_is_told(address, monkeypatch):
    """A wrong address is found before any work is done."""
    monkeypatch.setattr(cluster, "_SECONDS_TO_ANSWER", 1)

    with pytest.raises(ClusterError) as error, cluster_executor(address):
        pass

    assert rule_of(error) == "cluster_silent"
    assert address in error.value.text("ja")


def test_a_missing_package_is_told(monkeypatch):
    """Without the extra, the message says how to get it."""
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(ClusterError) as error, cluster_executor("tcp://a:1"):
        pass

    assert rule_of(error) == "cluster_missing"
    assert "hanboki[cluster]" in error.value.text("en")


def test_what_the_workers_say_is_told(tmp_path):
    """Workers that die of the same replication, or lack hanboki, are told as such."""
    from distributed.scheduler import KilledWorker

    said = {
        "cluster_killed": KilledWorker("task", "w0", 3),
        "cluster_without": ModuleNotFoundError("No module named 'sim'", name="sim"),
    }
    with cluster_of(1, tmp_path) as started:
        for rule, trouble in said.items():
            with (
                pytest.raises(ClusterError) as error,
                cluster_executor(started.address),
            ):
                raise trouble
            assert rule_of(error) == rule


def test_a_worker_with_other_code_refuses(monkeypatch):
    """Numbers of two states of the code are never mixed."""
    sent = pickle.dumps(Work(small_sale(), **HOW))
    monkeypatch.setattr(work, "code_digest", lambda: "other")

    with pytest.raises(ClusterError) as error:
        pickle.loads(sent)

    assert rule_of(error) == "cluster_other_code"
    assert isinstance(pickle.loads(pickle.dumps(error.value)), ClusterError)


def test_a_worker_builds_a_frame_once():
    """Work that is sent twice is the same work, with the same frame."""
    sent = pickle.dumps(Work(small_sale(), **HOW))

    assert pickle.loads(sent) is pickle.loads(sent)
