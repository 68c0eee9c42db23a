"""Options of the commands that run many plans on the same possible sales."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.talk import Talk
from sim.engines import EngineName

if TYPE_CHECKING:
    from sim.experiments import RunRecord, Sampling

__all__ = [
    "EngineOption",
    "ReplicationsOption",
    "ReportOption",
    "WorkersOption",
    "sampling",
    "show_record",
]

ReplicationsOption = Annotated[int, typer.Option("--replications", metavar="N", min=2)]
EngineOption = Annotated[
    EngineName, typer.Option("--engine", metavar="compiled|reference")
]
WorkersOption = Annotated[int | None, typer.Option("--workers", metavar="N", min=1)]
ReportOption = Annotated[Path | None, typer.Option("--report", metavar="FILE")]


def sampling(
    talk: Talk,
    *,
    replications: int,
    seed: int,
    engine: EngineName,
    workers: int | None,
) -> "Sampling":
    """Return how all plans are run; says so when kernels have to be compiled first."""
    from sim.experiments import Sampling

    if engine == "compiled":
        from sim.engines.compiled import is_ready

        if not is_ready():
            talk.tell("compiling")
    return Sampling(
        replications=replications, seed=seed, engine=engine, workers=workers
    )


def show_record(record: "RunRecord", talk: Talk, *, name: str | None = None) -> None:
    """Print what the numbers depend on, in one line."""
    words = talk.say(
        "compare_record",
        name=name or record.scenario_name,
        digest=record.scenario_digest[:12],
        seed=record.seed,
        replications=record.replications,
        engine=record.engine,
    )
    talk.show_text(words, style="dim")
