"""What changed between two revisions of a document, in the words of the screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.agreements.terms import Terms
from sim.agreements.walk import Leaf, RowName, leaves
from sim.agreements.words import field_label, place_text, value_text
from sim.language import Language, text

__all__ = ["Change", "differences"]

_NOTHING = (None, "", ())


@dataclass(frozen=True, slots=True)
class Change:
    """One place of the document that differs."""

    path: str
    """Where, as the file writes it, such as ``volume.days[2026-12-05].high``."""
    label: str
    """Where, in words."""
    before: str
    """What stood there, in words; the word for "none" where there was no such row."""
    after: str
    """What stands there now."""
    before_value: object
    """What stood there; None where there was nothing."""
    after_value: object
    """What stands there now; None where there is nothing."""


def differences(before: Terms, after: Terms, language: Language) -> tuple[Change, ...]:
    """Return every difference between two documents, in the order of the articles.

    A row that only one of them has is one difference, not one for each of its fields.
    """
    return tuple(_found(_by_path(before), _by_path(after), language))


def _by_path(terms: Terms) -> dict[str, Leaf]:
    return {leaf.path: leaf for leaf in leaves(terms)}


def _found(
    old: Mapping[str, Leaf], new: Mapping[str, Leaf], language: Language
) -> Iterator[Change]:
    old_rows, new_rows = _rows(old), _rows(new)
    done: set[str] = set()
    for path in (*new, *(path for path in old if path not in new)):
        leaf = new.get(path) or old[path]
        if leaf.row and (leaf.row in old_rows) != (leaf.row in new_rows):
            if leaf.row not in done:
                done.add(leaf.row)
                yield _row_change(leaf, old, new, language)
        elif _value(old, path) != _value(new, path):
            yield Change(
                path=path,
                label=place_text(leaf.place, language),
                before=_words(old, path, leaf, language),
                after=_words(new, path, leaf, language),
                before_value=_value(old, path),
                after_value=_value(new, path),
            )


def _rows(found: Mapping[str, Leaf]) -> set[str]:
    return {leaf.row for leaf in found.values() if leaf.row}


def _row_change(
    leaf: Leaf, old: Mapping[str, Leaf], new: Mapping[str, Leaf], language: Language
) -> Change:
    sides = [
        [each for each in side.values() if each.row == leaf.row] for side in (old, new)
    ]
    depth = max(i for i, part in enumerate(leaf.place) if isinstance(part, RowName))
    return Change(
        path=leaf.row,
        label=place_text(leaf.place[: depth + 1], language),
        before=_row_words(sides[0], language),
        after=_row_words(sides[1], language),
        before_value={each.field: each.value for each in sides[0]} or None,
        after_value={each.field: each.value for each in sides[1]} or None,
    )


def _row_words(row: Sequence[Leaf], language: Language) -> str:
    if not row:
        return text("terms.no_row", language)
    return text("terms.list_mark", language).join(
        text(
            "terms.named",
            language,
            name=field_label(leaf.model, leaf.field, language),
            value=value_text(leaf.value, leaf.model, leaf.field, language),
        )
        for leaf in row
        if leaf.value not in _NOTHING
    )


def _value(found: Mapping[str, Leaf], path: str) -> object:
    leaf = found.get(path)
    return None if leaf is None or leaf.value in _NOTHING else leaf.value


def _words(found: Mapping[str, Leaf], path: str, like: Leaf, language: Language) -> str:
    if path not in found:
        return text("terms.no_row", language)
    return value_text(_value(found, path), like.model, like.field, language)
