"""A real Dask cluster on this machine: one scheduler, worker processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Cluster", "cluster_of"]

ROOT = Path(__file__).parents[1]
ORPHAN = ("--death-timeout", "20")
"""A worker that has no scheduler ends after so many seconds."""


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.scheduler = self._begin("scheduler", "--port", "0", "--no-dashboard")
        self.workers: list[subprocess.Popen] = []

    @property
    def address(self) -> str:
        """Address of the scheduler."""
        wait_for(self._file.exists)
        return json.loads(self._file.read_text())["address"]

    def add_worker(self) -> None:
        """Start one more worker process with one thread."""
        number = len(self.workers)
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", *ORPHAN)
        self.workers.append(self._begin("worker", *options, "--name", f"w{number}"))

    def wait(self) -> None:
        """Wait until the scheduler knows all workers that are alive."""
        from distributed import Client

        alive = sum(worker.poll() is None for worker in self.workers)
        with Client(self.address, set_as_default=False) as client:
            if alive:
                client.wait_for_workers(alive, timeout=60)

    def kill(self, process: subprocess.Popen) -> None:
        """End a process as a power cut would."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """End everything."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _begin(self, role: str, *options: str) -> subprocess.Popen:
        words = [sys.executable, "-m", "dask", role, *options]
        with (self._folder / f"{role}.log").open("ab") as log:
            return subprocess.Popen(
                [*words, "--scheduler-file", str(self._file)],
                cwd=self._folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )


@contextmanager
def cluster_of(workers: int, folder: Path) -> Iterator[Cluster]:
    """Yield a running cluster of so many workers."""
    cluster = Cluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        cluster.wait()
        yield cluster
    finally:
        cluster.close()


def wait_for(condition, seconds: float = 60.0) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)
