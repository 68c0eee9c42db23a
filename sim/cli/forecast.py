"""``hanboki forecast``: what the next sale may bring, and what that rests on."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import ForceOption, JsonOption, LangOption, SeedOption
from sim.cli.order_tables import (
    ChannelOption,
    OrdersArgument,
    ShopOption,
    TimezoneOption,
    order_tables,
)
from sim.cli.plain import columns, json_text, plain
from sim.cli.sale_windows import (
    MOMENT_FORMATS,
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
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_SEED
from sim.cli.talk import Talk
from sim.cli.writing import RESULT_NAME, finished_folder, refuse_folder

if TYPE_CHECKING:
    from sim.cli.forecast_page import Drawn
    from sim.forecast.sale import SaleForecast

__all__ = ["DEFAULT_DRAWS", "forecast"]

DEFAULT_DRAWS = 400
"""As in :mod:`sim.forecast.sampling`, which is too heavy to import for a help text."""

BLOCK_NAME = "demand.toml"
CHART_NAME = "chart.html"
SCENARIO_NAME = "scenario.toml"


def forecast(
    orders: OrdersArgument,
    next_from: Annotated[
        datetime,
        typer.Option("--next-from", metavar="TIME", formats=MOMENT_FORMATS),
    ],
    next_to: Annotated[
        datetime, typer.Option("--next-to", metavar="TIME", formats=MOMENT_FORMATS)
    ],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME")] = None,
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
    shop: ShopOption = None,
    channel: ChannelOption = None,
    timezone: TimezoneOption = "Asia/Tokyo",
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=2)
    ] = DEFAULT_DRAWS,
    seed: SeedOption = DEFAULT_SEED,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="SCENARIO")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    force: ForceOption = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Forecast the orders of a sale from past orders, with every factor's origin."""
    from sim.cli.forecast_page import Drawn, ForecastPage
    from sim.forecast.sale import forecast_sale
    from sim.forecast.windows import SaleWindow

    talk = Talk.in_language(lang)
    refuse_folder(out, may_replace=force)
    guess = size_of_sale(multiplier, (low, likely, high), unit)
    ahead = SaleWindow(name or talk.say("next_sale"), next_from, next_to)
    windows = SaleWindows.named(
        talk,
        sale=(sale_from, sale_to),
        other=(other_from, other_to),
        coupon=(coupon_from, coupon_to),
        ahead=(ahead,),
    )
    found = forecast_sale(
        order_tables(orders, timezone),
        SaleWindow(ahead.label, next_from, next_to, windows.coupons),
        windows.sales,
        multiplier=multiplier,
        guess=guess,
        excluded=windows.others,
        shop=shop,
        channel=channel,
    )
    refuse_absurd([found])
    drawn = Drawn.of(found, seed=seed, replications=replications)
    content = _data(found, drawn, name)
    if out is not None:
        source = talk.say("list_mark").join(path.name for path in orders)
        _write(found, drawn, content, out, source, template, talk)
    if json:
        talk.show_json(content)
    else:
        ForecastPage(found, drawn, talk).show()
    talk.tell(_next_step(out, template))


def _next_step(out: Path | None, template: Path | None) -> str:
    if out is None:
        return "forecast_not_written"
    return "forecast_next_step" if template is None else "forecast_next_scenario"


def _write(
    found: "SaleForecast",
    drawn: "Drawn",
    content: dict[str, Any],
    folder: Path,
    source: str,
    template: Path | None,
    talk: Talk,
) -> None:
    """Write demand block, shape of the week, chart and numbers, or nothing.

    With a template also the whole scenario.
    """
    from sim.charts.forecast import sale_forecast
    from sim.forecast.block import write_forecast
    from sim.forecast.counts import history_table
    from sim.forecast.plan import scenario_of_forecast
    from sim.scenario.files import load, save

    figure = sale_forecast(
        drawn.day,
        talk.language,
        run=drawn.record,
        sale=found.sale.label,
        history=history_table(found.history),
    )
    with finished_folder(folder) as unfinished:
        write_forecast(
            found, unfinished / BLOCK_NAME, source=source, language=talk.language
        )
        chart = figure.to_html(include_plotlyjs=True, config={"displayModeBar": False})
        (unfinished / CHART_NAME).write_text(chart, encoding="utf-8", newline="\n")
        (unfinished / RESULT_NAME).write_text(
            json_text(content), encoding="utf-8", newline="\n"
        )
        if template is not None:
            scenario = scenario_of_forecast(
                load(scenario_file(template)),
                found,
                source=source,
                language=talk.language,
            )
            save(scenario, unfinished / SCENARIO_NAME)
    talk.tell("written", path=folder)


def _data(found: "SaleForecast", drawn: "Drawn", name: str | None) -> dict[str, Any]:
    """Return the forecast as plain data, in no language."""
    sale, level = found.sale, found.level
    content = {
        "format": "hanboki.forecast/1",
        "record": {
            "forecast_digest": drawn.record.scenario_digest,
            "seed": drawn.record.seed,
            "replications": drawn.record.replications,
        },
        "shop": found.shop,
        "channel": found.channel,
        "timezone": found.zone.key,
        "sale": {"name": name, "start": sale.start, "end": sale.end,
                 "coupons": sale.coupons},
        "source": found.source,
        "orders": drawn.total,
        "expected_orders": found.expected_orders,
        "multiplier": found.multiplier,
        "level": {"mean": level.mean, "cv": level.cv, "median": level.median,
                  "p10": level.p10, "p90": level.p90},
        "factors": [asdict(factor) for factor in found.factors],
        "past": [_without(asdict(past), ["label"]) for past in found.past],
        "hot_days": found.hot_days,
        "weights": found.weights.tolist(),
    }  # fmt: skip
    tables = {"hours": columns(drawn.hour), "days": columns(drawn.day)}
    return {**plain(content), "tables": tables}


def _without(row: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
