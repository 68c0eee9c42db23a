"""A simulated sale as the order files that a shop would export hour by hour."""

import csv
import io
import os
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from sim.engines import simulate
from sim.engines.program import compile_program
from sim.scenario.model import Scenario
from sim.units import NEVER

HEADER = (
    "注文番号",
    "ステータス",
    "注文日時",
    "注文確認日時",
    "注文確定日時",
    "発送指示日時",
    "発送完了報告日時",
    "合計金額",
    "個数",
)


def truth_of(
    scenario: Scenario, *, seed: int, engine: str = "compiled"
) -> pd.DataFrame:
    """Return one simulated sale, a row an order, with the moments of its stages.

    ``confirmed``, ``released`` and ``shipped`` are NaT while they did not happen;
    ``missed`` and ``due`` are what really became of it.
    """
    program = compile_program(scenario)
    seen = simulate(program, seed=seed, replication=0, engine_name=engine)
    cases, visits = seen.cases, seen.visits
    n = int(np.count_nonzero(cases.flow == 0))
    names = [step.name for step in program.steps]
    ends = {}
    for name in ("confirm", "processing"):
        step = names.index(name) if name in names else -1
        ended = np.full(n, NEVER, np.int64)
        rows = np.flatnonzero((visits.step == step) & (visits.case < n))
        ended[visits.case[rows]] = visits.ended[rows]
        ends[name] = ended

    def moments(ticks):
        stamps = pd.Series(
            pd.Timestamp(scenario.clock.start)
            + pd.to_timedelta(np.where(ticks == NEVER, 0, ticks), unit="ms")
        )
        return stamps.where(ticks != NEVER)

    frame = pd.DataFrame(
        {
            "number": [f"123456-20261201-{i:010d}" for i in range(n)],
            "ordered": moments(cases.arrived[:n]),
            "confirmed": moments(ends["confirm"]),
            "released": moments(ends["processing"]),
            "shipped": moments(cases.completed[:n]),
            "due": moments(cases.due[:n]),
            "left": moments(
                np.where(cases.completed[:n] == NEVER, cases.left[:n], NEVER)
            ),
            "value": cases.value_yen[:n].round(),
        }
    )
    frame["missed"] = (cases.due[:n] < seen.end) & (cases.completed[:n] > cases.due[:n])
    return frame


def rms_file(
    truth: pd.DataFrame, now: datetime, since: datetime | None = None
) -> bytes:
    """Return the RMS order file that is downloaded at ``now``: CP932, CRLF."""
    moment = pd.Timestamp(now)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in truth[truth["ordered"] < moment].itertuples():
        if since is not None and row.ordered < pd.Timestamp(since):
            continue
        stamps = [
            f"{value:%Y-%m-%d %H:%M:%S}" if pd.notna(value) and value < moment else ""
            for value in (row.confirmed, row.released, row.released, row.shipped)
        ]
        is_gone = pd.notna(row.left) and row.left < moment
        status = (
            "900"
            if is_gone
            else "500"
            if stamps[3]
            else "300"
            if stamps[1]
            else "200"
            if stamps[0]
            else "100"
        )
        writer.writerow(
            (
                row.number,
                status,
                f"{row.ordered:%Y-%m-%d %H:%M:%S}",
                *stamps,
                int(row.value),
                1,
            )
        )
    return text.getvalue().encode("cp932")


def hours(first: datetime, last: datetime, step: int = 1) -> list[datetime]:
    """Return every ``step`` hours from ``first`` to ``last``, both included."""
    count = int((last - first) / timedelta(hours=step))
    return [first + timedelta(hours=step * i) for i in range(count + 1)]


def arrive(inbox, name: str, content: bytes, at: datetime) -> None:
    """Let a file be downloaded at a moment of the sale: whole or not at all."""
    unfinished = inbox / f".{name}"
    unfinished.write_bytes(content)
    os.utime(unfinished, (at.timestamp(), at.timestamp()))
    unfinished.rename(inbox / name)
