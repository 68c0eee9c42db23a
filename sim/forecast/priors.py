"""What is assumed where the data is thin, in one place.

There is no public figure for any of these (DOMAIN 3.2, 15): they are ASSUMPTIONS of
hanboki, shown as such, and give way as the shop's own orders come in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from sim.forecast.windows import PhaseName

__all__ = ["PRIORS", "Prior", "Priors"]


@dataclass(frozen=True, slots=True)
class Prior:
    """A gamma law of a factor that is not known yet."""

    mean: float
    """Mean, > 0."""

    cv: float
    """Coefficient of variation, > 0; a small one resists the data longer."""

    @property
    def shape(self) -> float:
        """Shape of the gamma law; it weighs as much as so many orders."""
        return 1 / self.cv**2


def _phases() -> Mapping[PhaseName, Prior]:
    return MappingProxyType(
        {
            "start_dash": Prior(mean=2.0, cv=0.5),
            "five_zero": Prior(mean=1.3, cv=0.25),
            "last_hours": Prior(mean=1.5, cv=0.35),
            "coupon": Prior(mean=1.5, cv=0.5),
        }
    )


@dataclass(frozen=True, slots=True)
class Priors:
    """All assumptions of a forecast."""

    phases: Mapping[PhaseName, Prior] = field(default_factory=_phases)
    """Factor of each phase, over the rest of the sale."""

    sale_cv: float = 0.25
    """Spread of the sale's level from one sale to the next."""

    sale_cv_sales: float = 4.0
    """How many sales that spread weighs as much as."""

    slope_a_year: float = 0.2
    """How much the log of the level may rise or fall in a year (standard deviation)."""

    alone_cv: float = 0.35
    """Spread of a level that is a planner's multiplier and no past sale."""

    day_cv: float = 0.15
    """Spread of days beyond chance, when too few days were seen."""

    day_cv_days: float = 5.0
    """Days, free of fitted means, from which on the spread is measured."""


PRIORS: Final = Priors()
