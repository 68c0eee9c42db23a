"""Checks of the teams: which steps they serve, err at and watch."""

from collections.abc import Iterator, Mapping

from sim.errors import Problem
from sim.scenario.outline import Outline, rows_of, table_of, text_of
from sim.scenario.paths import Loc, format_loc
from sim.scenario.problems import unknown

__all__ = ["people_problems"]


def people_problems(raw: Mapping[str, object], names: Outline) -> Iterator[Problem]:
    """Yield what the teams of a raw file refer to wrongly."""
    for number, team in rows_of(raw, "teams"):
        loc: Loc = ("teams", number)
        serves = team.get("serves")
        if isinstance(serves, list | tuple):
            yield from _serves(tuple(serves), (*loc, "serves"), names)
        for key in ("speed_by_step", "error_share"):
            for step in table_of(team.get(key)):
                yield from _work_step(str(step), (*loc, key, step), names)
        watch = text_of(table_of(team.get("on_call")).get("watch"))
        yield from _work_step(watch, (*loc, "on_call", "watch"), names)


def _serves(steps: tuple[object, ...], loc: Loc, names: Outline) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, value in enumerate(steps):
        step = text_of(value)
        where = (*loc, number)
        yield from _work_step(step, where, names)
        if step in seen:
            other = format_loc((*loc, seen[step]))
            yield Problem(
                format_loc(where), "duplicate_serves", step, values={"other": other}
            )
        elif step:
            seen[step] = number


def _work_step(step: str, loc: Loc, names: Outline) -> Iterator[Problem]:
    if not step or step in names.work_names:
        return
    if step in names.step_names:
        yield Problem(format_loc(loc), "not_a_work_step", step)
    else:
        yield unknown(loc, "unknown_work_step", step, names.work_names)
