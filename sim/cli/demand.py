"""``hanboki demand``: an orders table into the demand block of a scenario."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import ForceOption, LangOption
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing

__all__ = ["demand"]


def demand(
    orders: Annotated[Path, typer.Argument(metavar="ORDERS.csv")],
    shop: Annotated[str | None, typer.Option("--shop", metavar="NAME")] = None,
    channel: Annotated[str | None, typer.Option("--channel", metavar="NAME")] = None,
    first_day: Annotated[
        datetime | None,
        typer.Option("--from", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"]),
    ] = None,
    last_day: Annotated[
        datetime | None,
        typer.Option("--to", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"]),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="TOML")] = None,
    force: ForceOption = False,
    lang: LangOption = None,
) -> None:
    """Measure level, weekday and hour shape, and spread of past orders."""
    from sim.orders import read_orders
    from sim.orders.demand import demand_toml, measure_demand, write_profile

    talk = Talk.in_language(lang)
    profile = None if out is None else out.with_name(f"{out.stem}-profile.csv")
    for path in (out, profile):
        refuse_existing(path, may_replace=force and path != orders)
    measure = measure_demand(
        read_orders(orders),
        shop=shop,
        channel=channel,
        first_day=first_day and first_day.date(),
        last_day=last_day and last_day.date(),
    )
    if out is None or profile is None:
        talk.show_raw(demand_toml(measure, source=orders.name))
        talk.tell("demand_not_written")
        return
    with finished_file(profile) as unfinished:
        write_profile(measure, unfinished)
    with finished_file(out) as unfinished:
        block = demand_toml(measure, source=orders.name, profile=profile.name)
        unfinished.write_text(block, encoding="utf-8", newline="\n")
    for path in (profile, out):
        talk.tell("written", path=path)
