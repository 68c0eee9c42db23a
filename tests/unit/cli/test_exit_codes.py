"""Exit codes, and what is said about an end that is not good."""

import pytest

from sim.errors import EngineError, Problem


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("simulat",), "simulate のことですか", id="misspelt command"),
        pytest.param(("simulate", "--sed"), "--sed", id="unknown option"),
        pytest.param(("simulate",), "SCENARIO が指定されていません", id="no scenario"),
        pytest.param(("simulate", "x", "--seed", "a"), "--seed", id="no number"),
        pytest.param(("simulate", "x", "--seed"), "--seed に値", id="no value"),
        pytest.param(
            ("simulate", "x", "--replications", "0"), "1 以上の整数", id="below range"
        ),
        pytest.param(
            ("simulate", "x", "--engine", "fast"), "compiled, reference", id="no choice"
        ),
        pytest.param(("demand", "x", "--from", "yesterday"), "2026-12-04", id="no day"),
        pytest.param(("simulate", "nowhere.toml"), "nowhere.toml", id="no file"),
        pytest.param(("demand", "nowhere.csv"), "nowhere.csv", id="no orders"),
    ],
)
def test_wrong_command_line_is_explained(run, words, said):
    """A wrong command line ends with 2, words on stderr, and nothing on stdout."""
    result = run(*words)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["simulate", "explain", "check"])
def test_five_mistakes_are_five_numbered_problems(run, five_mistakes, command):
    """All mistakes come at once, each with place, rule, value and remedy."""
    result = run(command, five_mistakes)

    assert result.exit_code == 2
    for number, where in enumerate(
        (
            "demand[0].orders_a_day",
            "classes[0].ship_by.cutoff",
            "flow.order[0].minutes.distribution",
            "teams[0].shifts[0].heads",
        ),
        start=1,
    ):
        assert where in result.stderr, number
    assert result.stderr.count("    → ") >= 5


def test_problems_are_told_in_english_too(run, five_mistakes):
    """The same problem prints in the language that was asked for."""
    said = run("check", five_mistakes, lang="en").stderr

    assert "teams[0].shifts[0].heads\n    must be >= 0, got -3\n    → " in said


def test_engine_error_is_called_a_bug(run, simulate, monkeypatch):
    """A broken engine ends with 70 and asks for a report."""

    def broken(*_, **__):
        raise EngineError(Problem("replication 3", "finite", 1.0))

    monkeypatch.setattr("sim.experiments.run", broken)
    result = simulate(lang="en")

    assert result.exit_code == 70
    assert "replication 3" in result.stderr
    assert "bug in hanboki" in result.stderr


def test_unexpected_error_is_called_a_bug(simulate, monkeypatch):
    """What nobody foresaw ends with 70, its trace and a request to report it."""

    def broken(*_, **__):
        raise RuntimeError("boo")

    monkeypatch.setattr("sim.experiments.run", broken)
    result = simulate()

    assert result.exit_code == 70
    assert "boo" in result.stderr
    assert "不具合" in result.stderr


@pytest.mark.parametrize(("heads", "code"), [(4, 0), (0, 1)])
def test_fail_if_missed_tells_by_exit_code(run, small_shop, heads, code):
    """A plan that does not meet its target ends with 1, when that is asked for."""
    text = small_shop.read_text(encoding="utf-8")
    text = text.replace("heads = 1", f"heads = {heads}")
    target = "[target]\nmissed_share = 0.01\nwith_probability = 0.3\n"
    small_shop.write_text(text + target, encoding="utf-8")
    words = ("simulate", small_shop, "--engine", "reference", "--workers", 1)
    few = ("--replications", 10)

    assert run(*words, *few).exit_code == 0
    assert run(*words, *few, "--fail-if-missed").exit_code == code


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "x", "r.html"), "権限がありません: r.html"),
        (IsADirectoryError(21, "x", "r.html"), "フォルダーです: r.html"),
        (NotADirectoryError(20, "x", "r"), "書けません: r"),
        (FileNotFoundError(2, "x", "gone"), "ファイルがありません: gone"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_trouble_with_a_file_is_no_bug(simulate, tmp_path, monkeypatch, error, said):
    """What the disk refuses is told in words, and ends with 2."""

    def refusing(*_, **__):
        raise error

    monkeypatch.setattr("sim.report.files.write_report", refusing)
    result = simulate("--report", tmp_path / "r.html")

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_first_run_says_why_it_takes_longer(run, small_shop, monkeypatch):
    """When the engine must be compiled first, the user is told."""

    def broken(*_, **__):
        raise RuntimeError("boo")

    monkeypatch.setattr("sim.engines.compiled.is_ready", lambda: False)
    monkeypatch.setattr("sim.experiments.run", broken)

    assert "準備しています" in run("simulate", small_shop).stderr
