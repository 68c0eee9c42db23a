"""What a second worker of a Dask cluster brings.

``python -m tests.benchmarks.cluster`` prints this part alone.
Two clusters of real processes, of one and of two workers with one thread each, do the
same job in turns, so that other programs on the machine disturb both alike.
Beside the clock, the processor time of each part is counted: what scheduler and client
need beside the workers bounds what two cores can bring when nobody else is there.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from sim.experiments import headlines
from sim.experiments.cluster import cluster_executor
from sim.scenario import files
from tests.dask_cluster import Cluster, cluster_of

__all__ = ["cluster_rows"]

SCENARIO = Path(__file__).parents[2] / "scenarios" / "case1-sale-10x-with-temps.toml"
REPLICATIONS = 5000
ROUNDS = 2


def cluster_rows() -> Iterator[tuple[str, str]]:
    """Yield (what, value) of the benchmark."""
    with ExitStack() as stack:
        clusters = []
        for workers in (1, 2):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            clusters.append(stack.enter_context(cluster_of(workers, Path(folder))))
        for each in clusters:
            _job(each, 200)  # warms up
        seconds = [[_job(each)[0] for each in clusters] for _ in range(ROUNDS)]
        _, workers, others = _job(clusters[1])
    one, two = (median(column) for column in zip(*seconds, strict=True))
    ratio = median(first / second for first, second in seconds)
    load = os.getloadavg()[0]
    job = f"{REPLICATIONS} replications of {SCENARIO.stem}"
    yield f"cluster, {job}, one worker / two workers, s", f"{one:.1f} / {two:.1f}"
    yield "cluster, two workers ÷ one worker, by the clock", f"{ratio:.2f}"
    yield "load of the machine meanwhile", f"{load:.1f} on {os.cpu_count()} cores"
    yield (
        "cluster, processor seconds of the workers / of scheduler and client",
        f"{workers:.1f} / {others:.1f}",
    )
    bound = 2 * workers / (workers + others)
    yield "cluster, two ÷ one that this allows on two free cores", f"{bound:.2f}"


def _job(cluster: Cluster, replications: int = REPLICATIONS) -> tuple[float, ...]:
    """Return seconds by the clock, of the workers, of scheduler and client."""
    scenario = files.load(SCENARIO)
    with cluster_executor(cluster.address) as executor:
        before = [time.perf_counter(), *_processor_seconds(cluster)]
        headlines(scenario, numbers=range(replications), seed=1, executor=executor)
        after = [time.perf_counter(), *_processor_seconds(cluster)]
    return tuple(end - begin for begin, end in zip(before, after, strict=True))


def _processor_seconds(cluster: Cluster) -> tuple[float, float]:
    workers = sum(_of_process(worker) for worker in cluster.workers)
    return workers, _of_process(cluster.scheduler) + time.process_time()


def _of_process(process: subprocess.Popen) -> float:
    """Return the processor time of a process so far (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    for what, value in cluster_rows():
        sys.stdout.write(f"| {what} | {value} |\n")
        sys.stdout.flush()
