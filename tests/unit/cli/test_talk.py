"""The voice: which language, which stream, which characters."""

import io
import os
import subprocess
import sys

import pytest

from sim.cli import app
from sim.cli.talk import Talk, language_of_words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], None),
        (["simulate", "--lang", "en"], "en"),
        (["--lang=ja", "check"], "ja"),
        (["--lang"], None),
        (["--lang", "fr"], None),
        (["en", "ja"], None),
    ],
)
def test_language_is_found_on_the_command_line(words, expected):
    """The option is found before the command line is understood."""
    assert language_of_words(words) == expected


def test_japanese_code_page_shows_what_it_can():
    """A Windows pipe in CP932 gets look-alikes for what the code page lacks."""
    process = subprocess.run(
        [sys.executable, "-m", "sim.cli", "simulate", "--help"],
        capture_output=True,
        check=True,
        env={**os.environ, "HANBOKI_LANG": "ja", "PYTHONIOENCODING": "cp932"},
    )

    assert "シナリオを何回も実行し" in process.stdout.decode("cp932")


def test_unknown_characters_do_not_end_a_command(monkeypatch):
    """A stream that cannot show a character shows another one."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp932", errors="strict")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit):
        app(["version", "--json"])
    stream.write("〜–😀")
    stream.flush()

    assert stream.buffer.getvalue().decode("cp932").endswith("～-?")  # type: ignore[attr-defined]


def test_progress_is_silent_without_a_terminal(capsys):
    """A log file is not filled with bars."""
    with Talk("ja").progress("simulating", 2) as on_progress:
        on_progress(1, 2)

    assert capsys.readouterr() == ("", "")


def test_progress_shows_what_is_done_on_a_terminal(capsys, monkeypatch):
    """A terminal shows the bar on stderr, and stdout stays clean."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with Talk("ja").progress("simulating", 2) as on_progress:
        on_progress(2, 2)
    shown = capsys.readouterr()

    assert shown.out == ""
    assert "シミュレーション中" in shown.err
    assert "残り" in shown.err
