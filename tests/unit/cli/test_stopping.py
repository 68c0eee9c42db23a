"""Stopping a real process: by Ctrl-C, from outside, and by a reader that leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")


def started(*words: object, **options: object) -> "subprocess.Popen[str]":
    """Return a running command line; text in, text out."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HANBOKI_LANG": "ja"},
        **options,  # type: ignore[call-overload]  # only env-like options are passed
    )


def wait_until_busy(process: "subprocess.Popen[str]") -> None:
    """Return when the process has used enough time to be in mid-run."""
    ticks = os.sysconf("SC_CLK_TCK")
    for _ in range(600):
        fields = Path(f"/proc/{process.pid}/stat").read_text().split()
        if (int(fields[13]) + int(fields[14])) / ticks > 3.0:
            return
        assert process.poll() is None
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_stopped_run_leaves_no_file(tmp_path, small_shop, number, code):
    """A signal in mid-run ends with its code, one sentence, and no file."""
    before = set(tmp_path.iterdir())
    words = ("--replications", 1_000_000, "--engine", "reference", "--workers", 1)
    outputs = ("--out", tmp_path / "out", "--report", tmp_path / "report.html")
    process = started("simulate", small_shop, *words, *outputs)
    wait_until_busy(process)
    process.send_signal(number)
    shown, said = process.communicate(timeout=30)

    assert process.returncode == code
    assert (shown, said) == ("", "中止しました。書きかけのファイルは残っていません。\n")
    assert set(tmp_path.iterdir()) == before


def test_reader_that_leaves_ends_the_command_quietly():
    """``hanboki schema | head -1`` shows one line and no complaint."""
    process = started("schema")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process:
        said = process.stderr.read()

    assert process.returncode == 141
    assert said == ""


def test_pipe_gets_no_colours_and_no_broken_lines(small_shop):
    """Piped text has no escape codes, and a long line stays one line."""
    long_name = small_shop.with_name("n" * 150 + ".toml")
    small_shop.rename(long_name)
    process = started("check", long_name)
    shown, said = process.communicate(timeout=60)

    assert "\x1b" not in shown + said
    assert str(long_name) in shown.splitlines()[0]
