"""``hanboki schema``: the JSON schema of the scenario file."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import LangOption
from sim.cli.talk import Talk
from sim.cli.writing import finished_file, refuse_existing

__all__ = ["schema"]


def schema(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    lang: LangOption = None,
) -> None:
    """Print the JSON schema, or write it to a file; it replaces an older one."""
    from sim.scenario.schema import schema_text

    talk = Talk.in_language(lang)
    refuse_existing(out, may_replace=True)
    if out is None:
        talk.show_raw(schema_text())
        return
    with finished_file(out) as unfinished:
        unfinished.write_text(schema_text(), encoding="utf-8", newline="\n")
    talk.tell("written", path=out)
