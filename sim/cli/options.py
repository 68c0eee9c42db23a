"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from sim.language import Language

__all__ = ["ForceOption", "JsonOption", "LangOption", "ScenarioArgument"]

ScenarioArgument = Annotated[Path, typer.Argument(metavar="SCENARIO")]
JsonOption = Annotated[bool, typer.Option("--json")]
ForceOption = Annotated[bool, typer.Option("--force")]
LangOption = Annotated[Language | None, typer.Option("--lang", metavar="ja|en")]
