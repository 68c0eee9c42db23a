"""What the screen calls the places of a document, and how it writes their values.

The words are in ``sim/locale/*/terms.toml``: ``<record>_<field>`` names a field,
``choice_<value>`` a choice.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal, get_args, get_origin

from babel.dates import get_day_names

from sim.agreements.walk import Place, RowName
from sim.language import (
    Language,
    day_text,
    moment_text,
    number_text,
    percent_text,
    text,
    yen_text,
)
from sim.measures import kpi
from sim.scenario.base import Spec
from sim.scenario.clocktimes import WEEKDAYS

__all__ = [
    "choice_text",
    "date_text",
    "field_label",
    "label_key",
    "place_text",
    "unit_text",
    "value_text",
]

_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNITS: Mapping[str, str] = {
    "hours": "unit_hours",
    "minutes": "unit_minutes",
    "days": "unit_days",
    "heads": "unit_heads",
    "orders": "unit_orders",
}
_DAY_GROUPS = frozenset({"daily", "weekday", "weekend", "holiday"})
_ORDERS = frozenset(
    {"expected", "low", "high", "total_low", "total_high", "up_to", "above"}
)


def label_key(model: type[Spec], field: str) -> str:
    """Return the entry of the catalogue that names a field."""
    return f"{_INNER_CAPITAL.sub('_', model.__name__).lower()}_{field.rstrip('_')}"


def field_label(model: type[Spec], field: str, language: Language) -> str:
    """Return what the screen calls a field of a record."""
    return text(f"terms.{label_key(model, field)}", language)


def place_text(place: Place, language: Language) -> str:
    """Return the way to a value, such as ``数量 › 日別の件数 › 12/5(土) › 上限``."""
    between = text("terms.between", language)
    return between.join(_part_text(part, language) for part in place)


def value_text(value: object, model: type[Spec], field: str, language: Language) -> str:
    """Return the value of a field in words, with the unit that its name says."""
    match value:
        case None | "" | ():
            return text("terms.blank", language)
        case bool():
            return text("terms.yes" if value else "terms.no", language)
        case datetime():
            return f"{value.year}/{moment_text(value, language)}"
        case date():
            return date_text(value, language)
        case int() | float() | Decimal():
            return _number_text(float(value), field, language)
        case tuple() | list():
            mark = text("terms.list_mark", language)
            parts = (value_text(inner, model, field, language) for inner in value)
            return mark.join(parts)
        case str() if value in _choices(model, field):
            return choice_text(value, language)
        case str() if field == "days" or field.endswith("_days"):
            return _days_words(value, language)
        case _:
            return str(value)


def choice_text(value: str, language: Language) -> str:
    """Return the words of a choice; weekdays are named by the language."""
    if value in WEEKDAYS:
        names = get_day_names("wide", locale=language)
        return str(names[WEEKDAYS.index(value)])
    return text(f"terms.choice_{value}", language)


def unit_text(field: str, language: Language) -> str:
    """Return the unit that the name of a field says, such as ``時間``; else nothing."""
    unit = _unit(field)
    return "" if unit is None else text(f"terms.{unit}", language, amount="").strip()


def date_text(day: date, language: Language) -> str:
    """Return a day with its year and weekday."""
    if language == "en":
        return f"{day_text(day, language)} {day.year}"
    return f"{day.year}/{day_text(day, language)}"


def _part_text(part: tuple[type[Spec], str] | RowName | str, language: Language) -> str:
    match part:
        case str():
            return part
        case RowName(values=(("kpi", name),)):
            return kpi("kpis", str(name)).label(language)
        case RowName(values=()):
            return text("terms.row", language, number=part.number)
        case RowName():
            joined = " ".join(
                value_text(value, part.model, field, language)
                for field, value in part.values
            )
            return joined if part.number == 1 else f"{joined} #{part.number}"
        case _:
            return field_label(*part, language)


@cache
def _choices(model: type[Spec], field: str) -> frozenset[object]:
    """Return the written values that a field may take; empty where any text may."""
    return frozenset(
        value
        for each in _types(model.model_fields[field].annotation)
        if get_origin(each) is Literal
        for value in get_args(each)
    )


def _types(annotation: object) -> Iterator[object]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for inner in get_args(annotation):
            yield from _types(inner)


def _days_words(pattern: str, language: Language) -> str:
    """Return a day pattern of a rate card: a weekday, a group, a date, a period."""
    if pattern in WEEKDAYS or pattern in _DAY_GROUPS:
        return choice_text(pattern, language)
    days = [date.fromisoformat(part) for part in pattern.split("..")]
    return "–".join(date_text(day, language) for day in days)


def _number_text(number: float, field: str, language: Language) -> str:
    if "yen" in field:
        return yen_text(number, language) if number == round(number) else f"¥{number:g}"
    if field.endswith(("share", "probability", "rate")):
        return percent_text(number, language, 2)
    unit = _unit(field)
    if unit is None:
        return number_text(number, language, 3)
    return _with_unit(number, unit, language)


def _unit(field: str) -> str | None:
    """Return the entry of the catalogue for the unit of a field; None without one."""
    if field in _ORDERS:
        return "unit_orders"
    parts = reversed(field.split("_"))
    return next((_UNITS[part] for part in parts if part in _UNITS), None)


def _with_unit(number: float, unit: str, language: Language) -> str:
    return text(f"terms.{unit}", language, amount=number_text(number, language, 2))
