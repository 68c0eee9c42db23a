"""Fields: which keys a place of a scenario file may have.

Error messages use it to propose the key that was meant.
"""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from sim.scenario.base import Spec
from sim.scenario.model import Scenario
from sim.scenario.paths import Loc

__all__ = ["known_keys", "written_name"]

_TAGS = ("kind", "distribution")


def known_keys(data: object, loc: Loc, model: type[Spec] = Scenario) -> tuple[str, ...]:
    """Return the keys that the table at ``loc`` of the raw file may have.

    ``model`` is what the whole file is.

    Empty where any key is allowed (names of classes, of flows) and where there is no
    table at all.
    """
    options: list[object] = [model]
    for part in loc:
        options = [inner for option in options for inner in _inside(option, part)]
        data = _raw(data, part)
        options = _chosen(options, data)
    keys = [
        written_name(option, name)
        for option in options
        if isinstance(option, type) and issubclass(option, Spec)
        for name in option.model_fields
        if not (option is Scenario and name == "attachments")
    ]
    return tuple(dict.fromkeys(keys))


def written_name(model: type[Spec], field: str) -> str:
    """Return the key of a field in the file (``from`` for ``from_``)."""
    return model.model_fields[field].alias or field


def _inside(option: object, part: str | int) -> list[object]:
    """Return the types that may stand at ``part`` of a type."""
    if isinstance(option, type) and issubclass(option, Spec):
        for name, field in option.model_fields.items():
            if part == written_name(option, name):
                return _options(field.annotation)
        return []
    arguments = get_args(option)
    if get_origin(option) is tuple and isinstance(part, int):
        return _options(arguments[0])
    if get_origin(option) is dict and isinstance(part, str):
        return _options(arguments[1])
    return []


def _options(annotation: object) -> list[object]:
    """Return the alternatives of a type, without their annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [inner for each in get_args(annotation) for inner in _options(each)]
    return [annotation]


def _chosen(options: list[object], data: object) -> list[object]:
    """Return the alternatives that the raw table's tag points at, all without one."""
    chosen = [option for option in options if _is_tagged(option, data)]
    return chosen or options


def _is_tagged(option: object, data: object) -> bool:
    if not (isinstance(option, type) and issubclass(option, Spec)):
        return False
    if not isinstance(data, Mapping):
        return False
    for tag in _TAGS:
        field = option.model_fields.get(tag)
        if field is not None and get_origin(field.annotation) is Literal:
            return data.get(tag) in get_args(field.annotation)
    return False


def _raw(data: object, part: str | int) -> object:
    if isinstance(part, str):
        return data.get(part) if isinstance(data, Mapping) else None
    if isinstance(data, Sequence) and not isinstance(data, str) and part < len(data):
        return data[part]
    return None
