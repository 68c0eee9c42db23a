"""``hanboki verify``: closed forms and equality of the engines, on this machine."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.exits import MISSED
from sim.cli.options import JsonOption, LangOption, SeedOption
from sim.cli.shipped import scenario_file
from sim.cli.simulate import DEFAULT_SEED
from sim.cli.tables import plain_table
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.experiments.verify import Check

__all__ = ["verify"]


def verify(
    scenario: Annotated[Path, typer.Argument(metavar="[SCENARIO]")] = Path(
        "normal-week"
    ),
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", min=2)
    ] = 40,
    seed: SeedOption = DEFAULT_SEED,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Hold this installation against queueing theory, and one engine to the other."""
    from sim.experiments.verify import N_CHECKS
    from sim.experiments.verify import verify as checks
    from sim.scenario.files import load

    talk = Talk.in_language(lang)
    model = load(scenario_file(scenario))
    found: list[Check] = []
    with talk.progress("verifying", N_CHECKS) as on_progress:
        for check in checks(model, replications=replications, seed=seed):
            found.append(check)
            on_progress(len(found), N_CHECKS)
    if json:
        talk.show_json([{**asdict(check), "passed": check.passed} for check in found])
    else:
        _show(found, talk)
    if not all(check.passed for check in found):
        raise typer.Exit(MISSED)


def _show(found: "list[Check]", talk: Talk) -> None:
    heads = ("verdict", "what", "expected", "found", "tolerance")
    rows = [
        (
            talk.say("verify_passed" if check.passed else "verify_failed"),
            talk.say(f"verify_{check.name}"),
            f"{check.expected:.6g}",
            f"{check.found:.6g}",
            f"±{check.tolerance:.2g}",
        )
        for check in found
    ]
    talk.show(
        plain_table(
            [talk.say(f"verify_head_{head}") for head in heads], rows, numbers_from=2
        )
    )
    failed = sum(not check.passed for check in found)
    key = "verify_all_passed" if failed == 0 else "verify_some_failed"
    talk.show_text("\n" + talk.say(key, count=len(found), failed=failed))
