"""``hanboki simulate``: from a scenario to a verdict."""

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, Unpack

import typer

from sim.cli.exits import MISSED, Refusal
from sim.cli.options import (
    ForceOption,
    JsonOption,
    LangOption,
    ScenarioArgument,
    SeedOption,
)
from sim.cli.running import NoStoreOption, SchedulerOption, means
from sim.cli.shipped import scenario_file
from sim.cli.talk import Talk
from sim.cli.writing import refuse_existing, refuse_folder
from sim.engines import EngineName

if TYPE_CHECKING:
    from sim.experiments import Result
    from sim.experiments.stopping import Precision

__all__ = [
    "DEFAULT_MAX_REPLICATIONS",
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "simulate",
]

DEFAULT_REPLICATIONS = 100
DEFAULT_SEED = 20261204
DEFAULT_MAX_REPLICATIONS = 5000
"""As in :mod:`sim.experiments`, which is too heavy to import for a help text."""


class _How(TypedDict):
    """How a scenario is run."""

    replications: int
    precision: "Precision | None"
    seed: int
    engine: EngineName
    workers: int | None
    scheduler: str | None
    no_store: bool


def simulate(
    scenario: ScenarioArgument,
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=1)
    ] = DEFAULT_REPLICATIONS,
    precision: Annotated[
        str | None, typer.Option("--precision", metavar="5%|0.05")
    ] = None,
    max_replications: Annotated[
        int, typer.Option("--max-replications", metavar="N", min=3)
    ] = DEFAULT_MAX_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    engine: Annotated[
        EngineName, typer.Option("--engine", metavar="compiled|reference")
    ] = "compiled",
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1)
    ] = None,
    scheduler: SchedulerOption = None,
    no_store: NoStoreOption = False,
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE")] = None,
    force: ForceOption = False,
    fail_if_missed: Annotated[bool, typer.Option("--fail-if-missed")] = False,
    lang: LangOption = None,
) -> None:
    """Simulate a scenario many times and say whether it keeps its promise."""
    talk = Talk.in_language(lang)
    refuse_folder(out, may_replace=force)
    refuse_existing(report, may_replace=True)
    result = _result(
        scenario_file(scenario),
        talk,
        replications=replications,
        precision=_precision(precision, max_replications),
        seed=seed,
        engine=engine,
        workers=workers,
        scheduler=scheduler,
        no_store=no_store,
    )
    _write(result, talk, out=out, report=report)
    _show(result, talk, is_json=json)
    if fail_if_missed and result.verdict.status != "meets":
        raise typer.Exit(MISSED)


def _result(path: Path, talk: Talk, **how: Unpack["_How"]) -> "Result":
    from sim.experiments import run
    from sim.scenario.files import load

    scenario = load(path)
    if how["engine"] == "compiled":
        from sim.engines.compiled import is_ready

        if not is_ready():
            talk.tell("compiling")
    scheduler, no_store = how["scheduler"], how["no_store"]
    with (
        means(talk, scheduler=scheduler, no_store=no_store) as found,
        talk.progress("simulating", how["replications"]) as on_progress,
    ):
        return run(
            scenario,
            replications=how["replications"],
            precision=how["precision"],
            seed=how["seed"],
            engine=how["engine"],
            workers=how["workers"],
            on_progress=on_progress,
            **found,
        )


def _precision(words: str | None, max_replications: int) -> "Precision | None":
    """Return the precision that was asked for.

    Raises
    ------
    Refusal
        It is no part of the mean, such as 5 % or 0.05.
    """
    if words is None:
        return None
    from sim.experiments.stopping import Precision

    plain = unicodedata.normalize("NFKC", words).strip()
    try:
        share = float(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
        return Precision(share, max_replications=max_replications)
    except ValueError as error:
        raise Refusal(key="bad_precision", got=words) from error


def _write(
    result: "Result", talk: Talk, *, out: Path | None, report: Path | None
) -> None:
    """Write the files that were asked for, each complete or not at all."""
    if out is not None:
        from sim.cli.results import write_results

        write_results(result, out, talk.language)
        talk.tell("written", path=out)
    if report is not None:
        from sim.report.files import write_report

        report.parent.mkdir(parents=True, exist_ok=True)
        write_report(result, report, talk.language)
        talk.tell("written", path=report)


def _show(result: "Result", talk: Talk, *, is_json: bool) -> None:
    if is_json:
        from sim.experiments import to_json_dict

        talk.show_json(to_json_dict(result))
    else:
        from sim.cli.summary import show_summary

        show_summary(result, talk)
