"""``hanboki frontier``: what less risk costs, with the plan behind each point."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import JsonOption, LangOption, ScenarioArgument, SeedOption
from sim.cli.running import SchedulerOption, means
from sim.cli.sampling import EngineOption, ReportOption, WorkersOption
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import refuse_existing

if TYPE_CHECKING:
    from sim.staffing import Frontier

__all__ = ["frontier"]


def frontier(
    scenario: ScenarioArgument,
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=20)
    ] = 300,
    seed: SeedOption = DEFAULT_SEED,
    engine: EngineOption = "compiled",
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    json: JsonOption = False,
    report: ReportOption = None,
    lang: LangOption = None,
) -> None:
    """Show cost against risk, with the plan behind each point."""
    from sim.scenario.files import load
    from sim.staffing import Runner, frontier_of, offer_of

    talk = Talk.in_language(lang)
    refuse_existing(report, may_replace=True)
    offer = offer_of(load(scenario_file(scenario)))
    if engine == "compiled":
        from sim.engines.compiled import is_ready

        if not is_ready():
            talk.tell("compiling")
    with (
        means(talk, scheduler=scheduler, no_store=True) as by,
        talk.progress("frontier_running") as on_progress,
    ):
        runner = Runner(seed, engine, by["executor"], workers)
        found = frontier_of(
            offer, runner, n_sales=replications, on_progress=on_progress
        )
    if report is not None:
        from sim.report.staffed import write_frontier_report

        report.parent.mkdir(parents=True, exist_ok=True)
        write_frontier_report(found, report, talk.language)
        talk.tell("written", path=report)
    if json:
        from sim.staffing.data import frontier_data

        talk.show_json(frontier_data(found))
    else:
        _show(found, talk)


def _show(found: "Frontier", talk: Talk) -> None:
    from sim.cli.word_tables import show_table
    from sim.report import staff_words as words

    talk.show_text(words.frontier_sentence(found, talk.language), style="bold")
    show_table(words.frontier_table(found, talk.language), talk)
