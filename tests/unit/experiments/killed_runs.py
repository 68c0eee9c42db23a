"""Runs with a store that are killed at random moments; a script of its own.

Children are forked from a process without threads that has imported everything, so a
kill hits the run and not the start of Python.
Prints what happened as JSON.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from sim.experiments import keeping, run, to_json_dict
from sim.experiments.chunks import read_chunk
from sim.experiments.store import RunStore
from sim.experiments.work import Work
from tests.unit.experiments.worlds import small_sale

REPLICATIONS = 160
MOST_IN_A_LIFE = 14


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill a run so many times, let it end, then let two run at the same time."""
    chance = np.random.default_rng(seed)
    keeping._SHORTEST_PAUSE = 0.01  # many writes, so that many kills hit one
    rounds = []
    for number in range(kills):
        before = stored(folder)
        child = begin(folder, f"killed{number}")
        computed = folder / f"killed{number}.computed"
        least = chance.integers(MOST_IN_A_LIFE)
        while len(numbers_in(computed)) < least:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.02))  # anywhere between two replications
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rounds.append(seen(folder, f"killed{number}", before))
    before = stored(folder)
    os.waitpid(begin(folder, "last"), 0)
    rounds.append(seen(folder, "last", before))
    both = [begin(folder / "both", name) for name in ("first", "second")]
    for child in both:
        os.waitpid(child, 0)
    happened = {"rounds": rounds, "both": stored(folder / "both")}
    sys.stdout.write(json.dumps(happened))


def begin(folder: Path, name: str) -> int:
    """Start a child that runs everything and writes its answer; return its id."""
    folder.mkdir(exist_ok=True)
    child = os.fork()
    if child:
        return child
    computed = os.open(folder / f"{name}.computed", os.O_CREAT | os.O_WRONLY)
    told = os.open(folder / f"{name}.told", os.O_CREAT | os.O_WRONLY)
    values = Work.values

    def listed(work: Work, number: int):
        os.write(computed, f"{number}\n".encode())
        return values(work, number)

    Work.values = listed
    answer = run(
        small_sale(),
        replications=REPLICATIONS,
        seed=3,
        engine="reference",
        workers=1,
        store=RunStore(folder / "store"),
        on_progress=lambda done, _: os.write(told, f"{done}\n".encode()),
    )
    content = to_json_dict(answer)
    del content["timing"]
    (folder / f"{name}.json").write_text(json.dumps(content))
    os._exit(0)


def seen(folder: Path, name: str, before: list[int]) -> dict[str, object]:
    """Return what a child did: what was there, what it computed, what it said."""
    return {
        "before": before,
        "computed": numbers_in(folder / f"{name}.computed"),
        "told": max(numbers_in(folder / f"{name}.told"), default=0),
        "after": stored(folder),
    }


def numbers_in(path: Path) -> list[int]:
    """Return the numbers in a file, one a line."""
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def stored(folder: Path) -> list[int]:
    """Return the replications that are whole in the store."""
    files = sorted((folder / "store").rglob("*.values"))
    return sorted({number for path in files for number in read_chunk(path)[0]})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
