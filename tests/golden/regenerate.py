"""Write the golden files: ``python tests/golden/regenerate.py``.

The diff of these files is reviewed as a change of meaning.
"""

import csv
import io
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from sim.engines import EngineName, simulate  # noqa: E402  the path comes first
from sim.engines.program import compile_program  # noqa: E402
from sim.engines.rules import Cause, End, Outcome  # noqa: E402
from sim.scenario.files import load  # noqa: E402
from sim.units import NEVER  # noqa: E402

SEED = 20261204


def golden_tables(engine: EngineName) -> dict[str, str]:
    """Return the golden files by name, as text."""
    program = compile_program(load(HERE / "everything.toml"))
    run = simulate(program, seed=SEED, replication=0, engine_name=engine).check()
    cases, visits = run.cases, run.visits
    case_rows = [
        [
            row,
            program.flows[cases.flow[row]],
            cases.order_class[row],
            *map(tick, (cases.arrived[row], cases.due[row])),
            *map(tick, (cases.completed[row], cases.left[row], cases.requested[row])),
            Outcome(cases.outcome[row]).name,
            Cause(cases.cause[row]).name,
            cases.reworks[row],
            int(cases.misshipped[row]),
            int(cases.crossed[row]),
            f"{cases.value_yen[row]:.2f}",
        ]
        for row in range(len(cases))
    ]
    visit_rows = [
        [
            visits.case[row],
            program.steps[visits.step[row]].name,
            visits.visit[row],
            *map(tick, (visits.entered[row], visits.started[row], visits.ended[row])),
            visits.worker[row],
            End(visits.end[row]).name,
        ]
        for row in range(len(visits))
    ]
    return {
        "everything_cases.csv": table(
            "case flow class arrived due completed left requested outcome cause "
            "reworks misshipped crossed value_yen",
            case_rows,
        ),
        "everything_visits.csv": table(
            "case step visit entered started ended worker end", visit_rows
        ),
    }


def tick(value: int) -> str:
    """Return a tick; nothing for NEVER."""
    return "" if value == NEVER else str(value)


def table(header: str, rows: list[list]) -> str:
    """Return CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    for name, content in golden_tables("reference").items():
        (HERE / name).write_text(content, encoding="utf-8")
