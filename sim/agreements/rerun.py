"""Running an agreed plan again from its receipt alone.

The same versions give the same numbers to the last bit; other versions may not, and a
difference is then no fault of the receipt.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sim.agreements.bound_run import SCENARIO_FILE, BoundRun, bound_run
from sim.agreements.receipt_check import ReceiptReport
from sim.errors import Problem, TermsError
from sim.experiments import run
from sim.scenario.files import load
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.engines import EngineName

__all__ = ["Rerun", "rerun", "scenario_of"]

_DEPTH = 12
"""Folders below the temporary one, so that ``../`` in a path stays inside it."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """What running it again showed."""

    agreed: BoundRun
    """The run that the document is bound to."""
    again: BoundRun
    """The run that was just made."""

    @property
    def is_same_version(self) -> bool:
        """Whether every package that takes part has the agreed version."""
        return self.agreed.versions == self.again.versions

    @property
    def problem(self) -> Problem | None:
        """The first number that differs; None when all are equal to the last bit."""
        if self.agreed.scenario_digest != self.again.scenario_digest:
            return Problem(
                "run.scenario_digest",
                "receipt_rerun_digest",
                self.again.scenario_digest,
                {"expected": self.agreed.scenario_digest},
            )
        now = {line.kpi: line for line in self.again.kpis}
        for line in self.agreed.kpis:
            if now.get(line.kpi) != line:
                found = now.get(line.kpi)
                return Problem(
                    f"run.kpis[{line.kpi}]",
                    "receipt_rerun_kpi",
                    None if found is None else found.mean,
                    {"expected": line.mean},
                )
        return None


def rerun(
    report: ReceiptReport,
    *,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Rerun:
    """Simulate the plan of a receipt that was verified, as its record says.

    Raises
    ------
    TermsError
        The receipt did not pass, or a path of its files leads out of their folder.
    ScenarioError
        This version of hanboki cannot read the scenario.
    """
    if not report.passed or report.terms is None or report.body is None:
        fault = report.fault or Problem(
            "", "receipt_unreadable", values={"message": ""}
        )
        raise TermsError(fault)
    files = report.body["files"]
    assert isinstance(files, Mapping)
    agreed = report.terms.run
    engine: EngineName = "reference" if agreed.engine == "reference" else "compiled"
    result = run(
        scenario_of(files),
        replications=agreed.replications,
        seed=int(agreed.seed),
        engine=engine,
        workers=workers,
        on_progress=on_progress,
    )
    return Rerun(agreed, bound_run(result))


def scenario_of(files: Mapping[str, str]) -> Scenario:
    """Return the scenario of a receipt's files; nothing else on the disk is read.

    Raises
    ------
    TermsError
        A path is absolute or leads out of the folder.
    ScenarioError
        This version of hanboki cannot read the scenario.
    """
    with tempfile.TemporaryDirectory(prefix="hanboki-") as name:
        top = Path(name).resolve()
        folder = top.joinpath(*("f" for _ in range(_DEPTH)))
        for path, words in files.items():
            target = folder.joinpath(path).resolve()
            if PurePosixPath(path).is_absolute() or not target.is_relative_to(top):
                raise TermsError(Problem(f"files[{path}]", "receipt_rerun_path", path))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(words, encoding="utf-8", newline="")
        return load(folder / SCENARIO_FILE)
