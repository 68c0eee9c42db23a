"""Cross-reference checks: what only the whole file can tell.

They read the raw TOML tables, so that they also find something in a file that pydantic
refuses; all problems of a file are then reported at once.
What is malformed is skipped here, because pydantic reports it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from typing import TypeGuard

from sim.errors import Problem
from sim.scenario.base import Spec
from sim.scenario.check_calendars import calendar_problems
from sim.scenario.check_menu import menu_problems
from sim.scenario.check_people import people_problems
from sim.scenario.check_stock import stock_problems
from sim.scenario.fields import known_keys
from sim.scenario.flow import ORDER_FLOW
from sim.scenario.model import Scenario
from sim.scenario.outline import (
    Outline,
    Row,
    outline,
    rows_of,
    table_of,
    text_of,
)
from sim.scenario.paths import Loc, Named, format_loc, locate, parse_path, row_names
from sim.scenario.problems import shown, unknown
from sim.scenario.profiles import NAMED_PROFILES, is_profile_file

__all__ = ["check", "path_problems"]

Table = Mapping[str, object]
SHARE_TOLERANCE = 1e-6


def check(raw: Table) -> list[Problem]:
    """Return what the parts of a raw scenario file say wrongly about each other."""
    names = outline(raw)
    checks: tuple[Callable[[Table, Outline], Iterable[Problem]], ...] = (
        _duplicates,
        _classes,
        _demand,
        _flows,
        _triggers_and_customers,
        stock_problems,
        people_problems,
        calendar_problems,
        menu_problems,
        _origins,
    )
    return [problem for one in checks for problem in one(raw, names)]


def _duplicates(raw: Table, _names: Outline) -> Iterator[Problem]:
    yield from _twice(raw, "demand", _demand_key, "duplicate_demand")
    yield from _twice(raw, "classes", _key("name"), "duplicate_class")
    yield from _twice(raw, "teams", _key("name"), "duplicate_team")
    yield from _twice(raw, "stock", _key("shop", "item"), "duplicate_item")
    flows = table_of(raw.get("flow"))
    for flow in flows:
        yield from _twice(flows, flow, _key("step"), "duplicate_step", ("flow",))


def _twice(
    table: Table,
    key: str,
    name_of: Callable[[Table], str],
    rule: str,
    above: Loc = (),
) -> Iterator[Problem]:
    """Yield a problem for each row whose name an earlier row has."""
    first: dict[str, int] = {}
    for number, row in rows_of(table, key):
        name = name_of(row)
        if name in first:
            other = format_loc((*above, key, first[name]))
            where = format_loc((*above, key, number))
            yield Problem(where, rule, name, values={"other": other})
        elif name:
            first[name] = number


def _key(*fields: str) -> Callable[[Table], str]:
    return lambda row: " ".join(filter(None, (text_of(row.get(f)) for f in fields)))


def _demand_key(row: Table) -> str:
    shop = text_of(row.get("shop"))
    return shop and f"{shop} {text_of(row.get('channel', 'rakuten'))}"


def _classes(raw: Table, names: Outline) -> Iterator[Problem]:
    if "default" in names.classes:
        number = names.classes.index("default")
        yield Problem(f"classes[{number}].name", "class_named_default", "default")
    shares = [row.get("share") for _, row in rows_of(raw, "classes")]
    if shares:
        yield from _sum_is_one(shares, "classes", "class_shares_sum")


def _sum_is_one(shares: Iterable[object], where: str, rule: str) -> Iterator[Problem]:
    total = _sum(shares)
    if total is not None and abs(total - 1) > SHARE_TOLERANCE:
        yield Problem(where, rule, round(total, 6))


def _sum(values: Iterable[object]) -> float | None:
    """Return the sum, None when a value is not a number."""
    total = 0.0
    for value in values:
        if not isinstance(value, int | float) or not isfinite(value):
            return None
        total += value
    return total


def _demand(raw: Table, names: Outline) -> Iterator[Problem]:
    for number, row in rows_of(raw, "demand"):
        loc: Loc = ("demand", number)
        mix = table_of(row.get("mix"))
        yield from _class_keys(mix, (*loc, "mix"), names)
        if mix:
            yield from _sum_is_one(mix.values(), format_loc((*loc, "mix")), "mix_sum")
        backlog = table_of(row.get("opening_backlog"))
        for step in backlog:
            yield from _open_step(str(step), (*loc, "opening_backlog", step), names)
        profile = text_of(row.get("profile"))
        if profile and profile not in NAMED_PROFILES and not is_profile_file(profile):
            where = (*loc, "profile")
            yield unknown(where, "unknown_profile", profile, NAMED_PROFILES)
        scale = row.get("scale", 1)
        if "replay" in row and scale != 1:
            yield Problem(format_loc((*loc, "scale")), "replay_scale", scale)


def _class_keys(
    table: Table, loc: Loc, names: Outline, *also: str
) -> Iterator[Problem]:
    for name in table:
        known = (*names.classes, *also)
        if name not in known:
            yield unknown((*loc, name), "unknown_class", name, known)


def _open_step(step: str, loc: Loc, names: Outline) -> Iterator[Problem]:
    """Yield a problem unless ``step`` is passed before an order is completed."""
    steps = names.steps.get(ORDER_FLOW, ())
    if step not in steps:
        yield unknown(loc, "unknown_step", step, steps)
    elif step not in names.open_steps:
        completing = names.open_steps[-1]
        values = {"completing": completing}
        yield Problem(format_loc(loc), "step_after_completion", step, values=values)


def _flows(raw: Table, names: Outline) -> Iterator[Problem]:
    flows = raw.get("flow")
    if not isinstance(flows, Mapping):
        return
    if ORDER_FLOW not in flows:
        got = ", ".join(str(name) for name in flows)
        yield Problem("flow.order", "flow_order_missing", got)
    for flow in flows:
        rows = list(rows_of(flows, flow))
        for number, row in rows:
            yield from _step(row, ("flow", flow, number), names)
        yield from _completes(flow, rows)
    yield from _completing_share(flows, names)


def _completing_share(flows: Table, names: Outline) -> Iterator[Problem]:
    """Yield a problem when the completing step does not apply to every order."""
    for number, row in rows_of(flows, ORDER_FLOW):
        if number == names.completing and row.get("share", 1) != 1:
            where = f"flow.{ORDER_FLOW}[{number}].share"
            yield Problem(where, "completes_share", shown(row["share"]))


def _step(row: Table, loc: Loc, names: Outline) -> Iterator[Problem]:
    shares = row.get("share")
    if isinstance(shares, Mapping):
        yield from _class_keys(shares, (*loc, "share"), names, "default")
        if "default" not in shares and not set(names.classes) <= set(shares):
            missing = ", ".join(n for n in names.classes if n not in shares)
            where = format_loc((*loc, "share"))
            yield Problem(where, "share_default_missing", values={"missing": missing})
    minutes = table_of(row.get("minutes_by_class"))
    yield from _class_keys(minutes, (*loc, "minutes_by_class"), names)
    if row.get("kind") == "gate":
        given = [key for key in ("at", "every_minutes") if row.get(key)]
        if len(given) != 1:
            got = ", ".join(given) or None
            yield Problem(format_loc(loc), "gate_one_timetable", got)


def _completes(flow: str, rows: list[Row]) -> Iterator[Problem]:
    marked = [number for number, row in rows if row.get("completes") == "shipped"]
    for number in marked if flow != ORDER_FLOW else marked[1:]:
        where = format_loc(("flow", flow, number, "completes"))
        if flow != ORDER_FLOW:
            yield Problem(where, "completes_elsewhere", flow)
        else:
            other = format_loc(("flow", flow, marked[0]))
            yield Problem(where, "completes_twice", values={"other": other})


def _triggers_and_customers(raw: Table, names: Outline) -> Iterator[Problem]:
    for number, row in rows_of(raw, "triggers"):
        yield from _flow(row.get("start"), ("triggers", number, "start"), names)
    customers = table_of(raw.get("customers"))
    for key in ("cancel", "cancel_when_late"):
        through = table_of(customers.get(key)).get("through")
        yield from _flow(through, ("customers", key, "through"), names)
    step = text_of(table_of(customers.get("auto_cancel")).get("step"))
    known = names.work_steps.get(ORDER_FLOW, ())
    if step and step not in known:
        yield unknown(
            ("customers", "auto_cancel", "step"), "unknown_work_step", step, known
        )


def _flow(value: object, loc: Loc, names: Outline) -> Iterator[Problem]:
    name = text_of(value)
    if name == ORDER_FLOW:
        known = ", ".join(names.other_flows)
        yield Problem(format_loc(loc), "flow_is_order", name, values={"known": known})
    elif name and name not in names.other_flows:
        yield unknown(loc, "unknown_flow", name, names.other_flows)


def _origins(raw: Table, _names: Outline) -> Iterator[Problem]:
    for number, row in rows_of(raw, "origins"):
        path = text_of(row.get("of"))
        if path:
            yield from path_problems(raw, path, ("origins", number, "of"))
            yield from _range(raw, row, path, ("origins", number))


def _range(raw: Table, row: Table, path: str, loc: Loc) -> Iterator[Problem]:
    """Yield a problem when a range is not one of a number that lies in it."""
    low, high = row.get("low"), row.get("high")
    tokens = parse_path(path)
    found = None if tokens is None else locate(raw, tokens)
    if not tokens or found is None or not _is_number(low) or not _is_number(high):
        return
    value = found[1]
    # the factor of a level or of days is no law of an amount: its mean is 1
    is_factor = tokens[-1] in ("level", "day")
    if isinstance(value, Mapping) and "distribution" in value and not is_factor:
        return
    if not _is_number(value):
        yield Problem(format_loc((*loc, "of")), "range_of_number", path)
    elif not low <= value <= high:
        values = {"low": f"{low:g}", "high": f"{high:g}"}
        yield Problem(format_loc((*loc, "low")), "range_holds", value, values=values)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def path_problems(
    raw: Table, path: str, loc: Loc, model: type[Spec] = Scenario
) -> Iterator[Problem]:
    """Yield a problem unless ``path`` is in the file or a field left at its default.

    Parameters
    ----------
    raw
        The whole file, which is a ``model``.
    path
        Written path.
    loc
        Place that the path is written at.
    """
    tokens = parse_path(path)
    if tokens is None:
        yield Problem(format_loc(loc), "path_form", path)
        return
    good: Loc = ()
    data: object = raw
    for token in tokens:
        found = locate(data, (token,))
        keys = known_keys(raw, good, model)
        if found is not None:
            good, data = (*good, *found[0]), found[1]
        elif isinstance(token, str) and token in keys:
            good, data = (*good, token), None
        else:
            got = token.name if isinstance(token, Named) else token
            place = format_loc(good) or "-"
            known = keys or _row_choices(data)
            yield unknown(loc, "unknown_path", got, known, path=path, place=place)
            return


def _row_choices(data: object) -> list[str]:
    if isinstance(data, Mapping):
        return [str(key) for key in data]
    if isinstance(data, list | tuple):
        return [name for row in data for name in row_names(row)]
    return []
