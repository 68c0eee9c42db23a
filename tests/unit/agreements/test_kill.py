"""kill -9 at any moment: what was acknowledged is there, and the chain verifies."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from sim.agreements import store
from sim.agreements.chain import verify_chain
from tests.unit.accounts.worlds import NOON

ROOT = Path(__file__).parents[3]


def written_until_killed(url: str, agreement_id: str, first: int, after: float) -> list:
    """Start a writer, kill it a moment after its first word, return what it said."""
    words = [url, agreement_id, "shop@example.jp", str(first)]
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.agreements.writer", *words],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline()]
    sleep(after)
    os.kill(writer.pid, signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return [int(line) for line in said if line.endswith(b"\n")]


def check(table, acknowledged: list[int]) -> int:
    """Everything acknowledged is there once, in order; return how much is there."""
    seen = table.see()
    kept = [int(e.payload["comment"]) for e in seen.events if e.type == "commented"]
    assert verify_chain(seen.events) is None
    assert store.chain_fault(table.database, table.shop, table.id, now=NOON) is None
    assert set(acknowledged) <= set(kept)
    assert kept == sorted(set(kept))
    told = store.notifications(table.database, table.agency)
    assert len(told) == 1 + len(kept)
    return len(kept)


def kill_often(table, url: str, times: int) -> tuple[int, int]:
    """Kill a writer so many times; return what was acknowledged and what is there."""
    table.send()
    acknowledged: list[int] = []
    there = 0
    for turn in range(times):
        after = 0.001 * (turn * 37 % 60)
        acknowledged += written_until_killed(url, table.id, 100_000 * turn, after)
        there = check(table, acknowledged)
    return len(acknowledged), there


def test_killed_writer_loses_nothing_acknowledged(table, database_url):
    """Two kills in mid-writing: every acknowledged comment is there."""
    acknowledged, there = kill_often(table, database_url, 2)

    assert 2 <= acknowledged <= there <= acknowledged + 2


@pytest.mark.slow
def test_many_kills_lose_nothing_acknowledged(table, database_url):
    """Forty kills at different moments; at most one unacknowledged event a kill."""
    acknowledged, there = kill_often(table, database_url, 40)

    assert 40 <= acknowledged <= there <= acknowledged + 40
