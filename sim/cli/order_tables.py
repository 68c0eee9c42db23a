"""Orders tables on the command line: which are meant, and what to do with others."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.exits import Refusal

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ChannelOption",
    "OrdersArgument",
    "ShopOption",
    "TimezoneOption",
    "order_tables",
]

OrdersArgument = Annotated[list[Path], typer.Argument(metavar="ORDERS.csv")]
ShopOption = Annotated[str | None, typer.Option("--shop", metavar="NAME")]
ChannelOption = Annotated[str | None, typer.Option("--channel", metavar="NAME")]
TimezoneOption = Annotated[str, typer.Option("--timezone", metavar="ZONE")]

_OTHER_FILE = frozenset(
    {"orders_column_missing", "orders_file_undecodable", "orders_header_missing"}
)
_SAME_ORDER = ["order_id", "ordered_at", "shop", "channel"]


def order_tables(paths: Sequence[Path], timezone: str = "Asia/Tokyo") -> "pd.DataFrame":
    """Return the orders of some tables; an order that two hold counts once.

    Of the same order the one of the later table is kept.

    Raises
    ------
    Refusal
        A file is no orders table, but perhaps an order file of a mall.
    ImportDataError
        A table has mistakes, or the time zone is unknown.
    """
    import pandas as pd

    from sim.errors import ImportDataError
    from sim.orders import read_orders

    _check_zone(timezone)
    tables = []
    for path in paths:
        try:
            tables.append(read_orders(path, timezone=timezone))
        except ImportDataError as error:
            if any(problem.rule in _OTHER_FILE for problem in error.problems):
                raise Refusal(key="no_orders_table", path=path) from error
            raise
    if len(tables) == 1:
        return tables[0]
    together = pd.concat(tables, ignore_index=True)
    return together.drop_duplicates(_SAME_ORDER, keep="last", ignore_index=True)


def _check_zone(timezone: str) -> None:
    from zoneinfo import ZoneInfo

    from sim.errors import ImportDataError, Problem

    try:
        ZoneInfo(timezone)
    except (LookupError, OSError, ValueError) as error:
        problem = Problem("--timezone", "orders_timezone_unknown", timezone)
        raise ImportDataError(problem) from error
