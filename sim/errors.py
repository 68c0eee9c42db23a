"""The errors hanboki raises on purpose.

::

    SimError
    +-- ScenarioError     the user's scenario file is wrong      (exit 2)
    +-- ImportDataError   the user's order file is wrong         (exit 2)
    +-- RateCardError     the user's rate card is wrong          (exit 2)
    +-- TermsError        the file of an agreement is wrong      (exit 2)
    +-- DatabaseError     the database cannot be used            (exit 2)
    +-- AccountError      who asks may not, or is not known      (exit 2)
    +-- AgreementError    the agreement store refuses            (exit 2)
    +-- ClusterError      the cluster cannot do the work         (exit 2)
    +-- EngineError       an engine broke its own rule: a bug    (exit 70)

Every error carries all problems that were found, not the first one only.
A problem is data (where, which rule, which value, what to do), so the same problem
prints in Japanese or in English; the words are in ``sim/locale/*/problem.toml``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sim.language import Language, text

__all__ = [
    "AccountError",
    "AgreementError",
    "ClusterError",
    "DatabaseError",
    "EngineError",
    "ImportDataError",
    "Problem",
    "RateCardError",
    "ScenarioError",
    "SimError",
    "TermsError",
]

_NOTHING: Mapping[str, object] = MappingProxyType({})


LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one place of an input."""

    where: str
    """Path in the file, such as ``teams[1].shifts[0].heads`` or ``orders.csv:17``."""

    rule: str
    """Entry of the catalogue ``problem.toml``; ``<rule>_remedy`` says what to do."""

    got: object = None
    """The offending value; None means that there is none to show."""

    values: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    """What the words of the rule name, such as a limit."""

    called: Callable[[Language], str] | None = field(
        default=None, compare=False, repr=False
    )
    """Returns what a screen calls the place; None means that the path must do."""

    def where_text(self, language: Language) -> str:
        """Return the place as a screen calls it, empty for the whole input."""
        return self.where if self.called is None else self.called(language)

    def rule_text(self, language: Language) -> str:
        """Return the rule that was broken."""
        return text(f"problem.{self.rule}", language, **self.values)

    def remedy_text(self, language: Language) -> str:
        """Return what to do about it."""
        return text(f"problem.{self.rule}_remedy", language, **self.values)

    def got_text(self) -> str:
        """Return the offending value, cut to a length that a screen can show."""
        shown = f"{self.got:g}" if isinstance(self.got, float) else repr(self.got)
        return shown if len(shown) <= LONGEST_VALUE else shown[:77] + "..."

    def text(self, language: Language = "en") -> str:
        """Return ``<where>: <rule>, got <value>; <what to do>``."""
        got = ""
        if self.got is not None:
            got = text("problem.got", language, value=self.got_text())
        where = self.where_text(language)
        return text(
            "problem.line" if where else "problem.line_of_all",
            language,
            where=where,
            rule=self.rule_text(language),
            got=got,
            remedy=self.remedy_text(language),
        )


class SimError(Exception):
    """What every error of hanboki is; holds all problems that were found."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems)

    def text(self, language: Language = "en") -> str:
        """Return one line a problem."""
        return "\n".join(problem.text(language) for problem in self.problems)

    def __str__(self) -> str:
        return self.text()


class ScenarioError(SimError):
    """The scenario file says something that cannot be simulated."""


class ImportDataError(SimError):
    """The order file cannot be read as orders."""


class RateCardError(SimError):
    """The file of a rate card, or of in-house costs, cannot price anything."""


class TermsError(SimError):
    """The file of an agreement document says something that nobody can agree on."""


class DatabaseError(SimError):
    """The database cannot be reached, is of another version, or refuses to write."""


class AccountError(SimError):
    """Who asks is not known, or may not do what was asked."""


class AgreementError(SimError):
    """The agreement store refuses: by a rule of the workflow, or as not found."""


class ClusterError(SimError):
    """The cluster that was asked for cannot do the work."""


class EngineError(SimError):
    """An engine broke one of its own rules; this is a bug in hanboki."""
