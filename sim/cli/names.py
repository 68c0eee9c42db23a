"""What the terminal calls steps, teams and classes: their labels, else their names."""

from sim.scenario.flow import ORDER_FLOW
from sim.scenario.model import Scenario

__all__ = ["labels_of"]


def labels_of(scenario: Scenario) -> dict[str, str]:
    """Return name → label of every class, team and step that has a label.

    A step is named as tables name it: ``step``, in other flows ``flow.step``.
    """
    labels = {each.name: each.label for each in scenario.classes}
    labels |= {team.name: team.label for team in scenario.teams}
    for flow, step in scenario.steps():
        name = step.step if flow == ORDER_FLOW else f"{flow}.{step.step}"
        labels[name] = step.label
    return {name: label for name, label in labels.items() if label}
