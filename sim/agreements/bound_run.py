"""The run that an agreement is bound to: what was simulated, by what, with what result.

The same scenario, seed, replications and versions give the same numbers, so either side
can run it again from the receipt alone.
"""

import hashlib
import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.experiments import Result
from sim.scenario.base import Share, Spec
from sim.scenario.files import dumps
from sim.scenario.model import Scenario

__all__ = [
    "HEADLINE",
    "SCENARIO_FILE",
    "BoundRun",
    "KpiLine",
    "Promise",
    "bound_run",
    "kpi_lines",
    "scenario_files",
]

HEADLINE: tuple[str, ...] = (
    "orders",
    "due",
    "missed",
    "missed_share",
    "shipped_on_time",
    "cancelled",
    "peak_backlog",
    "reply_in_time_share",
)
"""KPIs that the document states, in order; no costs of either side are among them."""

SCENARIO_FILE = "scenario.toml"
"""What the receipt calls the scenario; the files it refers to keep their paths."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class KpiLine(Spec):
    """One number of the run; None where no replication has a value."""

    kpi: str
    """Name in the table ``kpis``."""
    unit: str
    """Unit of the measures schema."""
    p10: float | None
    """One sale in ten is at or below it."""
    p50: float | None
    """Median."""
    p90: float | None
    """One sale in ten is at or above it."""
    mean: float | None
    """Mean over the sales."""
    ci_low: float | None
    """Lower end of the 95 % interval of the mean; None with one replication."""
    ci_high: float | None
    """Upper end of it."""
    n: Annotated[int, Field(ge=0)]
    """Replications that have a value."""


class Promise(Spec):
    """How often the simulated sales kept the target."""

    status: Literal["meets", "misses", "undecided"]
    """Verdict on the target."""
    probability: Share
    """Part of the simulated sales that kept it."""
    ci_low: Share
    """Lower end of the 95 % Wilson interval."""
    ci_high: Share
    """Upper end of it."""
    n: Annotated[int, Field(ge=1)]
    """Simulated sales."""


class BoundRun(Spec):
    """Everything that names one run, and its headline."""

    scenario_name: Annotated[str, Field(max_length=200)]
    """Title of the scenario."""
    scenario_digest: Sha256
    """Digest of the scenario as hanboki computes it."""
    files: dict[str, Sha256]
    """SHA-256 of the scenario file and of each file that it refers to, by path."""
    seed: Annotated[str, Field(pattern=r"^\d{1,19}$")]
    """Seed, as text: canonical JSON holds whole numbers only up to 2⁵³."""
    replications: Annotated[int, Field(ge=1)]
    """Simulated sales."""
    engine: str
    """Engine that ran them."""
    versions: dict[str, str]
    """Version of hanboki, Python and each package that takes part."""
    promise: Promise
    """How often the target was kept."""
    kpis: tuple[KpiLine, ...]
    """Headline numbers."""


def bound_run(result: Result) -> BoundRun:
    """Return what an agreement says of a result."""
    record, verdict = result.record, result.verdict
    return BoundRun(
        scenario_name=record.scenario_name,
        scenario_digest=record.scenario_digest,
        files={
            path: hashlib.sha256(words.encode()).hexdigest()
            for path, words in scenario_files(result.scenario).items()
        },
        seed=str(record.seed),
        replications=record.replications,
        engine=record.engine,
        versions=dict(record.versions),
        promise=Promise(
            status=verdict.status,
            probability=verdict.probability,
            ci_low=verdict.ci_low,
            ci_high=verdict.ci_high,
            n=verdict.n,
        ),
        kpis=kpi_lines(result),
    )


def kpi_lines(result: Result) -> tuple[KpiLine, ...]:
    """Return the headline numbers of a result."""
    rows = {row["kpi"]: row for row in result.tables.kpis.to_dict("records")}
    return tuple(_line(name, rows[name]) for name in HEADLINE)


def scenario_files(scenario: Scenario) -> dict[str, str]:
    """Return the text of the scenario and of the files that it refers to, by path."""
    attached = {file.path: file.text for file in scenario.attachments}
    return {SCENARIO_FILE: dumps(scenario), **attached}


def _line(name: str, row: Mapping[Any, Any]) -> KpiLine:
    statistics = ("p10", "p50", "p90", "mean", "ci_low", "ci_high")
    return KpiLine(
        kpi=name,
        unit=row["unit"],
        n=int(row["n"]),
        **{key: _known(row[key]) for key in statistics},
    )


def _known(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
