"""``hanboki stress``: what is left of the promise when something goes wrong."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import Refusal
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
    from sim.experiments import BusFactor, StressTest
    from sim.scenario.model import Scenario

__all__ = ["stress"]


def stress(
    scenario: ScenarioArgument,
    absent: Annotated[str | None, typer.Option("--absent", metavar="TEAM")] = None,
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
    """Let everything go wrong that can, one thing at a time."""
    from sim.experiments import bus_factor, stress_test
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    refuse_existing(report, may_replace=True)
    plan = load(scenario_file(scenario))
    _refuse_unknown(plan, absent)
    asked = sampling(
        talk,
        replications=replications,
        seed=seed,
        engine=engine,
        workers=workers,
        scheduler=scheduler,
        no_store=no_store,
    )
    with asked as how:
        with talk.progress("stress_running") as on_progress:
            test = stress_test(plan, how, absent=absent, on_progress=on_progress)
        with talk.progress("stress_people") as on_progress:
            bus = bus_factor(plan, how, on_progress=on_progress)
    if report is not None:
        from sim.report.stressed import write_stress_report

        report.parent.mkdir(parents=True, exist_ok=True)
        write_stress_report(test, bus, report, talk.language)
        talk.tell("written", path=report)
    if json:
        talk.show_json(_data(test, bus))
    else:
        _show(test, bus, talk)


def _refuse_unknown(plan: "Scenario", absent: str | None) -> None:
    """Refuse a team in which nobody could be away, before any work is done."""
    from sim.experiments.people import people

    known = dict.fromkeys(
        plan.teams[each.team].name for each in people(plan) if each.shift is not None
    )
    if absent is not None and absent not in known:
        raise Refusal(key="stress_no_team", team=absent, known=", ".join(known))


def _show(test: "StressTest", bus: "BusFactor", talk: Talk) -> None:
    from sim.cli.word_tables import show_table
    from sim.report import stress_words as words
    from sim.report.compare_words import how_to_read

    language = talk.language
    talk.show_text(words.stress_sentence(test, language), style="bold")
    talk.show_text(words.bus_sentence(bus, language))
    show_table(words.stress_table(test, language), talk)
    show_table(words.also_table(test, language), talk)
    show_table(words.not_applied_table(test, language), talk)
    show_table(words.people_table(bus, language), talk)
    talk.show_text("")
    record = test.record
    how = how_to_read(test.method, record.replications, language, factor=False)
    for sentence in how:
        talk.show_text(sentence, style="dim")
    show_record(record, talk)


def _data(test: "StressTest", bus: "BusFactor") -> dict[str, Any]:
    """Return the stress test as plain data, in no language."""
    from dataclasses import asdict

    from sim.cli.plain import columns, plain

    content = {
        "format": "hanboki.stress/1",
        "record": asdict(test.record),
        "target": test.target.model_dump(),
        "method": test.method,
        "stresses": [
            {
                "stress": each.name,
                "applies": each.scenario is not None,
                "reason": each.reason,
                "about": dict(each.about),
                "scenario_digest": each.scenario and each.scenario.digest,
            }
            for each in test.stresses
        ],
        "people": [asdict(person) for person in bus.people],
    }
    tables = {"targets": test.targets, "kpis": test.kpis, "absent": bus.rows}
    return {**plain(content), **{name: columns(t) for name, t in tables.items()}}
