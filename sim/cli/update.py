"""``hanboki update``: what the orders so far say of a running sale, and what to do."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
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
from sim.cli.order_tables import order_tables
from sim.cli.plain import json_text, plain
from sim.cli.running import NoStoreOption, SchedulerOption, means
from sim.cli.sale_windows import MOMENT_FORMATS
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_REPLICATIONS, DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import RESULT_NAME, finished_folder, refuse_folder

if TYPE_CHECKING:
    from sim.forecast.opening import Stage
    from sim.forecast.update import LiveUpdate
    from sim.scenario.model import Scenario

__all__ = ["update"]

REST_NAME = "rest.toml"
REPORT_NAME = "report.html"

StepOption = str | None


def update(
    scenario: ScenarioArgument,
    orders: Annotated[list[Path], typer.Option("--orders", metavar="ORDERS.csv")],
    now: Annotated[
        datetime, typer.Option("--now", metavar="TIME", formats=MOMENT_FORMATS)
    ],
    new_at: Annotated[StepOption, typer.Option("--new-at", metavar="STEP")] = None,
    confirmed_at: Annotated[
        StepOption, typer.Option("--confirmed-at", metavar="STEP")
    ] = None,
    released_at: Annotated[
        StepOption, typer.Option("--released-at", metavar="STEP")
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=1)
    ] = DEFAULT_REPLICATIONS,
    seed: SeedOption = DEFAULT_SEED,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1)
    ] = None,
    scheduler: SchedulerOption = None,
    no_store: NoStoreOption = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    force: ForceOption = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Learn the level from the orders so far and simulate the rest of the sale."""
    from sim.cli.update_page import show_update
    from sim.engines.compiled import is_ready
    from sim.forecast.update import live_update
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    refuse_folder(out, may_replace=force)
    plan = load(scenario_file(scenario))
    table = order_tables(orders, plan.zone.key)
    steps: dict[Stage, StepOption] = {
        "new": new_at,
        "confirmed": confirmed_at,
        "released": released_at,
    }
    if not is_ready():
        talk.tell("compiling")
    with (
        means(talk, scheduler=scheduler, no_store=no_store) as by,
        talk.progress("simulating", replications) as on_progress,
    ):
        found = live_update(
            plan,
            table,
            now,
            steps={stage: step for stage, step in steps.items() if step is not None},
            language=talk.language,
            replications=replications,
            seed=seed,
            workers=workers,
            on_progress=on_progress,
            **by,
        )
    content = _data(plan, found)
    if out is not None:
        _write(found, content, out, talk)
    if json:
        talk.show_json(content)
    else:
        show_update(plan, table, found, talk)


def _write(
    found: "LiveUpdate", content: Mapping[str, object], folder: Path, talk: Talk
) -> None:
    """Write the plan of the rest with its files, report and numbers, or nothing."""
    from sim.report.files import write_report
    from sim.scenario.files import dumps

    rest = _in_one_folder(found.result.scenario)
    files = {file.path: file.text for file in rest.attachments}
    files |= {REST_NAME: dumps(rest), RESULT_NAME: json_text(content)}
    with finished_folder(folder) as unfinished:
        for name, text in files.items():
            (unfinished / name).write_text(text, encoding="utf-8", newline="\n")
        write_report(found.result, unfinished / REPORT_NAME, talk.language)
    talk.tell("written", path=folder)


def _in_one_folder(rest: "Scenario") -> "Scenario":
    """Return the same scenario with all its files beside it."""
    names: dict[str, str] = {}
    for number, file in enumerate(rest.attachments, start=1):
        name = Path(file.path).name
        names[file.path] = f"{number}-{name}" if name in names.values() else name

    def moved(named: object) -> object:
        return names.get(named, named) if isinstance(named, str) else named

    return rest.replace(
        demand=tuple(
            demand.replace(
                profile=moved(demand.profile),
                replay=moved(demand.replay),
                opening_backlog=moved(demand.opening_backlog),
            )
            for demand in rest.demand
        ),
        attachments=tuple(
            file.replace(path=names[file.path]) for file in rest.attachments
        ),
    )


def _data(plan: "Scenario", found: "LiveUpdate") -> dict[str, Any]:
    """Return the update as plain data."""
    from sim.cli.update_page import prior_of
    from sim.experiments import to_json_dict

    levels = []
    for level, demand in zip(found.levels, plan.demand, strict=True):
        laws = {
            "prior": None if level.prior_cv is None else prior_of(demand),
            "posterior": level.posterior,
        }
        row: dict[str, object] = {"shop": level.shop, "channel": level.channel}
        expected = level.expected if demand.replay is None else None
        row |= {"expected": expected, "orders": level.orders}
        row |= {name: law and _law(asdict(law)) for name, law in laws.items()}
        levels.append(row)
    content = {
        "format": "hanboki.update/1",
        "scenario_name": plan.name,
        "scenario_digest": plan.digest,
        "now": found.now,
        "levels": levels,
        "open_orders": found.opening,
        "orders_left_out": found.n_unassigned,
        "calls": [asdict(call) for call in found.calls],
    }
    return {**plain(content), "rest": to_json_dict(found.result)}


def _law(numbers: dict[str, float]) -> dict[str, float]:
    """Return the law of a level; the day's own factor is no part of it."""
    return {name: value for name, value in numbers.items() if name != "today"}
