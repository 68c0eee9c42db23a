"""What to change next time: values by path, each measured, ready to be applied."""

from dataclasses import dataclass
from math import isclose

import tomlkit

from sim.language import Language, number_text, text
from sim.review.actuals import stage_steps
from sim.review.study import Review
from sim.scenario.changing import with_values
from sim.scenario.flow import ORDER_FLOW, WorkStep
from sim.scenario.model import Scenario
from sim.scenario.target import InputOrigin

__all__ = ["Lesson", "lessons", "next_scenario", "patch_text"]

_WORTH = 0.05
"""Relative change of a number from which on it is worth writing down."""
_MEAN_OF = {"constant": "value", "weibull": "scale"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One number of the scenario that turned out otherwise."""

    path: str
    """Where it stands, as :mod:`sim.scenario.editing` takes it."""
    before: float
    after: float
    what: str
    """Entry ``lesson_<what>`` of the catalogue ``review.toml``."""


def lessons(found: Review) -> tuple[Lesson, ...]:
    """Return the numbers that the next plan should have otherwise, none if all held."""
    return tuple(
        lesson
        for lesson in (*_orders(found), *_minutes(found), *_errors(found))
        if not isclose(lesson.before, lesson.after, rel_tol=_WORTH)
    )


def next_scenario(
    plan: Scenario, learned: tuple[Lesson, ...], language: Language
) -> Scenario:
    """Return the plan with what was learned, each number marked as measured.

    Raises
    ------
    ScenarioError
        A value is out of range.
    """
    values: dict[str, object] = {each.path: each.after for each in learned}
    paths = set(values)
    origins = [each for each in plan.origins if each.of not in paths]
    origins += [
        InputOrigin(of=each.path, kind="measured", note=_note(each, language))
        for each in learned
    ]
    return with_values(plan, {**values, "origins": origins})


def patch_text(learned: tuple[Lesson, ...], language: Language) -> str:
    """Return the lessons as TOML: a value by path, with the reason as a comment."""
    document = tomlkit.document()
    document.add(tomlkit.comment(text("review.patch_about", language)))
    table = tomlkit.table()
    for each in learned:
        item = tomlkit.item(each.after)
        item.comment(_note(each, language))
        table.add(each.path, item)
    document.add("values", table)
    return tomlkit.dumps(document)


def _note(lesson: Lesson, language: Language) -> str:
    return text(
        f"review.lesson_{lesson.what}",
        language,
        before=number_text(lesson.before, language, 3),
        after=number_text(lesson.after, language, 3),
    )


def _orders(found: Review) -> list[Lesson]:
    """Return the size of the sale: its first event's multiplier, else the scale."""
    rows = []
    for number, (demand, expected, came) in enumerate(
        zip(
            found.plan.demand,
            found.reality.expected,
            found.reality.came,
            strict=True,
        )
    ):
        if demand.replay is not None or not expected.sum():
            continue
        ratio = float(came.sum() / expected.sum())
        if demand.events:
            path = f"demand[{number}].events[0].multiplier"
            before = demand.events[0].multiplier
        else:
            path, before = f"demand[{number}].scale", demand.scale
        rows.append(Lesson(path, before, round(before * ratio, 3), "orders"))
    return rows


def _minutes(found: Review) -> list[Lesson]:
    """Return the minutes of the steps whose speed was measured."""
    if found.reality.speed is None:
        return []
    rows = []
    for names, factor in zip(stage_steps(found.plan), found.reality.speed, strict=True):
        for step in found.plan.flow[ORDER_FLOW]:
            if step.step not in names or not isinstance(step, WorkStep):
                continue
            laws = {"minutes": step.minutes} | {
                f"minutes_by_class.{name}": law
                for name, law in step.minutes_by_class.items()
            }
            for key, law in laws.items():
                field = _MEAN_OF.get(law.distribution, "mean")
                before = getattr(law, field, None)
                if before is not None:
                    path = f"flow.{ORDER_FLOW}[{step.step}].{key}.{field}"
                    after = round(before * factor, 3)
                    rows.append(Lesson(path, before, after, "minutes"))
    return rows


def _errors(found: Review) -> list[Lesson]:
    shares = found.reality.error_shares
    return [
        Lesson(
            f"teams[{team.name}].error_share.{step}",
            team.error_share.get(step, 0.0),
            round(share, 5),
            "errors",
        )
        for team in found.plan.teams
        for step, share in shares.items()
        if step in team.serves
    ]
