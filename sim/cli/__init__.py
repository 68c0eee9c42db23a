"""The command line ``hanboki``: one command a file.

What a command needs is imported when it runs, so that help comes at once.
"""

from typing import Annotated

import typer

from sim.cli import (
    agreement,
    backtest,
    check,
    compare,
    dashboard,
    db,
    demand,
    explain,
    fetch_orders,
    forecast,
    frontier,
    import_orders,
    intervals,
    live,
    quote,
    review,
    scenarios,
    schema,
    sensitivity,
    sign_receipt,
    simulate,
    staff,
    stages,
    store,
    stress,
    update,
    users,
    verify,
    verify_receipt,
    version,
)
from sim.cli.commands import Command, Program
from sim.cli.options import LangOption

__all__ = ["app"]

app = typer.Typer(
    name="hanboki",
    cls=Program,
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def hanboki(
    context: typer.Context,
    is_version_asked: Annotated[bool, typer.Option("--version")] = False,
    lang: LangOption = None,
) -> None:
    """Show the version or the help when no command is given."""
    del lang  # found on the command line before anything runs
    if context.invoked_subcommand is not None:
        return
    typer.echo(version.own_version() if is_version_asked else context.get_help())


app.command("simulate", cls=Command)(simulate.simulate)
app.command("compare", cls=Command)(compare.compare)
app.command("stress", cls=Command)(stress.stress)
app.command("sensitivity", cls=Command)(sensitivity.sensitivity)
app.command("staff", cls=Command)(staff.staff)
app.command("frontier", cls=Command)(frontier.frontier)
app.command("explain", cls=Command)(explain.explain)
app.command("check", cls=Command)(check.check)
app.command("scenarios", cls=Command)(scenarios.scenarios)
app.command("dashboard", cls=Command)(dashboard.dashboard)
app.command("fetch-orders", cls=Command)(fetch_orders.fetch_orders)
app.command("import-orders", cls=Command)(import_orders.import_orders)
app.command("demand", cls=Command)(demand.demand)
app.command("stages", cls=Command)(stages.stages)
app.command("forecast", cls=Command)(forecast.forecast)
app.command("backtest", cls=Command)(backtest.backtest)
app.command("update", cls=Command)(update.update)
app.command("live", cls=Command)(live.live)
app.command("review", cls=Command)(review.review)
app.command("quote", cls=Command)(quote.quote)
app.command("store", cls=Command)(store.store)
app.add_typer(agreement.group)
app.add_typer(users.group)
app.add_typer(db.group)
app.command("schema", cls=Command)(schema.schema)
app.command("verify", cls=Command)(verify.verify)
app.command("intervals", cls=Command)(intervals.intervals)
app.command("verify-receipt", cls=Command)(verify_receipt.verify_receipt)
app.command("sign-receipt", cls=Command)(sign_receipt.sign_receipt)
app.command("version", cls=Command)(version.version)
