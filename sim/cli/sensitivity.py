"""``hanboki sensitivity``: which assumption moves the promise most."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import JsonOption, LangOption, ScenarioArgument, SeedOption
from sim.cli.running import NoStoreOption, SchedulerOption
from sim.cli.sampling import (
    EngineOption,
    ReplicationsOption,
    ReportOption,
    WorkersOption,
    sampling,
    show_record,
)
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import refuse_existing

if TYPE_CHECKING:
    from sim.experiments import Tornado

__all__ = ["sensitivity"]

DEFAULT_TOP = 15


def sensitivity(
    scenario: ScenarioArgument,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1)] = DEFAULT_TOP,
    replications: ReplicationsOption = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    engine: EngineOption = "compiled",
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    no_store: NoStoreOption = False,
    json: JsonOption = False,
    report: ReportOption = None,
    lang: LangOption = None,
) -> None:
    """Move every uncertain input over its range, one at a time."""
    from sim.experiments import tornado
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    refuse_existing(report, may_replace=True)
    plan = load(scenario_file(scenario))
    asked = sampling(
        talk,
        replications=replications,
        seed=seed,
        engine=engine,
        workers=workers,
        scheduler=scheduler,
        no_store=no_store,
    )
    with asked as how, talk.progress("simulating") as on_progress:
        found = tornado(plan, how, on_progress=on_progress)
    if report is not None:
        from sim.report.sensitivity import write_sensitivity_report

        report.parent.mkdir(parents=True, exist_ok=True)
        write_sensitivity_report(found, report, talk.language)
        talk.tell("written", path=report)
    if json:
        talk.show_json(_data(found))
    else:
        _show(found, talk, top=top)


def _show(found: "Tornado", talk: Talk, *, top: int) -> None:
    from sim.cli.word_tables import show_table
    from sim.language import text
    from sim.report import sensitivity_words as words
    from sim.report.compare_words import how_to_read

    language = talk.language
    for sentence in words.sensitivity_sentences(found, language):
        talk.show_text(sentence)
    show_table(words.inputs_table(found, language, most=top), talk)
    left = len(found.inputs) - top
    if left > 0:
        talk.show_text(talk.say("sensitivity_left", count=left))
    talk.show_text("")
    talk.show_text(text("compare.sensitivity_assumed", language), style="dim")
    record = found.record
    how = how_to_read(found.method, record.replications, language, factor=False)
    for sentence in how:
        talk.show_text(sentence, style="dim")
    show_record(record, talk)


def _data(found: "Tornado") -> dict[str, Any]:
    """Return the tornado as plain data, in no language."""
    from dataclasses import asdict

    from sim.cli.plain import columns, plain

    content = {
        "format": "hanboki.sensitivity/1",
        "record": asdict(found.record),
        "target": found.target.model_dump(),
        "method": found.method,
        "missed_share": found.missed_share,
        "probability": found.probability,
        "probability_low": found.probability_low,
        "probability_high": found.probability_high,
        "inputs": [asdict(each) for each in found.inputs],
    }
    return {**plain(content), "effects": columns(found.effects)}
