"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from sim.language import Language

__all__ = ["ForceOption", "JsonOption", "LangOption", "ScenarioArgument", "SeedOption"]

ScenarioArgument = Annotated[Path, typer.Argument(metavar="SCENARIO")]
JsonOption = Annotated[bool, typer.Option("--json")]
ForceOption = Annotated[bool, typer.Option("--force")]
SeedOption = Annotated[int, typer.Option("--seed", metavar="S", min=0, max=2**63 - 1)]
LangOption = Annotated[Language | None, typer.Option("--lang", metavar="ja|en")]
