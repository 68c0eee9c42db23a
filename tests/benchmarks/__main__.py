"""Measures the engines and prints a table: ``python -m tests.benchmarks``.

Medians of repeated runs, one core unless it says otherwise; the rows by size count
processor time, because other programs run on the machine too.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from sim.engines import compiled, reference
from sim.engines.compiled import engine, kernel, orders, result, state
from sim.engines.compiled.encoding import encode
from sim.engines.population import populate
from sim.engines.program import Program, compile_program
from sim.experiments import run
from sim.scenario import files
from sim.scenario.model import Scenario
from tests.benchmarks.cluster import cluster_rows
from tests.benchmarks.tandem import ciw_seconds, simpy_seconds, tandem

ROOT = Path(__file__).parents[2]
CASE = ROOT / "scenarios" / "case1-sale-10x-with-temps.toml"
START = (
    "from sim.engines import compiled\n"
    "from sim.engines.program import compile_program\n"
    "from tests.benchmarks.tandem import tandem\n"
    "compiled.simulate(compile_program(tandem()), seed=1, replication=0)\n"
)


def main() -> None:
    """Print all measurements as a Markdown table."""
    _say("| what | value |")
    _say("|---|---|")
    shipped = compile_program(files.load(CASE))
    for scale in (1, 10, 100):
        _by_size(scale)
    _against_reference(shipped)
    _against_others()
    _threads(shipped)
    _experiment()
    _starts()
    for what, value in cluster_rows():
        _say(f"| {what} | {value} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _median_seconds(action: Callable[[int], object], times: int) -> float:
    seconds = []
    for number in range(times + 1):
        began = time.perf_counter()
        action(number)
        seconds.append(time.perf_counter() - began)
    return median(seconds[1:])  # the first warms up


def _scaled(scale: int) -> Scenario:
    """Return the shipped sale with ``scale`` times the orders, people and places."""
    scenario = files.load(CASE)
    teams = tuple(
        team.replace(
            shifts=tuple(s.replace(heads=s.heads * scale) for s in team.shifts)
        )
        for team in scenario.teams
    )
    demand = tuple(row.replace(scale=row.scale * scale) for row in scenario.demand)
    order = tuple(
        step.replace(capacity=step.capacity * scale)
        if step.kind == "gate" and step.capacity is not None
        else step
        for step in scenario.flow["order"]
    )
    flow = {**scenario.flow, "order": order}
    return scenario.replace(teams=teams, demand=demand, flow=flow)


def _by_size(scale: int) -> None:
    program = compile_program(_scaled(scale))
    tables = encode(program)
    parts: dict[str, list[float]] = {"drawing": [], "loop": [], "tables": []}
    whole, events = [], 0
    for replication in range(1 + max(3, 20 // scale)):
        marks = [time.process_time()]
        people = populate(program, seed=1, replication=replication)
        marks.append(time.process_time())
        now = state.initial_state(program, tables, people, 1, replication)
        now = orders.with_orders(program, tables, people, now)
        while kernel.run(tables, now) == kernel.FULL:
            now = state.grown(now)
        marks.append(time.process_time())
        trajectory = result.as_trajectory(program, tables, people, now)
        marks.append(time.process_time())
        n = len(people)
        for name, first, last in zip(parts, marks, marks[1:], strict=False):
            parts[name].append((last - first) / n * 1e6)
        whole.append((marks[-1] - marks[0]) / n * 1e6)
        events = n + len(trajectory.visits)
    names = ", ".join(f"{name} {median(parts[name][1:]):.2f}" for name in parts)
    loop = median(parts["loop"][1:]) * n / events * 1000
    _say(
        f"| sale of case 1, {n:,} orders | {median(whole[1:]):.2f} µs/order, "
        f"best {min(whole[1:]):.2f} ({names}); "
        f"loop {loop:.0f} ns/event; peak memory of the process {_peak_mb():.0f} MB |"
    )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _against_reference(program: Program) -> None:
    def fast(replication: int) -> object:
        return compiled.simulate(program, seed=1, replication=replication)

    def slow(replication: int) -> object:
        return reference.simulate(program, seed=1, replication=replication)

    ratio = _median_seconds(slow, 3) / _median_seconds(fast, 20)
    _say(f"| reference ÷ compiled, case 1, whole replication | {ratio:.0f} × |")


def _against_others() -> None:
    program = compile_program(tandem())
    sizes = len(populate(program, seed=1, replication=0))
    own = _median_seconds(
        lambda r: compiled.simulate(program, seed=1, replication=r), 20
    )
    own_us = own / sizes * 1e6
    _say(
        f"| tandem of 3 stations, {sizes:,} orders, compiled | {own_us:.2f} µs/order |"
    )
    for name, measure in (("plain SimPy", simpy_seconds), ("Ciw", ciw_seconds)):
        runs = [measure() for _ in range(3)]
        if runs[0] is None:
            _say(f"| tandem, {name} | not installed |")
            continue
        each = median(run[0] / run[1] * 1e6 for run in runs if run is not None)
        _say(f"| tandem, {name} | {each:.1f} µs/order, {each / own_us:.0f} × ours |")


def _threads(program: Program) -> None:
    def run(replication: int) -> int:
        return len(engine.simulate(program, seed=1, replication=replication).visits)

    seconds = {}
    for workers in (1, 2):
        with ThreadPoolExecutor(workers) as pool:
            began = time.perf_counter()
            list(pool.map(run, range(200)))
            seconds[workers] = time.perf_counter() - began
    gain = seconds[1] / seconds[2]
    _say(
        f"| case 1, 200 replications | {seconds[1]:.2f} s on 1 thread, "
        f"{seconds[2]:.2f} s on 2 ({gain:.2f} ×) |"
    )


def _experiment() -> None:
    scenario = files.load(CASE)
    for workers in (1, 2):
        wall, used = [], []
        for _ in range(4):
            began, spent = time.perf_counter(), time.process_time()
            run(scenario, replications=200, workers=workers)
            wall.append(time.perf_counter() - began)
            used.append(time.process_time() - spent)
        _say(
            f"| case 1, 200 replications with all measures, {workers} threads | "
            f"{median(wall[1:]):.2f} s ({median(used[1:]):.2f} s of processor time) |"
        )


def _starts() -> None:
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for name in ("first run, everything compiled", "later run, warm cache"):
            began, spent = time.perf_counter(), _children_seconds()
            subprocess.run(
                [sys.executable, "-c", START], cwd=ROOT, env=variables, check=True
            )
            _say(
                f"| whole process, {name} | {time.perf_counter() - began:.1f} s "
                f"({_children_seconds() - spent:.1f} s of processor time) |"
            )


def _children_seconds() -> float:
    """Return the processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
