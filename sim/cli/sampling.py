"""Options of the commands that run many plans on the same possible sales."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, Unpack

import typer

from sim.cli.running import means
from sim.cli.talk import Talk
from sim.engines import EngineName

if TYPE_CHECKING:
    from sim.experiments import RunRecord, Sampling

__all__ = [
    "EngineOption",
    "How",
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


class How(TypedDict):
    """How every plan is run."""

    replications: int
    seed: int
    engine: EngineName
    workers: int | None


@contextmanager
def sampling(
    talk: Talk,
    *,
    scheduler: str | None,
    no_store: bool,
    **how: Unpack["How"],
) -> Iterator["Sampling"]:
    """Yield how all plans are run; says so when kernels have to be compiled first."""
    from sim.experiments import Sampling

    if how["engine"] == "compiled":
        from sim.engines.compiled import is_ready

        if not is_ready():
            talk.tell("compiling")
    with means(talk, scheduler=scheduler, no_store=no_store) as found:
        yield Sampling(**how, **found)


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
