"""Prints a digest of each hand-made case's trajectory; run with and without the JIT."""

import hashlib
import sys
import warnings

from sim.engines import compiled
from sim.engines.program import compile_program
from sim.engines.trajectory import Trajectory
from tests.identity.cases import CASES

TOO_SLOW = {"endless_rework", "endless_late_rework"}


def digest(trajectory: Trajectory) -> str:
    """Return the SHA-256 of all tables, types included."""
    sha = hashlib.sha256()
    for name in ("cases", "visits", "duties", "calls", "turned_away"):
        for column in getattr(trajectory, name).columns().values():
            sha.update(column.dtype.str.encode() + column.tobytes())
    return sha.hexdigest()


if __name__ == "__main__":
    warnings.simplefilter("error")
    for name in sorted(set(CASES) - TOO_SLOW):
        program = compile_program(CASES[name]())
        trajectory = compiled.simulate(program, seed=2**64 - 1, replication=3)
        sys.stdout.write(f"{name} {digest(trajectory)}\n")
