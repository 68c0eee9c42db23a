"""``hanboki stages``: how long orders took from stamp to stamp, and what was work."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from sim.cli.exits import Refusal
from sim.cli.options import JsonOption, LangOption
from sim.cli.order_tables import (
    ChannelOption,
    OrdersArgument,
    ShopOption,
    TimezoneOption,
    order_tables,
)
from sim.cli.plain import columns, plain
from sim.cli.talk import Talk

if TYPE_CHECKING:
    import pandas as pd

    from sim.cli.stages_page import Measured
    from sim.forecast.roster import Roster

__all__ = ["By", "stages"]

By = Literal["stage", "hour", "weekday"]


def stages(
    orders: OrdersArgument,
    by: Annotated[By, typer.Option("--by", metavar="stage|hour|weekday")] = "stage",
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="ROSTER.csv")
    ] = None,
    confirm_team: Annotated[
        str | None, typer.Option("--confirm-team", metavar="TEAM")
    ] = None,
    dispatch_team: Annotated[
        str | None, typer.Option("--dispatch-team", metavar="TEAM")
    ] = None,
    shop: ShopOption = None,
    channel: ChannelOption = None,
    timezone: TimezoneOption = "Asia/Tokyo",
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Measure stage waits, people's share, past backlog and minutes of an order."""
    from sim.cli.stages_page import Measured, show_stages
    from sim.forecast.roster import read_roster

    talk = Talk.in_language(lang)
    worked = None if roster is None else read_roster(roster, timezone=timezone)
    teams = {"confirm": confirm_team, "dispatch": dispatch_team}
    _check_teams(worked, teams, talk)
    table = _chosen(order_tables(orders, timezone), shop, channel)
    found = Measured.of(table, by=by, roster=worked, teams=teams)
    if json:
        talk.show_json(_data(found))
    else:
        show_stages(found, talk)


def _check_teams(
    roster: "Roster | None", teams: dict[str, str | None], talk: Talk
) -> None:
    """Refuse a team that nobody of the roster belongs to."""
    asked = [team for team in teams.values() if team is not None]
    if roster is None and asked:
        raise Refusal(key="team_without_roster")
    known = {stint.team for stint in roster.stints} if roster else set()
    for team in asked:
        if team not in known:
            names = talk.say("list_mark").join(sorted(known))
            raise Refusal(key="no_such_team", team=team, known=names)


def _chosen(
    orders: "pd.DataFrame", shop: str | None, channel: str | None
) -> "pd.DataFrame":
    """Return the orders of a shop and channel; none at all are a mistake."""
    from sim.errors import ImportDataError, Problem
    from sim.forecast.counts import of_shop

    chosen = of_shop(orders, shop, channel)
    if chosen.empty:
        raise ImportDataError(Problem("orders", "orders_none_in_period"))
    return chosen


def _data(found: "Measured") -> dict[str, Any]:
    """Return what was measured as plain data, in no language."""
    share = found.person
    content = {
        "format": "hanboki.stages/1",
        "orders": found.n_orders,
        "by": found.by,
        "stages": found.waits.to_dict("records"),
        "confirmation": asdict(found.confirmation),
        "needs_person": {
            "share": share.share,
            "ci_low": share.interval.low,
            "ci_high": share.interval.high,
            "n": share.n,
        },
        "minutes": {name: asdict(each) for name, each in found.minutes.items()},
        "orders_left_out_of_backlog": found.backlog.n_left_out,
    }
    return {**plain(content), "backlog": columns(found.past)}
