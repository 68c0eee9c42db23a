"""``hanboki fetch-orders``: orders of a period from the RMS order API, as files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from sim.cli.options import LangOption
from sim.cli.talk import Talk

__all__ = ["fetch_orders"]

_MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def fetch_orders(
    start: Annotated[
        datetime, typer.Option("--from", formats=_MOMENTS, metavar="MOMENT")
    ],
    end: Annotated[datetime, typer.Option("--to", formats=_MOMENTS, metavar="MOMENT")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR")] = Path("rms-orders"),
    lang: LangOption = None,
) -> None:
    """Save the orders of a period from the RMS order API as JSON files."""
    from sim.orders.rms_api import Credentials, RmsClient, save_orders

    talk = Talk.in_language(lang)
    zone = ZoneInfo("Asia/Tokyo")
    client = RmsClient(Credentials.from_environment())
    with talk.progress("fetching") as on_progress:
        paths = save_orders(
            client,
            start.replace(tzinfo=zone),
            end.replace(tzinfo=zone),
            out,
            on_progress=on_progress,
        )
    for path in paths:
        talk.show_raw(f"{path}\n")
    key = "fetch_orders_done" if paths else "fetch_orders_none"
    talk.tell(key, count=len(paths), folder=out)
