"""What the screen calls shops, steps, teams and classes: labels over names.

A label is text that a user typed. Plotly reads a few HTML tags in texts, so names are
escaped before they go into a figure.
"""

from collections.abc import Mapping
from html import escape

from sim.language import Language, catalogue
from sim.scenario.model import Scenario

__all__ = ["display_names", "employer_name", "shown"]


def display_names(scenario: Scenario) -> dict[str, str]:
    """Return the label of every step, team and class that has one, by its name.

    A step is found as ``step`` and as ``flow.step``.
    """
    names: dict[str, str] = {}
    for flow, step in scenario.steps():
        if step.label:
            names[f"{flow}.{step.step}"] = step.label
            names.setdefault(step.step, step.label)
    teams = {team.name: team.label for team in scenario.teams if team.label}
    classes = {item.name: item.label for item in scenario.classes if item.label}
    return names | teams | classes


def shown(name: str, names: Mapping[str, str] | None) -> str:
    """Return the label of ``name``, or the name itself, safe to put into a figure."""
    return escape((names or {}).get(name, name), quote=False)


def employer_name(
    employer: str, names: Mapping[str, str] | None, language: Language
) -> str:
    """Return what the screen calls an employer; the usual ones have a word."""
    words = catalogue("charts", language)
    if employer in (names or {}):
        return shown(employer, names)
    return words.get(f"employer_{employer}") or shown(employer, names)
