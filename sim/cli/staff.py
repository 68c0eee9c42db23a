"""``hanboki staff``: the cheapest people that keep the promise, with proof."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import (
    ForceOption,
    JsonOption,
    LangOption,
    ScenarioArgument,
    SeedOption,
)
from sim.cli.running import SchedulerOption, means
from sim.cli.sampling import EngineOption, ReportOption, WorkersOption
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import refuse_existing
from sim.engines import EngineName

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from sim.staffing import Answer

__all__ = ["staff"]

MARGINAL_SALES, ROOM_SALES = 200, 200
EXTRA_FIRST = 5_000_000
"""Number of the first sale of the marginal table and of the room."""


def staff(
    scenario: ScenarioArgument,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"]),
    ] = None,
    marginal: Annotated[bool, typer.Option("--marginal")] = False,
    room: Annotated[bool, typer.Option("--room")] = False,
    seed: SeedOption = DEFAULT_SEED,
    engine: EngineOption = "compiled",
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    json: JsonOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    report: ReportOption = None,
    force: ForceOption = False,
    lang: LangOption = None,
) -> None:
    """Find the cheapest heads of the menu that keep the promise."""
    talk = Talk.in_language(lang)
    refuse_existing(out, may_replace=force)
    refuse_existing(report, may_replace=True)
    with means(talk, scheduler=scheduler, no_store=True) as by:
        found = _Staffed(
            scenario_file(scenario),
            talk,
            as_of=None if as_of is None else as_of.date(),
            seed=seed,
            engine=engine,
            executor=by["executor"],
            workers=workers,
        )
        if found.answer.status != "stopped":
            wants_all = report is not None
            found.add(marginal=marginal or wants_all, room=room or wants_all)
    if out is not None:
        found.write_plan(out)
    if report is not None:
        found.write_report(report)
    if json:
        talk.show_json(found.data())
    else:
        found.show()


class _Staffed:
    """One search and what was asked for beside it."""

    def __init__(
        self,
        path: Path,
        talk: Talk,
        *,
        as_of: date | None,
        seed: int,
        engine: EngineName,
        executor: "Executor | None",
        workers: int | None,
    ) -> None:
        from sim.cli.asking import until_stopped
        from sim.scenario.files import load
        from sim.staffing import Runner, find_staffing

        self.path, self.talk = path, talk
        plan = load(path)
        if engine == "compiled":
            from sim.engines.compiled import is_ready

            if not is_ready():
                talk.tell("compiling")
        with until_stopped() as is_stopped:
            self.runner: Runner = Runner(seed, engine, executor, workers, is_stopped)
            self.answer: Answer = find_staffing(
                plan,
                seed=seed,
                as_of=as_of,
                engine=engine,
                executor=executor,
                workers=workers,
                on_best=self._tell,
                cancelled=is_stopped,
            )
        self.marginal: pd.DataFrame | None = None
        self.rooms: dict[str, pd.DataFrame] = {}

    def _tell(self, phase: str, heads: object) -> None:
        self.talk.tell_text(self.talk.say(f"staff_phase_{phase}"), style="dim")
        del heads

    def add(self, *, marginal: bool, room: bool) -> None:
        """Work out the marginal table and the room, where they were asked for."""
        from sim.staffing import later_cutoff, marginal_table, more_orders

        answer = self.answer
        if answer.heads is None:
            return
        if marginal:
            numbers = range(EXTRA_FIRST, EXTRA_FIRST + MARGINAL_SALES)
            with self.talk.progress("staff_marginal_running") as on_progress:
                self.marginal = marginal_table(
                    answer.offer,
                    self.runner,
                    answer.heads,
                    numbers=numbers,
                    on_progress=on_progress,
                )
        if room:
            numbers = range(EXTRA_FIRST, EXTRA_FIRST + ROOM_SALES)
            plan = answer.scenario
            self.talk.tell("staff_room_running")
            self.rooms["orders"] = more_orders(plan, self.runner, numbers=numbers)
            self.rooms["cutoff"] = later_cutoff(plan, self.runner, numbers=numbers)

    def write_plan(self, path: Path) -> None:
        """Write the scenario with the people found, ready to be simulated."""
        from sim.scenario.files import save

        if self.answer.heads is None:
            return
        save(self.answer.scenario, path)
        self.talk.tell("written", path=path)

    def write_report(self, path: Path) -> None:
        """Write the report."""
        from sim.report.staffed import write_staff_report

        if self.answer.heads is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_staff_report(
            self.answer, self.marginal, self.rooms, path, self.talk.language
        )
        self.talk.tell("written", path=path)

    def show(self) -> None:
        """Print the answer, the plan first."""
        from sim.cli.word_tables import show_table
        from sim.report import staff_words as words

        answer, talk, language = self.answer, self.talk, self.talk.language
        talk.show_text(words.found_sentence(answer, language), style="bold")
        if answer.heads is None:
            return
        talk.show_text(words.cost_sentence(answer, language))
        talk.show_text(words.certificate_sentence(answer, language))
        repair = words.repair_sentence(answer, language)
        if repair:
            talk.show_text(repair)
        show_table(words.plan_table(answer, language), talk)
        show_table(words.unmet_table(answer, language), talk)
        if self.marginal is not None:
            show_table(
                words.marginal_words(answer.offer, self.marginal, language), talk
            )
        asked = answer.offer.scenario.target.with_probability
        for kind, table in self.rooms.items():
            talk.show_text("")
            talk.show_text(words.room_sentence(kind, table, asked, language))
            show_table(words.room_table(kind, table, language), talk)
        talk.show_text("")
        for sentence in words.how_sentences(answer, language):
            talk.show_text(sentence, style="dim")
        talk.show_text(words.record_words(answer, language), style="dim")

    def data(self) -> dict[str, Any]:
        """Return everything as plain data, in no language."""
        from sim.cli.plain import columns
        from sim.staffing.data import answer_data

        content = answer_data(self.answer)
        if self.marginal is not None:
            content["marginal"] = columns(self.marginal)
        for kind, table in self.rooms.items():
            content[f"room_{kind}"] = columns(table)
        return content
