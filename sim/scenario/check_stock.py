"""Checks of the shared stock: shop, channels, shares and the step that notices."""

from collections.abc import Iterator, Mapping

from sim.errors import Problem
from sim.scenario.flow import ORDER_FLOW
from sim.scenario.outline import Outline, rows_of, table_of, text_of
from sim.scenario.paths import Loc, format_loc
from sim.scenario.problems import unknown

__all__ = ["stock_problems"]

Table = Mapping[str, object]
SHARE_TOLERANCE = 1e-6


def stock_problems(raw: Table, names: Outline) -> Iterator[Problem]:
    """Yield what the items of a raw file refer to wrongly."""
    sold: dict[tuple[str, str], float] = {}
    for number, row in rows_of(raw, "stock"):
        loc: Loc = ("stock", number)
        yield from _found_at(text_of(row.get("found_at")), (*loc, "found_at"), names)
        shop = text_of(row.get("shop"))
        if not shop and len(names.channels) > 1:
            known = ", ".join(names.channels)
            where = format_loc((*loc, "shop"))
            yield Problem(where, "stock_shop_missing", values={"known": known})
        elif shop and shop not in names.channels:
            yield unknown((*loc, "shop"), "unknown_shop", shop, names.channels)
        elif names.channels:
            shop = shop or next(iter(names.channels))
            yield from _shares(row, loc, names.channels[shop], shop, sold)


def _found_at(step: str, loc: Loc, names: Outline) -> Iterator[Problem]:
    steps = names.steps.get(ORDER_FLOW, ())
    if step and step not in steps:
        yield unknown(loc, "unknown_step", step, steps)
    elif step and step not in names.open_steps:
        values = {"completing": names.open_steps[-1]}
        yield Problem(format_loc(loc), "step_after_completion", step, values=values)


def _shares(
    row: Table,
    loc: Loc,
    channels: tuple[str, ...],
    shop: str,
    sold: dict[tuple[str, str], float],
) -> Iterator[Problem]:
    """Yield wrong channels, and the item with which a channel sells more than all."""
    for channel, share in table_of(row.get("share")).items():
        where = (*loc, "share", channel)
        if channel not in channels:
            yield unknown(where, "unknown_channel", channel, channels, shop=shop)
        elif isinstance(share, int | float):
            before = sold.get((shop, channel), 0.0)
            total = sold[shop, channel] = before + share
            if total > 1 + SHARE_TOLERANCE >= before:
                values = {"shop": shop, "channel": channel}
                yield Problem(
                    format_loc(where), "stock_shares_exceed", round(total, 6), values
                )
