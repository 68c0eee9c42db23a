"""Problems: what pydantic found wrong with a file, said as hanboki says it.

Every pydantic error type has one rule of the catalogue; a type that nobody thought of
falls to a general rule that shows pydantic's own words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Problem
from sim.language import catalogue
from sim.scenario.base import Spec
from sim.scenario.fields import known_keys
from sim.scenario.model import Scenario
from sim.scenario.paths import Loc, format_loc

__all__ = ["RULES_BY_TYPE", "merged", "problems_of", "shown", "unknown"]

RULES_BY_TYPE: Mapping[str, str] = {
    "missing": "missing_key",
    "union_tag_not_found": "missing_key",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "greater_than": "more_than",
    "less_than": "less_than",
    "float_type": "number",
    "float_parsing": "number",
    "int_type": "whole_number",
    "int_parsing": "whole_number",
    "int_parsing_size": "whole_number",
    "int_from_float": "whole_number",
    "finite_number": "finite",
    "string_type": "text",
    "string_too_short": "text_too_short",
    "string_too_long": "text_too_long",
    "too_short": "too_few",
    "too_long": "too_many",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
    "datetime_type": "date_time",
    "datetime_parsing": "date_time",
    "datetime_from_date_parsing": "date_time",
    "datetime_object_invalid": "date_time",
    "date_type": "date_time",
    "timezone_offset": "date_time",
    "timezone_aware": "zone_missing",
}
"""Rule of the catalogue for each pydantic error type that needs no further look."""

_LIMITS = ("ge", "le", "gt", "lt", "min_length", "max_length")
_SHOWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "horizon_order": ("start", "end"),
    "horizon_length": ("start", "end"),
    "horizon_mixed_zones": ("start", "end", "arrivals_end"),
    "event_order": ("from", "to"),
    "event_mixed_zones": ("from", "to"),
    "low_mode_high": ("low", "mode", "high"),
    "low_high": ("low", "high"),
    "menu_two_prices": ("yen_per_hour", "yen_per_shift"),
    "menu_min_above_max": ("min_heads", "max_heads"),
    "demand_one_source": ("orders_per_day", "orders_per_hour", "replay"),
    "replay_is_fixed": ("level", "day", "events"),
    "valid_order": ("from", "until"),
    "ship_by_one_rule": ("within_hours", "cutoff", "business_days", "by", "calendar"),
}
"""Fields that a rule between fields is about; their values are shown."""
_ONE_FIELD: Mapping[str, str] = {
    "unknown_timezone": "timezone",
    "unknown_country": "holidays",
    "values_increasing": "values",
    "weights_match_values": "weights",
    "shares_sum_to_one": "parts",
}
"""Field that a rule of a whole table is about all the same."""
_COUNTRY_PATTERN = r"^[A-Z]{2}$"
_QUOTED = re.compile(r"'([^']*)'")


def problems_of(
    error: ValidationError,
    data: Mapping[str, object],
    model: type[Spec] = Scenario,
) -> list[Problem]:
    """Return what a validation error of ``model`` says about the raw file ``data``.

    The names that pydantic puts into a place for the alternatives of a union are left
    out, and what it says about several alternatives of one value is merged.
    """
    details = error.errors(include_url=False)
    placed = [(_place(data, detail), detail) for detail in details]
    return merged(
        _problem(data, loc, detail, model)
        for loc, detail in placed
        if not _is_echo(loc, detail, placed)
    )


def merged(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without repetitions (same place, same rule)."""
    return list({(each.where, each.rule): each for each in problems}.values())


def unknown(
    where: Loc | str,
    rule: str,
    got: object,
    known: Iterable[str],
    **values: object,
) -> Problem:
    """Return the problem that a name is not among the known ones.

    When a known name is close to it, the rule is ``<rule>_similar``, whose remedy
    names it.
    """
    names = list(dict.fromkeys(known))
    close = get_close_matches(str(got), names, n=1, cutoff=0.6)
    close = close or [name for name in names if name.endswith(f".{got}")]
    values["known"] = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    if close:
        rule, values["similar"] = f"{rule}_similar", close[0]
    place = where if isinstance(where, str) else format_loc(where)
    return Problem(place, rule, shown(got), values=values)


def shown(value: object) -> object:
    """Return a value as a message shows it: dates as text, tables not at all."""
    if isinstance(value, Mapping):
        return None
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def _place(data: object, detail: ErrorDetails) -> Loc:
    """Return the place of an error, without the names of union alternatives."""
    loc = detail["loc"]
    place: list[str | int] = []
    for index, part in enumerate(loc):
        inner = _found(data, part)
        is_last = index == len(loc) - 1
        if inner is not None:
            place.append(part)
            data = inner[0]
        elif is_last and detail["type"] == "missing":
            place.append(part)
    if detail["type"].startswith("union_tag"):
        place.append(_discriminator(detail))
    return tuple(place)


def _found(data: object, part: str | int) -> tuple[object] | None:
    if isinstance(data, Mapping):
        return (data[part],) if part in data else None
    if isinstance(data, Sequence) and not isinstance(data, str):
        return (data[part],) if isinstance(part, int) and part < len(data) else None
    return None


def _is_echo(
    loc: Loc,
    detail: ErrorDetails,
    others: Sequence[tuple[Loc, ErrorDetails]],
) -> bool:
    """Return whether an error only follows from others.

    That is a list too short because its rows were refused, an alternative of a union
    that was not the one meant, and the second alternative that refuses a value.
    """
    if detail["type"] == "too_short":
        value = detail["input"]
        limit = detail["ctx"]["min_length"]
        return isinstance(value, Sequence) and len(value) >= limit
    if not detail["type"].endswith("_type"):
        return False
    same = [other for where, other in others if where == loc]
    deeper = any(where[: len(loc)] == loc and where != loc for where, _ in others)
    is_later = same[0] is not detail
    return (
        deeper or is_later or any(not each["type"].endswith("_type") for each in same)
    )


def _problem(
    data: object, loc: Loc, detail: ErrorDetails, model: type[Spec]
) -> Problem:
    kind = detail["type"]
    value = shown(detail["input"])
    context = detail.get("ctx", {})
    if kind == "value_error":
        return _value_problem(loc, detail)
    if kind == "extra_forbidden":
        return unknown(loc, "unknown_key", loc[-1], known_keys(data, loc[:-1], model))
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        expected = context.get("expected_tags") or context.get("expected", "")
        value = context.get("tag", value)
        return unknown(loc, "one_of", value, _QUOTED.findall(str(expected)))
    if kind == "string_pattern_mismatch":
        is_country = context["pattern"] == _COUNTRY_PATTERN
        rule = "unknown_country" if is_country else "name_characters"
        is_key = detail["loc"][-1] == "[key]"
        return Problem(format_loc(loc), rule, loc[-1] if is_key else value)
    rule = RULES_BY_TYPE.get(kind, "other")
    if rule == "missing_key":
        return Problem(format_loc(loc), rule, values={"key": loc[-1]})
    values: dict[str, object] = {"message": detail["msg"]} if rule == "other" else {}
    for name in _LIMITS:
        if name in context:
            values["limit"] = f"{context[name]:g}"
    return Problem(format_loc(loc), rule, value, values=values)


def _value_problem(loc: Loc, detail: ErrorDetails) -> Problem:
    """Return the problem behind a ValueError of the models; its text is the rule."""
    rule = str(detail["ctx"]["error"])
    value = detail["input"]
    if rule not in catalogue("problem", "en"):
        values = {"message": rule}
        return Problem(format_loc(loc), "other", shown(value), values=values)
    if not isinstance(value, Mapping):
        return Problem(format_loc(loc), rule, shown(value))
    if rule in _ONE_FIELD:
        field = _ONE_FIELD[rule]
        return Problem(format_loc((*loc, field)), rule, shown(value.get(field)))
    fields = [name for name in _SHOWN_FIELDS.get(rule, ()) if name in value]
    pairs = (f"{name} = {_short(value[name])}" for name in fields)
    return Problem(format_loc(loc), rule, ", ".join(pairs) or None)


def _short(value: object) -> str:
    if isinstance(value, Mapping | list | tuple):
        return "…"
    return str(shown(value))


def _discriminator(detail: ErrorDetails) -> str:
    return str(detail["ctx"]["discriminator"]).strip("'")
