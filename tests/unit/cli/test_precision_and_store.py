"""``simulate`` by rule and from the store, and ``hanboki store``."""

import json

import pytest

from sim.language import LANGUAGES


def without_timing(shown: str) -> str:
    """Return JSON text without its last object, ``timing``."""
    before, mark, _ = shown.partition('  "timing": {')
    assert mark
    return before


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return the folder of a store that commands use."""
    monkeypatch.setenv("HANBOKI_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def test_second_run_comes_from_the_store(simulate, store):
    """The same question gives the same bytes, and the screen says where from."""
    plain = simulate("--json", "--no-store")
    first, second = (simulate("--json") for _ in range(2))

    assert without_timing(first.stdout) == without_timing(plain.stdout)
    assert without_timing(second.stdout) == without_timing(plain.stdout)
    assert json.loads(second.stdout)["timing"]["reused"] == 3
    assert "3 of them kept" in simulate(lang="en").stdout


def test_no_store_leaves_nothing(simulate, store):
    """Nothing is kept when nothing is to be kept."""
    simulate("--no-store")

    assert not store.exists()


def test_damage_is_told_on_stderr(simulate, store):
    """A damaged file is named; the result is as before."""
    first = simulate("--json")
    (file,) = store.rglob("*.values")
    file.write_bytes(b"nothing")

    again = simulate("--json", lang="en")

    assert without_timing(again.stdout) == without_timing(first.stdout)
    assert "damaged" in again.stderr
    assert file.with_suffix(".damaged").name in again.stderr


def test_folder_that_cannot_be_written_is_told(simulate, store):
    """The run goes on without a store, and says so."""
    store.write_text("in the way")

    result = simulate(lang="en")

    assert result.exit_code == 0
    assert "cannot be kept" in result.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_store_shows_what_is_kept(run, simulate, store, lang):
    """Scenario, seed, size and folder are shown; --clear removes it."""
    simulate("--seed", 77)

    shown = run("store", lang=lang).stdout
    data = json.loads(run("store", "--json").stdout)

    assert "小さな店" in shown
    assert "77" in shown
    assert data["runs"][0]["about"]["seed"] == 77
    assert data["size_bytes"] == data["runs"][0]["size_bytes"] > 0
    assert json.loads(run("store", "--clear", "--json").stdout)["runs"] == []
    assert run("store", lang=lang).exit_code == 0


def test_store_that_is_off_says_so(run):
    """Tests, for one, keep nothing."""
    assert "HANBOKI_STORE" in run("store", lang="en").stdout
    assert json.loads(run("store", "--json").stdout)["folder"] is None


@pytest.mark.parametrize("size", ["much", "-1", "inf"])
def test_a_limit_that_is_no_size_is_refused(simulate, store, monkeypatch, size):
    """The variable is named."""
    monkeypatch.setenv("HANBOKI_STORE_GB", size)

    result = simulate()

    assert result.exit_code == 2
    assert "HANBOKI_STORE_GB" in result.stderr


def test_a_limit_in_gigabytes_is_taken(run, store, monkeypatch):
    """Half a gigabyte is half a gigabyte."""
    monkeypatch.setenv("HANBOKI_STORE_GB", "0.5")

    assert json.loads(run("store", "--json").stdout)["limit_bytes"] == 500_000_000


@pytest.mark.parametrize("words", ["20%", "0.2", "２０％"])
def test_precision_goes_on_until_the_numbers_are_known(simulate, words):
    """A per cent or a share; the result says why it stopped, and after how many."""
    result = json.loads(simulate("--precision", words, "--json").stdout)

    assert result["stopping"]["reason"] == "reached"
    assert result["stopping"]["relative"] == pytest.approx(0.2)
    assert result["record"]["replications"] > 3
    assert len(result["replications"]["missed"]) == result["record"]["replications"]


@pytest.mark.parametrize(
    ("limit", "lang", "words"),
    [
        (10, "en", "limit of 10 replications"),
        (10, "ja", "上限の 10回"),
        (500, "en", "Stopped after"),
        (500, "ja", "回で止めました"),
    ],
)
def test_screen_and_report_say_why_it_stopped(simulate, tmp_path, limit, lang, words):
    """Reached, or the budget ran out: said plainly, on the screen and on paper."""
    report = tmp_path / "r.html"
    rule = ("--precision", "15%", "--max-replications", limit)

    shown = simulate(*rule, "--report", report, lang=lang).stdout

    assert words in shown
    assert words in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["0", "100%", "-5%", "much", "nan"])
def test_impossible_precisions_are_refused(simulate, words):
    """The message shows what may be written."""
    result = simulate("--precision", words, lang="en")

    assert result.exit_code == 2
    assert "5%" in result.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cluster_that_is_not_there_is_told(simulate, lang):
    """The address and the remedy are shown, in the language of the screen."""
    result = simulate("--scheduler", "nowhere", lang=lang)

    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert "dask scheduler" in result.stderr


@pytest.mark.parametrize("command", ["staff", "frontier"])
def test_the_search_goes_to_a_cluster_as_well(run, command):
    """The search asks the same cluster, and says so when it is not there."""
    result = run(command, "case1-staffing-search", "--scheduler", "nowhere", lang="en")

    assert result.exit_code == 2
    assert "dask scheduler" in result.stderr
