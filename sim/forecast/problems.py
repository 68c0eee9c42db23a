"""What can be wrong with a forecast's input; the words are in ``forecast.toml``."""

from typing import NoReturn

from sim.errors import ImportDataError, Problem
from sim.language import Language, text

__all__ = ["ForecastProblem", "refuse"]


class ForecastProblem(Problem):
    """A problem whose words stand in the catalogue ``forecast``."""

    __slots__ = ()

    def rule_text(self, language: Language) -> str:
        """Return the rule that was broken."""
        return text(f"forecast.{self.rule}", language, **self.values)

    def remedy_text(self, language: Language) -> str:
        """Return what to do about it."""
        return text(f"forecast.{self.rule}_remedy", language, **self.values)


def refuse(where: str, rule: str, got: object = None, **values: object) -> NoReturn:
    """Raise the error of one problem."""
    raise ImportDataError(ForecastProblem(where, rule, got, values))
