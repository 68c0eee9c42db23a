"""Planners at a server, without browsers: ``python -m tests.benchmarks.planners``.

Each planner holds a websocket to the page シミュレーション, thinks for 20 s on average
(exponentially), then types a head into the table of shifts (four times of five) or has
the plan computed. What is measured is the time from the message to the end of the
script, at the client; server and clients share the machine.
A few others look at the start page, a light one, every few seconds meanwhile.
"""

import argparse
import asyncio
import json
import math
import resource
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from sim.randomness.variates import uniform
from tests.dashboards.servers import ROOT, Server, serving_people

PAGE = "simulation"
RUN_EVERY = 5
MOST_HEADS = 4
FIRST_SECONDS = 120
VISITORS = 5
VISIT_EVERY = 3.0
"""Seconds on average."""


@dataclass
class Measured:
    """Times of all planners, seconds."""

    first: list[float] = field(default_factory=list)
    typed: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)
    light: list[float] = field(default_factory=list)


class Planner:
    """One tab."""

    def __init__(self, socket, number, *, page=PAGE):
        self.socket = socket
        self.number = number
        self.page = page
        self.step = 0
        self.widgets = {}
        self.table = {}

    def chance(self):
        """Return a number in (0, 1), the same in every measurement."""
        self.step += 1
        return uniform(1, 0, 0, self.number, self.step, 0, 0)

    async def open(self):
        """Open the page; return the seconds that it took."""
        return await self._run()

    async def type_head(self):
        """Type a head into one of the first two shifts."""
        row = str(int(self.chance() * 2))
        self.table[row] = {"heads": int(self.chance() * MOST_HEADS)}
        return await self._run()

    async def compute(self):
        """Press the button under the table."""
        return await self._run(clicked="simulation_run")

    async def _run(self, clicked=None):
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = "lang=ja", self.page
        table = next((i for i in self.widgets if "simulation_staffing" in i), None)
        if table is not None:
            widget = state.widget_states.widgets.add()
            edits = {"edited_rows": self.table, "added_rows": [], "deleted_rows": []}
            widget.id, widget.string_value = table, json.dumps(edits)
        button = next(
            (i for i in self.widgets if clicked and i.endswith(clicked)), None
        )
        if button is not None:
            widget = state.widget_states.widgets.add()
            widget.id, widget.trigger_value = button, True
        began = perf_counter()
        await self.socket.send(message.SerializeToString())
        await self._read()
        return perf_counter() - began

    async def _read(self):
        while True:
            message = ForwardMsg.FromString(await self.socket.recv())
            kind = message.WhichOneof("type")
            if kind == "delta":
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                widget_id = getattr(getattr(element, kind), "id", "") if kind else ""
                if widget_id:
                    self.widgets[widget_id] = kind
            elif kind == "script_finished":
                return


@asynccontextmanager
async def planner_at(server: Server, number: int, **options):
    """Open a tab of a planner who has logged in."""
    async with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        origin=server.url,
        subprotocols=["streamlit"],
        additional_headers={"Cookie": f"hanboki={server.tokens['shop']}"},
        max_size=None,
        compression=None,
        proxy=None,
    ) as socket:
        yield Planner(socket, number, **options)


async def plan(server: Server, number: int, given, measured: Measured):
    """Be one planner until the time is over."""
    until = perf_counter() + given.ramp + given.seconds
    await asyncio.sleep(given.ramp * number / given.planners)
    async with planner_at(server, number) as planner:
        measured.first.append(await planner.open())
        while True:
            await asyncio.sleep(given.think * _exponential(planner.chance()))
            if perf_counter() > until:
                return
            if planner.step % RUN_EVERY == 0:
                measured.computed.append(await planner.compute())
            else:
                measured.typed.append(await planner.type_head())


async def visit(server: Server, number: int, given, measured: Measured):
    """Look at the start page again and again until the time is over."""
    until = perf_counter() + given.ramp + given.seconds
    async with planner_at(server, number, page="") as visitor:
        await visitor.open()
        while perf_counter() < until:
            await asyncio.sleep(VISIT_EVERY * _exponential(visitor.chance()))
            measured.light.append(await visitor.open())


async def measure(server: Server, given) -> Measured:
    """Let all planners work; the first visit before them warms the server."""
    measured = Measured()
    warm = argparse.Namespace(ramp=0, seconds=0, planners=1, think=0.0)
    async with asyncio.timeout(FIRST_SECONDS):
        await plan(server, 0, warm, Measured())
        await asyncio.sleep(5)
    tasks = [plan(server, number, given, measured) for number in range(given.planners)]
    visitors = range(given.planners, given.planners + VISITORS)
    tasks += [visit(server, number, given, measured) for number in visitors]
    await asyncio.gather(*tasks)
    return measured


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.planners")
    parser.add_argument("--planners", type=int, default=250)
    parser.add_argument("--think", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--ramp", type=float, default=30.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scenarios = {"HANBOKI_SCENARIOS": str(ROOT / "scenarios")}
        with serving_people(Path(folder), **scenarios) as server:
            measured = asyncio.run(measure(server, given))
            status = Path(f"/proc/{server.process.pid}/status").read_text()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    lines = [
        f"{given.planners} planners, {given.think:g} s between actions",
        _line("first visit", measured.first),
        _line("typed head", measured.typed),
        _line("computed", measured.computed),
        _line("both", measured.typed + measured.computed),
        _line("start page meanwhile", measured.light),
        f"server: {memory:.0f} MB, {used.ru_utime + used.ru_stime:.0f} s of processor",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _exponential(chance: float) -> float:
    return -math.log(chance)


def _line(name: str, seconds: list[float]) -> str:
    if len(seconds) < 20:
        return f"{name}: {len(seconds)} times, too few for quantiles"
    cuts = quantiles(seconds, n=100)
    p50, p95, p99 = (1000 * cuts[i] for i in (49, 94, 98))
    return f"{name}: n {len(seconds)}, p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms"


if __name__ == "__main__":
    main()
