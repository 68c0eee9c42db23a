"""Blanks: what nobody has filled in yet, and must before the document is sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.agreements.clauses import ToFill
from sim.agreements.terms import Terms
from sim.agreements.walk import Place, leaves
from sim.agreements.words import place_text
from sim.errors import Problem
from sim.language import Language
from sim.scenario.base import Spec

__all__ = ["Blank", "blanks", "is_to_fill"]


@dataclass(frozen=True, slots=True)
class Blank:
    """One field that is still empty."""

    path: str
    """Where it is, as the file writes it."""
    place: Place
    """The same, for words."""

    @property
    def problem(self) -> Problem:
        """The blank as a problem that prints itself."""
        return Problem(self.path, "terms_blank", called=self.label)

    def label(self, language: Language) -> str:
        """Return what the screen calls the field."""
        return place_text(self.place, language)


def blanks(terms: Terms) -> tuple[Blank, ...]:
    """Return all blanks of a document, in the order of its articles."""
    return tuple(_found(terms))


def is_to_fill(model: type[Spec], field: str) -> bool:
    """Return whether an empty field of a record is a blank."""
    metadata = model.model_fields[field].metadata
    return any(isinstance(each, ToFill) for each in metadata)


def _found(terms: Terms) -> Iterator[Blank]:
    for leaf in leaves(terms):
        if leaf.value in (None, "", ()) and is_to_fill(leaf.model, leaf.field):
            yield Blank(leaf.path, leaf.place)
