"""Measures the engines and prints a table: ``python -m tests.benchmarks [row …]``.

Medians of repeated runs, one core unless it says otherwise.
Rows count processor time where other programs on the machine would blur the clock.
Without arguments all rows are measured but the largest (``ten_million``).
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
from sim.engines.compiled import counted, kernel, known, orders, result, state
from sim.engines.compiled.encoding import encode
from sim.engines.population import populate
from sim.engines.program import compile_program
from sim.experiments import headlines, run
from sim.measures import Frame, kpis, replicate_headline, replicate_tables
from sim.measures.counting import plan_of
from sim.measures.tables import tables_of_tally
from sim.scenario import files
from sim.scenario.model import Scenario
from tests.benchmarks.tandem import (
    ciw_seconds,
    salabim_seconds,
    simpy_seconds,
    tandem,
)

ROOT = Path(__file__).parents[2]
CASE = ROOT / "scenarios" / "case1-sale-10x-with-temps.toml"
HARD_CASE = ROOT / "scenarios" / "case1-sale-10x-no-temps.toml"
FIRST_RUN = (
    "from sim.engines.program import compile_program\n"
    "from sim.measures import Frame, replicate_tables\n"
    "from tests.benchmarks.tandem import tandem\n"
    "frame = Frame(compile_program(tandem()))\n"
    "replicate_tables(frame, seed=1, replication=0, engine='compiled')\n"
)
MOST_HEADS = 10_000
"""People whom the format takes in one shift."""
MODES = ("trajectory", "headline", "tables")


def main(chosen: list[str]) -> None:
    """Print the measurements that were asked for as a Markdown table."""
    _say("| what | value |")
    _say("|---|---|")
    for name in chosen or [name for name in ROWS if name != "ten_million"]:
        ROWS[name]()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _median_seconds(
    action: Callable[[int], object],
    times: int,
    clock: Callable[[], float] = time.process_time,
) -> float:
    seconds = []
    for number in range(times + 1):
        began = clock()
        action(number)
        seconds.append(clock() - began)
    return median(seconds[1:])  # the first warms up


def scaled(scale: int) -> Scenario:
    """Return the shipped sale with ``scale`` times the orders, people and places."""
    scenario = files.load(CASE)
    teams = tuple(
        team.replace(
            shifts=tuple(
                shift.replace(heads=shift.heads * scale // parts)
                for shift in team.shifts
                for parts in [1 + shift.heads * scale // MOST_HEADS]
                for _ in range(parts)
            )
        )
        for team in scenario.teams
    )
    demand = tuple(
        row.replace(orders_per_day=row.orders_per_day * scale)
        for row in scenario.demand
    )
    order = tuple(
        step.replace(capacity=step.capacity * scale)
        if step.kind == "gate" and step.capacity is not None
        else step
        for step in scenario.flow["order"]
    )
    flow = {**scenario.flow, "order": order}
    return scenario.replace(teams=teams, demand=demand, flow=flow)


def sizes() -> None:
    """Print the parts of a replication by size and by what is kept of it."""
    for scale in (1, 10, 100):
        for mode in MODES:
            _parts(scale, mode)


def _parts(scale: int, mode: str) -> None:
    program = compile_program(scaled(scale))
    frame = Frame(program)
    tables, plan = encode(program), plan_of(frame)
    parts: dict[str, list[float]] = {
        name: [] for name in ("orders", "first draws", "loop", "numbers")
    }
    whole = []
    for replication in range(1 + max(3, 20 // scale)):
        marks = [time.process_time()]
        people = populate(program, seed=1, replication=replication)
        marks.append(time.process_time())
        fields = orders.known_orders(program, tables, people, 1, replication)
        marks.append(time.process_time())
        counts = counted.LOG_ONLY
        if mode != "trajectory":
            counts = counted.empty_counts(
                program, plan, len(people), details=mode == "tables"
            )
        now = state.initial_state(program, tables, people.duty_present, fields, counts)
        while kernel.run(tables, now) == kernel.FULL:
            now = state.grown(now)
        marks.append(time.process_time())
        if mode == "trajectory":
            result.as_trajectory(program, tables, people, now)
        else:
            tally = counted.as_tally(program, plan, now, 0)
            kpis.values(frame, tally)
            if mode == "tables":
                tables_of_tally(frame, tally)
        marks.append(time.process_time())
        n = len(people)
        for name, first, last in zip(parts, marks, marks[1:], strict=False):
            parts[name].append((last - first) / n * 1e6)
        whole.append((marks[-1] - marks[0]) / n * 1e6)
    names = ", ".join(f"{name} {median(parts[name][1:]):.2f}" for name in parts)
    _say(
        f"| sale of case 1, {n:,} orders, {mode} | {median(whole[1:]):.2f} µs/order, "
        f"best {min(whole[1:]):.2f} ({names}) |"
    )


def many_plans() -> None:
    """Print what a headline costs the first plan, and the plans after it."""
    frame = Frame(compile_program(files.load(CASE)))
    n = len(populate(frame.program, seed=1, replication=0))

    def first(_: int) -> None:
        known.forget_orders()
        replicate_headline(frame, seed=1, replication=0, engine="compiled")

    def later(_: int) -> None:
        replicate_headline(frame, seed=1, replication=0, engine="compiled")

    for name, action in (("first plan", first), ("every further plan", later)):
        each = _median_seconds(action, 40) / n * 1e6
        _say(f"| headline of case 1, {name} | {each:.2f} µs/order |")


def against_reference() -> None:
    """Print how many times faster than the reference engine a replication is."""
    program = compile_program(files.load(CASE))

    def fast(replication: int) -> object:
        return compiled.simulate(program, seed=1, replication=replication)

    def slow(replication: int) -> object:
        return reference.simulate(program, seed=1, replication=replication)

    ratio = _median_seconds(slow, 3) / _median_seconds(fast, 20)
    _say(f"| reference ÷ compiled, case 1, whole replication | {ratio:.0f} × |")


def against_others() -> None:
    """Print the same tandem in this project and in three other tools."""
    program = compile_program(tandem())
    n = len(populate(program, seed=1, replication=0))
    own = _median_seconds(
        lambda r: compiled.simulate(program, seed=1, replication=r), 20
    )
    own_us = own / n * 1e6
    _say(f"| tandem of 3 stations, {n:,} orders, compiled | {own_us:.2f} µs/order |")
    others = {
        "plain SimPy": (simpy_seconds, 3),
        "Ciw": (ciw_seconds, 3),
        "salabim": (salabim_seconds, 1),  # gets slower with each run in a process
    }
    for name, (measure, times) in others.items():
        runs = [measure() for _ in range(times)]
        if runs[0] is None:
            _say(f"| tandem, {name} | not installed |")
            continue
        each = median(run[0] / run[1] * 1e6 for run in runs if run is not None)
        _say(f"| tandem, {name} | {each:.1f} µs/order, {each / own_us:.0f} × ours |")


def threads() -> None:
    """Print how replications on two threads compare with one."""
    frame = Frame(compile_program(files.load(CASE)))

    def one(replication: int) -> object:
        return replicate_tables(
            frame, seed=1, replication=replication, engine="compiled"
        )

    one(0)
    seconds = {}
    for workers in (1, 2):
        known.forget_orders()
        with ThreadPoolExecutor(workers) as pool:
            began = time.perf_counter()
            list(pool.map(one, range(200)))
            seconds[workers] = time.perf_counter() - began
    gain = seconds[1] / seconds[2]
    _say(
        f"| case 1, 200 replications, all measures | {seconds[1]:.2f} s on 1 thread, "
        f"{seconds[2]:.2f} s on 2 ({gain:.2f} ×) |"
    )


def experiment() -> None:
    """Print whole experiments: all tables, headlines, headlines of another plan."""
    scenario = files.load(CASE)
    program = compile_program(scenario)
    n = sum(len(populate(program, seed=1, replication=r)) for r in range(200))
    _say(f"| orders in these 200 replications | {n:,} |")
    for workers in (1, 2):
        _timed(
            f"`experiments.run`, 200 replications, {workers} threads",
            lambda w=workers: run(scenario, replications=200, seed=1, workers=w),
            forget=True,
        )
    numbers = range(200)
    for forget, name in ((True, "first plan"), (False, "further plan")):
        _timed(
            f"`headlines`, 200 replications, 2 threads, {name}",
            lambda: headlines(scenario, numbers=numbers, seed=1, workers=2),
            forget=forget,
        )


def _timed(name: str, action: Callable[[], object], *, forget: bool) -> None:
    wall, used = [], []
    for _ in range(4):
        if forget:
            known.forget_orders()
        began, spent = time.perf_counter(), time.process_time()
        action()
        wall.append(time.perf_counter() - began)
        used.append(time.process_time() - spent)
    _say(
        f"| {name} | {median(wall[1:]):.2f} s, best {min(wall[1:]):.2f} s "
        f"({median(used[1:]):.2f} s of processor time) |"
    )


def starts() -> None:
    """Print a first run with nothing compiled, later ones, and the whole command.

    Python keeps its bytecode, as it does on the machine of a user; the first run of
    the command may still have to make it.
    """
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        variables = {**own, "NUMBA_CACHE_DIR": folder}
        first = [sys.executable, "-c", FIRST_RUN]
        _process("first run, everything compiled", first, variables)
        for _ in range(3):
            _process("later run, warm cache", first, variables)
    command = [sys.executable, "-c", "from sim.cli import app; app()", "simulate"]
    command += [str(HARD_CASE), "--replications", "200"]
    with tempfile.TemporaryDirectory() as folder:
        for store in ("off", "off", "off", folder, folder):
            kept = "no store" if store == "off" else "store, empty at first"
            variables = {**own, "HANBOKI_STORE": store}
            _process(
                f"`hanboki simulate`, 200 replications, {kept}", command, variables
            )


def _process(name: str, command: list[str], variables: dict[str, str]) -> None:
    began, spent = time.perf_counter(), _children_seconds()
    subprocess.run(
        command, cwd=ROOT, env=variables, check=True, stdout=subprocess.DEVNULL
    )
    _say(
        f"| whole process, {name} | {time.perf_counter() - began:.1f} s "
        f"({_children_seconds() - spent:.1f} s of processor time) |"
    )


def _children_seconds() -> float:
    """Return the processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def million() -> None:
    """Print time and memory of one replication with a million orders, by mode."""
    _large(110)


def ten_million() -> None:
    """Print the same with ten million."""
    _large(1100)


def _large(scale: int) -> None:
    for mode in ("headline", "tables"):
        call = f"one_large({scale}, {mode!r})"
        source = f"from tests.benchmarks.__main__ import one_large; {call}"
        subprocess.run([sys.executable, "-c", source], cwd=ROOT, check=True)


def one_large(scale: int, mode: str) -> None:
    """Print time and memory of one replication; run it in a process of its own."""
    frame = Frame(compile_program(scaled(scale)))
    before = _peak_mb()
    began = time.process_time()
    measure = replicate_headline if mode == "headline" else replicate_tables
    found = measure(frame, seed=1, replication=1, engine="compiled")
    n = (found if mode == "headline" else found["kpis"])[0]
    each, peak = (time.process_time() - began) / n * 1e6, _peak_mb()
    _say(
        f"| one replication, {n:,.0f} orders, {mode} | {each:.2f} µs/order; "
        f"peak {peak:,.0f} MB, {(peak - before) * 2**20 / n:.0f} bytes/order |"
    )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


ROWS: dict[str, Callable[[], None]] = {
    action.__name__: action
    for action in (
        sizes,
        many_plans,
        against_reference,
        against_others,
        threads,
        experiment,
        starts,
        million,
        ten_million,
    )
}

if __name__ == "__main__":
    main(sys.argv[1:])
