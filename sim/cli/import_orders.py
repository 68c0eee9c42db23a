"""``hanboki import-orders``: order files of a mall into one orders table."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli.options import ForceOption, JsonOption, LangOption
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing
from sim.language import LANGUAGES, text

if TYPE_CHECKING:
    from sim.orders import ImportReport

__all__ = ["import_orders"]

Source = Literal[
    "auto",
    "rms",
    "rms_report",
    "rms_api",
    "next_engine",
    "crossmall",
    "robot_in",
    "goq",
    "tempostar",
    "yahoo",
    "amazon_jp",
    "shopify",
    "smaregi_ec",
    "generic",
]
"""As in :mod:`sim.orders`, which is too heavy to import for a help text."""


def import_orders(
    files: Annotated[list[Path], typer.Argument(metavar="FILE")],
    source: Annotated[Source, typer.Option("--source", metavar="SYSTEM")] = "auto",
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="TOML")] = None,
    write_mapping: Annotated[
        Path | None, typer.Option("--write-mapping", metavar="TOML")
    ] = None,
    timezone: Annotated[str, typer.Option("--timezone", metavar="ZONE")] = "Asia/Tokyo",
    out: Annotated[Path | None, typer.Option("--out", metavar="CSV")] = None,
    rejects: Annotated[Path | None, typer.Option("--rejects", metavar="CSV")] = None,
    force: ForceOption = False,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Read order files, say what became of every row, and write the orders table."""
    from sim.orders import import_orders as read_files
    from sim.orders import load_mapping, write_orders, write_rejects

    talk = Talk.in_language(lang)
    if write_mapping is not None:
        _propose(files[0], write_mapping, talk, may_replace=force)
        return
    for path in (out, rejects):
        may_replace = path not in files and (force or _is_own(path))
        refuse_existing(path, may_replace=may_replace)
    wanted = None if mapping is None else load_mapping(mapping)
    with talk.progress("reading") as on_progress:
        orders, report = read_files(
            files,
            source=source,
            mapping=wanted,
            timezone=timezone,
            on_progress=on_progress,
        )
    if out is not None:
        with finished_file(out) as unfinished:
            write_orders(orders, unfinished)
        talk.tell("written", path=out)
    if rejects is not None:
        with finished_file(rejects) as unfinished:
            write_rejects(report, unfinished, talk.language)
        talk.tell("written", path=rejects)
    if json:
        talk.show_json(_data(report))
    else:
        talk.show_text(report.text(talk.language))
    if out is None:
        talk.tell("import_orders_not_written")


def _propose(file: Path, mapping: Path, talk: Talk, *, may_replace: bool) -> None:
    """Write what the columns of a file seem to mean, for the planner to correct."""
    from sim.orders import propose_mapping, save_mapping

    refuse_existing(mapping, may_replace=may_replace)
    guess = propose_mapping(file)
    for found in guess.evidence:
        talk.show_text(f"{found.column} → {found.field} ({found.system})")
    with finished_file(mapping) as unfinished:
        save_mapping(guess.mapping, unfinished)
    talk.tell("import_orders_mapping_written", path=mapping, file=file)


def _is_own(path: Path | None) -> bool:
    """Return whether a file begins like one that this command wrote earlier."""
    from sim.orders import COLUMNS

    if path is None or not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline().strip()
    heads = ("file", "line", "column", "value", "kept", "reason")
    rejects = [
        ",".join(f'"{text(f"orders.head_{head}", language)}"' for head in heads)
        for language in LANGUAGES
    ]
    return first in (",".join(column.name for column in COLUMNS), *rejects)


def _data(report: "ImportReport") -> dict[str, object]:
    return {
        "format": "hanboki.import/1",
        "orders": report.orders,
        "first_at": report.first_at.isoformat(),
        "last_at": report.last_at.isoformat(),
        "read": report.read,
        "kept": report.kept,
        "rejected": report.rejected,
        "rejected_by_reason": dict(report.rejected_by_reason),
        "cells_left_out": [
            {"column": column, "reason": reason, "cells": cells}
            for (column, reason), cells in report.cells_left_out.items()
        ],
        "files": [asdict(file) for file in report.files],
        "findings": [asdict(found) for found in report.findings],
    }
