"""``hanboki compare``: plans on the same possible sales, side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import Refusal
from sim.cli.options import JsonOption, LangOption, SeedOption
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
    from sim.experiments import Comparison

__all__ = ["compare"]


def compare(
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO")],
    name: Annotated[list[str] | None, typer.Option("--name", metavar="NAME")] = None,
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
    """Compare two plans or more with the first one, on the same possible sales."""
    from sim.experiments import compare as compared
    from sim.experiments import sample_each
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    if len(scenarios) < 2:
        raise Refusal(key="compare_needs_two")
    if name and len(name) != len(scenarios):
        raise Refusal(key="compare_names", names=len(name), plans=len(scenarios))
    refuse_existing(report, may_replace=True)
    plans = [load(scenario_file(path)) for path in scenarios]
    asked = sampling(
        talk,
        replications=replications,
        seed=seed,
        engine=engine,
        workers=workers,
        scheduler=scheduler,
        no_store=no_store,
    )
    total = len({plan.digest for plan in plans}) * replications
    with asked as how, talk.progress("simulating", total) as on_progress:
        runs = sample_each(plans, how, on_progress=on_progress)
    found = compared(runs, names=name or None)
    if report is not None:
        from sim.report.compared import write_comparison_report

        report.parent.mkdir(parents=True, exist_ok=True)
        write_comparison_report(found, report, talk.language)
        talk.tell("written", path=report)
    if json:
        talk.show_json(_data(found))
    else:
        _show(found, talk)


def _show(found: "Comparison", talk: Talk) -> None:
    from sim.cli.word_tables import show_table
    from sim.report import compare_words as words

    language = talk.language
    for sentence in words.comparison_sentences(found, language):
        talk.show_text(sentence)
    show_table(words.chance_table(found, language), talk)
    for plan, changed in zip(found.names[1:], found.changes[1:], strict=True):
        show_table(words.differences_table(found, plan, language), talk)
        show_table(words.changes_table(plan, changed, language), talk)
    talk.show_text("")
    record = found.records[0]
    for sentence in words.how_to_read(found.method, record.replications, language):
        talk.show_text(sentence, style="dim")
    for each, plan in zip(found.records, found.names, strict=True):
        show_record(each, talk, name=plan)


def _data(found: "Comparison") -> dict[str, Any]:
    """Return the comparison as plain data, in no language."""
    from dataclasses import asdict

    from sim.cli.plain import columns, plain

    content = {
        "format": "hanboki.comparison/1",
        "plans": list(found.names),
        "records": [asdict(record) for record in found.records],
        "target": found.target.model_dump(),
        "method": found.method,
        "changes": [
            [asdict(change) for change in changed] for changed in found.changes
        ],
    }
    tables = {
        "targets": found.targets,
        "kpis": found.kpis,
        "differences": found.differences,
        "pairs": found.pairs,
        "best": found.best,
    }
    return {**plain(content), **{name: columns(t) for name, t in tables.items()}}
