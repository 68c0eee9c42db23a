"""Inputs in words, as a planner reads them: 注文確認 / 1件の分数・平均."""

from collections.abc import Mapping

from sim.language import Language, catalogue, text
from sim.scenario.flow import written_step
from sim.scenario.inputs import Input
from sim.scenario.model import Scenario

__all__ = ["input_owner", "input_quantity", "names_of_inputs"]


def input_owner(found: Input, language: Language) -> str:
    """Return what an input is of, such as 注文確認; the part where it has no row."""
    words = catalogue("scenario", language)
    owners = [
        words.get(f"when_{owner}", owner) if found.part == "triggers" else owner
        for owner in found.owners
    ]
    if not owners:
        return text(f"inputs.part_{found.part}", language)
    return text("inputs.between_owners", language).join(owners)


def input_quantity(found: Input, names: Mapping[str, str], language: Language) -> str:
    """Return which number it is, such as 1件の分数・平均.

    Parameters
    ----------
    names
        Labels of classes, steps and channels, see :func:`names_of_inputs`.
    """
    words = catalogue("inputs", language)
    shown = [words.get(f"key_{key}") or names.get(key, key) for key in found.keys]
    return text("inputs.between_keys", language).join(shown)


def names_of_inputs(scenario: Scenario) -> dict[str, str]:
    """Return what the screen calls the classes and steps that keys name."""
    steps = {
        written_step(flow, step.step): step.label or step.step
        for flow, step in scenario.steps()
    }
    return steps | {each.name: each.label or each.name for each in scenario.classes}
