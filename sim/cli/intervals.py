"""``hanboki intervals``: work and heads by interval, to and from other systems."""

from pathlib import Path
from typing import Annotated, cast

import typer

from sim.cli.options import ForceOption, LangOption, ScenarioArgument
from sim.cli.shipped import scenario_file
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing

__all__ = ["intervals"]


def intervals(
    scenario: ScenarioArgument,
    minutes: Annotated[str, typer.Option("--minutes", metavar="15|30|60")] = "30",
    shifts_from: Annotated[
        Path | None, typer.Option("--shifts-from", metavar="FILE")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    force: ForceOption = False,
    lang: LangOption = None,
) -> None:
    """Write an interval table of a scenario, or take shifts from one."""
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    if minutes not in ("15", "30", "60"):
        raise typer.BadParameter(talk.say("allowed_choice", choices="15, 30, 60"))
    refuse_existing(out, may_replace=force)
    model = load(scenario_file(scenario))
    if shifts_from is None:
        from sim.scenario.intervals import (
            IntervalMinutes,
            interval_rows,
            written_intervals,
        )

        length = cast("IntervalMinutes", int(minutes))
        content = written_intervals(interval_rows(model, length))
    else:
        from sim.scenario.files import dumps
        from sim.scenario.interval_shifts import with_interval_heads
        from sim.scenario.intervals import read_intervals

        rows = read_intervals(shifts_from.read_bytes(), name=shifts_from.name)
        content = dumps(with_interval_heads(model, rows)).encode()
    if out is None:
        talk.show_raw(content.decode())
        return
    with finished_file(out) as unfinished:
        unfinished.write_bytes(content)
    talk.tell("written", path=out)
