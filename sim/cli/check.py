"""``hanboki check``: is a scenario file right, and is it what was meant."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.exits import WRONG_INPUT
from sim.cli.failures import problem_data, show_problems
from sim.cli.options import JsonOption, LangOption
from sim.cli.talk import Talk
from sim.errors import Problem, ScenarioError
from sim.scenario.shipped import scenario_path

__all__ = ["check"]


def check(
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO")],
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Name every problem of scenario files, and what is legal but doubtful."""
    talk = Talk.in_language(lang)
    findings = [_Finding(path, talk) for path in scenarios]
    if json:
        talk.show_json([finding.data() for finding in findings])
    else:
        for finding in findings:
            finding.show()
    if any(finding.problems for finding in findings):
        raise typer.Exit(WRONG_INPUT)


class _Finding:
    """What is to be said about one file."""

    def __init__(self, path: Path, talk: Talk) -> None:
        from sim.scenario.doubts import doubtful
        from sim.scenario.files import load

        self.path = path
        self.talk = talk
        self.problems: tuple[Problem, ...] = ()
        self.doubts: list[str] = []
        try:
            scenario = load(scenario_path(path))
        except ScenarioError as error:
            self.problems = error.problems
        else:
            self.doubts = [doubt.text(talk.language) for doubt in doubtful(scenario)]

    def show(self) -> None:
        """Print the finding; problems go to stderr."""
        if self.problems:
            values = {"path": self.path}
            show_problems(self.problems, self.talk, "check_wrong", **values)
            return
        key = "check_doubtful" if self.doubts else "check_right"
        words = self.talk.say(key, path=self.path, count=len(self.doubts))
        self.talk.show_text(words, style="yellow" if self.doubts else "green")
        for doubt in self.doubts:
            self.talk.show_text(f"- {doubt}", indent=2)

    def data(self) -> dict[str, object]:
        """Return the finding as plain data."""
        return {
            "path": str(self.path),
            "is_valid": not self.problems,
            "problems": [problem_data(each, self.talk) for each in self.problems],
            "doubts": self.doubts,
        }
