"""The run store: what was computed is not computed again, and is never wrong."""

import json
import os
import shutil
from datetime import UTC, datetime

import numpy as np
import pytest

from sim.experiments import Cancelled, headlines, run, store, to_json_dict
from sim.experiments.chunks import Damaged, read_chunk, write_chunk
from sim.experiments.store import RunStore
from sim.experiments.work import Work
from tests.unit.experiments.worlds import small_sale

BLOCK = {
    "kpis": np.array([[1.0, np.nan], [2.0, 3.0]]),
    "backlog": np.array([[1, 2, 3], [4, 5, 6]], np.int32),
    "departures": np.empty((2, 0)),
}


@pytest.fixture
def troubles():
    """Return the list to which a store tells its troubles."""
    return []


@pytest.fixture
def runs(tmp_path, troubles):
    """Return an empty store."""
    return RunStore(tmp_path / "store", on_trouble=troubles.append)


@pytest.fixture
def one_file(monkeypatch):
    """Let a run write all its values when it ends, however slow the machine is."""
    monkeypatch.setattr("sim.experiments.keeping._SHORTEST_PAUSE", np.inf)
    monkeypatch.setattr("sim.experiments.keeping._LONGEST_PAUSE", np.inf)


@pytest.fixture
def computed(monkeypatch):
    """Return the list of replication numbers that an engine ran."""
    values, numbers = Work.values, []

    def listed(self, number):
        numbers.append(number)
        return values(self, number)

    monkeypatch.setattr(Work, "values", listed)
    return numbers


def small(replications=4, **options):
    """Return a run of a small sale."""
    how = {"seed": 3, "engine": "reference", "workers": 1}
    return run(small_sale(), replications=replications, **(how | options))


def as_bytes(result):
    """Return a result as JSON without its timing."""
    content = to_json_dict(result)
    del content["timing"]
    return json.dumps(content, allow_nan=False).encode()


def files_of(runs):
    """Return the files with values."""
    return sorted(runs.folder.rglob("*.values"))


def test_a_file_of_values_gives_them_back(tmp_path):
    """Numbers, tables, types and missing values survive."""
    numbers, block = read_chunk(write_chunk(tmp_path, [7, 9], BLOCK))

    assert numbers == [7, 9]
    assert list(block) == list(BLOCK)
    for name, rows in BLOCK.items():
        assert block[name].dtype == rows.dtype
        assert np.array_equal(block[name], rows, equal_nan=rows.dtype.kind == "f")


@pytest.mark.parametrize("where", [0, 20, 60, 120, -1])
def test_one_wrong_bit_is_noticed(tmp_path, where):
    """Whichever byte has changed, the file is not believed."""
    path = write_chunk(tmp_path, [7, 9], BLOCK)
    content = bytearray(path.read_bytes())
    content[where] ^= 1
    path.write_bytes(content)

    with pytest.raises(Damaged):
        read_chunk(path)


@pytest.mark.parametrize("length", [0, 15, 40, 100])
def test_a_file_that_ends_early_is_noticed(tmp_path, length):
    """A file that was cut off is not believed."""
    path = write_chunk(tmp_path, [7, 9], BLOCK)
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(Damaged):
        read_chunk(path)


def test_a_question_asked_again_is_answered_from_the_store(runs, computed):
    """The second time, nothing is computed, and not a byte differs."""
    plain = small()
    first = small(store=runs)
    computed.clear()

    second = small(store=runs)

    assert computed == []
    assert as_bytes(plain) == as_bytes(first) == as_bytes(second)
    assert (first.timing.reused, second.timing.reused) == (0, 4)


def test_a_bigger_question_uses_what_is_there(runs, computed):
    """Only the further replications are computed."""
    small(store=runs)
    computed.clear()

    bigger = small(7, store=runs)

    assert computed == [4, 5, 6]
    assert as_bytes(bigger) == as_bytes(small(7))


def test_a_smaller_question_takes_a_part(runs, computed):
    """The first replications of a longer run are a run of their own."""
    small(6, store=runs)
    computed.clear()

    assert as_bytes(small(2, store=runs)) == as_bytes(small(2))
    assert computed == [0, 1]


def test_headlines_use_runs_but_runs_need_tables(runs, computed):
    """Headline KPIs come from whole runs, too; a run needs more than headlines."""
    how = {"seed": 3, "engine": "reference", "workers": 1, "store": runs}
    headlines(small_sale(), numbers=[0, 1, 5], **how)
    small(store=runs)
    computed.clear()

    found = headlines(small_sale(), numbers=range(6), **how)

    assert computed == [4]
    assert found.iloc[:4].equals(small().replications)


@pytest.mark.parametrize(
    "options", [{"seed": 4}, {"engine": "compiled"}, {"scenario": small_sale(2)}]
)
def test_another_question_is_another_run(runs, options):
    """Scenario, seed and engine tell runs apart."""
    small(store=runs)
    how = {"scenario": small_sale(), "seed": 3, "engine": "reference"} | options

    other = run(replications=2, workers=1, store=runs, **how)

    assert other.timing.reused == 0
    assert len(runs.runs()) == 2


def test_other_code_is_another_run(runs, monkeypatch):
    """Values of another state of the code, or of a package, are never taken."""
    small(store=runs)

    monkeypatch.setattr(store, "code_digest", lambda: "other")

    assert small(store=runs).timing.reused == 0


@pytest.mark.usefixtures("one_file")
def test_a_damaged_file_is_set_aside_and_computed_again(runs, troubles):
    """The user is told, the file is kept for a look, and the answer is right."""
    small(store=runs)
    (path,) = files_of(runs)
    path.write_bytes(path.read_bytes()[:-1])

    again = small(store=runs)

    assert as_bytes(again) == as_bytes(small())
    assert [trouble.kind for trouble in troubles] == ["damaged"]
    assert troubles[0].path.exists()
    assert small(store=runs).timing.reused == 4


def test_a_store_that_cannot_be_written_is_told_and_not_needed(tmp_path, troubles):
    """A file where the folder should be: the run goes on without, and says so."""
    blocked = tmp_path / "blocked"
    blocked.write_text("in the way")
    runs = RunStore(blocked / "store", on_trouble=troubles.append)

    found = small(store=runs)

    assert as_bytes(found) == as_bytes(small())
    assert [trouble.kind for trouble in troubles] == ["unwritable"]
    assert troubles[0].reason


@pytest.mark.usefixtures("one_file")
def test_a_file_that_cannot_be_read_is_told_and_not_needed(runs, troubles, monkeypatch):
    """The system says no: the values are computed again, and the user is told."""
    small(store=runs)

    def refused(path):
        raise PermissionError(13, "not yours", str(path))

    monkeypatch.setattr(store, "read_chunk", refused)

    assert as_bytes(small(store=runs)) == as_bytes(small())
    assert [trouble.kind for trouble in troubles] == ["unreadable"]


@pytest.mark.usefixtures("one_file")
def test_a_damaged_file_that_cannot_be_moved_is_told(runs, troubles, monkeypatch):
    """A store that may only be read stays as it is; the answer is right."""
    small(store=runs)
    (path,) = files_of(runs)
    path.write_bytes(b"")

    def refused(path, target):
        raise PermissionError(13, "not yours", str(path))

    monkeypatch.setattr(store.Path, "replace", refused)

    assert as_bytes(small(store=runs)) == as_bytes(small())
    assert [trouble.kind for trouble in troubles] == ["unreadable", "unwritable"]


def test_a_disk_that_fills_up_is_told_once(runs, troubles, monkeypatch):
    """When a write fails in mid-run, the rest of the run goes on without a store."""
    monkeypatch.setattr("sim.experiments.keeping._SHORTEST_PAUSE", 0.0)

    def full(*_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(store, "write_chunk", full)

    assert as_bytes(small(store=runs)) == as_bytes(small())
    assert [trouble.kind for trouble in troubles] == ["unwritable"]


def test_trouble_is_logged_when_nobody_listens(tmp_path, caplog):
    """A library user sees it in the log."""
    (tmp_path / "blocked").write_text("in the way")

    small(1, store=RunStore(tmp_path / "blocked" / "store"))

    assert "unwritable" in caplog.text


def test_a_cancelled_run_keeps_what_it_had(runs):
    """Whoever stops a run finds its replications there the next time."""
    done = []

    with pytest.raises(Cancelled):
        small(
            200,
            store=runs,
            cancelled=lambda: len(files_of(runs)) > 0 or len(done) > 50,
            on_progress=lambda n, _: done.append(n),
        )

    assert small(1, store=runs).timing.reused == 1


def test_progress_says_what_is_safe(runs):
    """A replication is told to be done when its values are in the store."""
    told = []

    def check(done, total):
        kept = sum(len(read_chunk(path)[0]) for path in files_of(runs))
        told.append((done, total, kept))

    small(5, store=runs, on_progress=check)
    small(8, store=runs, on_progress=check)

    assert all(done <= kept for done, _, kept in told)
    assert told[-1][:2] == (8, 8)
    assert (5, 8) in [entry[:2] for entry in told]


def test_the_runs_used_longest_ago_go_first(runs):
    """Beyond the limit, old runs are removed; the one just used stays."""
    for seed in (1, 2, 3):
        small(2, seed=seed, store=runs)
        folder = runs.runs()[0].folder
        os.utime(folder, (seed * 1000, seed * 1000))
    runs.limit_bytes = runs.runs()[0].size_bytes * 5 // 2

    small(2, seed=1, store=runs)
    runs.trim()

    assert sorted(run.about["seed"] for run in runs.runs()) == [1, 3]


def test_unfinished_files_of_killed_writers_are_cleared_away(runs):
    """What nobody finishes any more goes; what may be being written stays."""
    small(2, store=runs)
    folder = runs.runs()[0].folder
    old, new = folder / "old.unfinished", folder / "new.unfinished"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (1, 1))

    runs.trim()

    assert (old.exists(), new.exists()) == (False, True)


def test_a_store_lists_and_clears_its_runs_and_nothing_else(runs):
    """What is kept can be seen and removed; a stranger's folder is not touched."""
    small(2, store=runs)
    stranger = runs.folder / "photos"
    stranger.mkdir()

    (kept,) = runs.runs()
    assert kept.about["scenario_name"] == "small sale"
    assert kept.size_bytes > 1000
    assert kept.used_at <= datetime.now(UTC)

    runs.clear()
    assert runs.runs() == []
    assert stranger.exists()


def test_a_run_without_its_first_file_is_still_used(runs):
    """A writer that was killed at the very beginning costs nothing."""
    small(2, store=runs)
    folder = runs.runs()[0].folder
    (folder / "about.json").write_bytes(b"")

    assert runs.runs()[0].about == {}
    assert small(2, store=runs).timing.reused == 2


def test_a_run_removed_while_it_is_read_is_computed_again(runs, monkeypatch):
    """Another process may remove a run at any moment."""
    small(2, store=runs)
    kept = runs.run_of(Work(small_sale(), 3, "reference"))
    reading = kept.read([0, 1], is_headline_only=False)
    listed = [files_of(runs)[0]]

    shutil.rmtree(runs.folder)
    monkeypatch.setattr(store.Path, "glob", lambda *_: iter(listed))

    assert list(reading) == []
    monkeypatch.undo()
    assert as_bytes(small(2, store=runs)) == as_bytes(small(2))
