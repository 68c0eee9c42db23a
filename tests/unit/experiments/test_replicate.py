"""Running many replications: the same numbers, however they are run."""

import json
import time
from threading import get_ident

import pytest

from sim.experiments import (
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    Cancelled,
    run,
    to_json_dict,
    work,
)
from sim.measures import TABLES
from tests.unit.experiments.worlds import small_sale


def reference(scenario=None, **options):
    """Run a few replications with the reference engine."""
    settings = {"replications": 6, "seed": 3, "engine": "reference", "workers": 1}
    return run(scenario or small_sale(), **(settings | options))


def as_bytes(result):
    """Return a result as JSON without its timing."""
    content = to_json_dict(result)
    del content["timing"]
    return json.dumps(content, allow_nan=False).encode()


@pytest.fixture(scope="module")
def inline():
    """Return the result of six replications, one after the other."""
    return reference()


@pytest.mark.parametrize(
    "options", [{"workers": 2}, {"workers": 2, "chunk_size": 4}, {"chunk_size": 5}]
)
def test_workers_and_chunks_change_no_byte(inline, options):
    """Any number of processes and any chunking give the same bytes."""
    assert as_bytes(reference(**options)) == as_bytes(inline)


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("chunk_size", [None, 1, 5])
def test_threads_of_the_compiled_engine_change_no_byte(inline, workers, chunk_size):
    """Threads and chunking never show: the bytes are those of one process."""
    compiled = reference(engine="compiled", workers=workers, chunk_size=chunk_size)

    content = json.loads(as_bytes(compiled))
    content["record"]["engine"] = "reference"
    assert content == json.loads(as_bytes(inline))


def by_the_reference_engine(monkeypatch):
    """Let the reference engine run whatever engine is asked for."""
    whole = work.replicate_tables

    def measured(frame, **options):
        return whole(frame, **(options | {"engine": "reference"}))

    monkeypatch.setattr(work, "replicate_tables", measured)


def test_threads_give_the_same_bytes(inline, monkeypatch):
    """Replications that run in threads are put in order as well."""
    by_the_reference_engine(monkeypatch)

    threads = reference(engine="compiled", workers=3, chunk_size=1)

    assert threads.replications.equals(inline.replications)
    assert threads.tables.backlog.equals(inline.tables.backlog)


def test_more_replications_keep_the_first_ones(inline):
    """Replication number k is the same in a longer run."""
    longer = reference(replications=8)

    assert longer.replications.iloc[:6].equals(inline.replications)


def test_another_seed_gives_other_numbers(inline):
    """The seed decides the orders, and replications differ from each other."""
    other = reference(seed=4)

    assert not other.replications.equals(inline.replications)
    assert inline.replications["staff_hours"].nunique() >= 1
    assert inline.replications["orders"].nunique() > 1


def test_a_result_holds_every_table_of_the_schema(inline):
    """The tables have the columns of the schema, and say how many runs they hold."""
    for entry in TABLES:
        table = getattr(inline.tables, entry.name)

        assert tuple(table.columns) == entry.column_names
        assert (table["n"] <= 6).all()


def test_the_verdict_judges_the_replications(inline):
    """The probability is the part of replications that keep the target."""
    kept = (inline.replications["missed_share"] <= 0.01).mean()

    assert inline.verdict.probability == kept
    assert inline.verdict.n == 6


def test_the_record_says_what_was_run(inline):
    """Scenario, seed, replications, engine and versions travel with the numbers."""
    record = inline.record

    assert record.scenario_digest == small_sale().digest
    assert (record.seed, record.replications, record.engine) == (3, 6, "reference")
    assert {"hanboki", "python", "numpy", "numba", "simpy"} <= record.versions.keys()
    assert inline.timing.seconds > 0


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_is_told_in_the_callers_thread(workers):
    """Progress grows to the total, and is told where the run was called."""
    told = []

    reference(
        workers=workers,
        on_progress=lambda done, total: told.append((done, total, get_ident())),
    )

    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1] == (6, 6, get_ident())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cancelled_run_stops_at_once(workers):
    """The run ends without a result, long before all replications are done."""
    told = []
    begun = time.perf_counter()

    with pytest.raises(Cancelled):
        reference(
            replications=100_000,
            workers=workers,
            on_progress=lambda done, _: told.append(done),
            cancelled=lambda: bool(told),
        )

    assert told[-1] < 10_000
    assert time.perf_counter() - begun < 60


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_an_interrupt_leaves_nothing_running(engine, monkeypatch):
    """Ctrl-C goes through to the caller, and the workers end."""
    by_the_reference_engine(monkeypatch)

    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reference(engine=engine, replications=2000, workers=2, on_progress=interrupt)


def test_a_fault_of_a_worker_reaches_the_caller(monkeypatch):
    """An error inside a replication is not swallowed."""

    def broken(frame, **options):
        msg = "boom"
        raise RuntimeError(msg)

    monkeypatch.setattr(work, "replicate_tables", broken)

    with pytest.raises(RuntimeError, match="boom"):
        reference(engine="compiled", workers=2)


@pytest.mark.parametrize("name", ["replications", "workers", "chunk_size"])
def test_counts_below_one_are_refused(name):
    """Nothing can be run with nothing."""
    with pytest.raises(ValueError, match=f"{name}: must be >= 1, got 0"):
        reference(**{name: 0})


def test_an_unknown_engine_is_refused():
    """There are two engines."""
    with pytest.raises(ValueError, match="engine"):
        reference(engine="steam")


def test_the_defaults_are_written_down():
    """A run without choices has 100 replications and a fixed seed."""
    assert DEFAULT_REPLICATIONS == 100
    assert DEFAULT_SEED == 20261204
