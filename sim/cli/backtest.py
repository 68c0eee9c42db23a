"""``hanboki backtest``: how good a forecast made on an earlier day would have been."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import Refusal
from sim.cli.forecast import DEFAULT_DRAWS
from sim.cli.options import JsonOption, LangOption, SeedOption
from sim.cli.order_tables import (
    ChannelOption,
    OrdersArgument,
    ShopOption,
    TimezoneOption,
    order_tables,
)
from sim.cli.plain import columns, plain
from sim.cli.sale_windows import (
    CouponFrom,
    CouponTo,
    HighOption,
    LikelyOption,
    LowOption,
    MultiplierOption,
    OtherFrom,
    OtherTo,
    SaleFrom,
    SaleTo,
    SaleWindows,
    UnitOption,
    refuse_absurd,
    size_of_sale,
)
from sim.cli.simulate import DEFAULT_SEED
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.forecast.backtest import Backtest

__all__ = ["backtest"]

DEFAULT_DAYS = 14


def backtest(
    orders: OrdersArgument,
    split: Annotated[
        datetime,
        typer.Option("--split", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"]),
    ],
    until: Annotated[
        datetime | None,
        typer.Option("--until", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"]),
    ] = None,
    sale_from: SaleFrom = None,
    sale_to: SaleTo = None,
    other_from: OtherFrom = None,
    other_to: OtherTo = None,
    coupon_from: CouponFrom = None,
    coupon_to: CouponTo = None,
    multiplier: MultiplierOption = None,
    low: LowOption = None,
    likely: LikelyOption = None,
    high: HighOption = None,
    unit: UnitOption = "multiplier",
    promise_hours: Annotated[
        float | None, typer.Option("--promise-hours", metavar="H")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="ROSTER.csv")
    ] = None,
    shop: ShopOption = None,
    channel: ChannelOption = None,
    timezone: TimezoneOption = "Asia/Tokyo",
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=2)
    ] = DEFAULT_DRAWS,
    seed: SeedOption = DEFAULT_SEED,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Predict some past days from the days before them and compare."""
    from sim.cli.backtest_page import show_backtest
    from sim.forecast.backtest import backtest as run_backtest
    from sim.forecast.roster import read_roster

    talk = Talk.in_language(lang)
    n_days = DEFAULT_DAYS if until is None else (until - split).days + 1
    if n_days < 1:
        raise Refusal(key="backtest_until_before")
    guess = size_of_sale(multiplier, (low, likely, high), unit)
    windows = SaleWindows.named(
        talk,
        sale=(sale_from, sale_to),
        other=(other_from, other_to),
        coupon=(coupon_from, coupon_to),
    )
    worked = None if roster is None else read_roster(roster, timezone=timezone)
    found = run_backtest(
        order_tables(orders, timezone),
        split,
        n_days=n_days,
        sales=windows.sales,
        excluded=windows.others,
        multiplier=multiplier,
        guess=guess,
        promise_hours=promise_hours,
        roster=worked,
        shop=shop,
        channel=channel,
        seed=seed,
        replications=replications,
    )
    refuse_absurd(found.sales)
    n_untold = _n_touched(windows, split, n_days) - len(found.sales)
    if n_untold:
        talk.tell("backtest_untold", n=n_untold)
    if json:
        talk.show_json(_data(found, seed=seed, replications=replications))
    else:
        show_backtest(found, talk)


def _n_touched(windows: SaleWindows, split: datetime, n_days: int) -> int:
    """Return how many sales lie in the predicted days, or reach into them."""
    end = split + timedelta(days=n_days)
    return sum(sale.start < end and sale.end > split for sale in windows.sales)


def _data(found: "Backtest", *, seed: int, replications: int) -> dict[str, Any]:
    """Return the backtest as plain data, in no language."""
    outflow = found.outflow
    content = {
        "format": "hanboki.backtest/1",
        "record": {"seed": seed, "replications": replications},
        "split": found.split,
        "days": found.n_days,
        "scores": found.scores.to_dict("records"),
        "outflow": outflow
        and {
            "law": outflow.law,
            "delay_hours": outflow.delay_hours,
            "hours_with_queue": outflow.n_standing,
            "errors": outflow.errors,
        },
        "sales": [
            {
                "start": sale.sale.start,
                "end": sale.sale.end,
                "factors": [asdict(factor) for factor in sale.factors],
            }
            for sale in found.sales
        ],
        "orders_left_out": found.n_left_out,
    }
    tables = {name: columns(table) for name, table in found.tables.items()}
    return {**plain(content), "tables": tables}
