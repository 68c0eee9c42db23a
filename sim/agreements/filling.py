"""Filling blanks by hand: one value each, put where the blank is.

The document is checked as a whole afterwards, as if it had been read from a file.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Union, cast, get_args, get_origin

from pydantic import AwareDatetime

from sim.agreements.blanks import is_to_fill
from sim.agreements.terms import Terms
from sim.agreements.terms_files import terms_of
from sim.agreements.walk import Leaf, Place, RowName, leaves
from sim.agreements.words import choice_text, place_text, unit_text
from sim.language import Language
from sim.scenario.base import Spec
from sim.scenario.fields import written_name

__all__ = ["OpenField", "filled", "open_fields"]

Kind = Literal["choice", "moment", "whole", "number", "lines", "text", "table"]


@dataclass(frozen=True, slots=True)
class OpenField:
    """A field of a document that can be filled or changed by hand."""

    path: str
    """Where it is, as the file writes it."""
    place: Place
    kind: Kind
    """What is typed; ``table`` cannot be filled by one value."""
    choices: tuple[str, ...]
    """What can be chosen, for a choice."""
    value: object
    """What stands there; None or empty for a blank."""

    def label(self, language: Language) -> str:
        """Return what the screen calls it."""
        return place_text(self.place, language)

    def unit(self, language: Language) -> str:
        """Return the unit of its number, such as ``時間``; empty without one."""
        last = self.place[-1]
        return unit_text(last[1], language) if isinstance(last, tuple) else ""

    def choice_label(self, choice: str, language: Language) -> str:
        """Return the words of one of its choices."""
        return choice_text(choice, language)


def open_fields(terms: Terms, also: tuple[str, ...] = ()) -> tuple[OpenField, ...]:
    """Return the blanks, and the fields of some paths whether blank or not."""
    return tuple(
        _open_field(leaf)
        for leaf in leaves(terms)
        if leaf.path in also
        or (leaf.value in (None, "", ()) and is_to_fill(leaf.model, leaf.field))
    )


def filled(terms: Terms, values: Mapping[str, object]) -> Terms:
    """Return the document with values in some of its fields, by path.

    Moments without a zone are those of the document.

    Raises
    ------
    TermsError
        A value does not fit; all problems are listed.
    """
    content = cast(dict[str, Any], terms.content())
    places = {leaf.path: leaf.place for leaf in leaves(terms)}
    for path, value in values.items():
        _put(content, terms, places[path], _plain(value, terms))
    return terms_of(content)


def _put(content: dict[str, Any], terms: Terms, place: Place, value: object) -> None:
    """Put a value into the plain data, at the place that the record names."""
    spec: Any = terms
    target: Any = content
    *way, last = place
    for part in way:
        step = _step(spec, part)
        spec = spec[step] if isinstance(step, int) else getattr(spec, step)
        target = target[step if isinstance(step, int) else _written(part)]
    target[_written(last)] = value


def _step(spec: Any, part: tuple[type[Spec], str] | RowName | str) -> int | str:  # noqa: ANN401
    """Return the number of a row, or the name of a field."""
    if isinstance(part, tuple):
        return part[1]
    if isinstance(part, str):
        msg = f"a table of names cannot be filled by hand: {part!r}"
        raise TypeError(msg)
    if not part.values:
        return part.number - 1
    same = [
        number
        for number, row in enumerate(spec)
        if all(getattr(row, name) == value for name, value in part.values)
    ]
    return same[part.number - 1]


def _written(part: tuple[type[Spec], str] | RowName | str) -> str:
    return written_name(*part) if isinstance(part, tuple) else str(part)


def _plain(value: object, terms: Terms) -> object:
    match value:
        case datetime():
            aware = value if value.tzinfo else value.replace(tzinfo=terms.zone)
            return aware.isoformat()
        case str():
            return value.strip() or None
        case tuple() | list():
            return [str(each).strip() for each in value if str(each).strip()]
        case _:
            return value


def _open_field(leaf: Leaf) -> OpenField:
    annotation = leaf.model.model_fields[leaf.field].annotation
    kinds = list(_flat(annotation))
    choices = tuple(
        str(choice)
        for each in kinds
        if get_origin(each) is Literal
        for choice in get_args(each)
    )
    return OpenField(
        path=leaf.path,
        place=leaf.place,
        kind="choice" if choices else _kind(kinds),
        choices=choices,
        value=leaf.value,
    )


def _kind(kinds: list[Any]) -> Kind:
    """Return what is typed into a field of these types."""
    for found, kind in (
        (AwareDatetime, "moment"),
        (float, "number"),
        (int, "whole"),
    ):
        if found in kinds:
            return cast(Kind, kind)
    if any(isinstance(each, type) and issubclass(each, Spec) for each in kinds):
        return "table"
    return "lines" if any(get_origin(each) is tuple for each in kinds) else "text"


def _flat(annotation: Any) -> list[Any]:  # noqa: ANN401
    """Return all types that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is Literal or origin is None:
        return [annotation]
    inner = [each for part in get_args(annotation) for each in _flat(part)]
    is_union = origin in (Union, types.UnionType)
    return inner if is_union else [annotation, *inner]
