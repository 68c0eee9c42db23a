"""What a counter-offer changes: the document, the price, the KPIs and the risk.

Where both runs had the same seed and as many replications, sales are compared one by
one (common random numbers), so the interval is that of the change alone.
Otherwise the two runs are independent, and the interval is that of two means (Welch
1947, with the smaller of both degrees of freedom, which errs on the wide side).

References
----------
Welch, B. L. (1947). The generalization of 'Student's' problem when several different
population variances are involved. Biometrika 34(1-2), 28-35.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.agreements.bound_run import HEADLINE, Promise
from sim.agreements.difference import Change, differences
from sim.agreements.offers import PRICE
from sim.agreements.records import Offer
from sim.experiments.intervals import t_interval, t_quantiles
from sim.language import Language
from sim.measures import kpi_units

__all__ = ["FigureChange", "OfferChange", "compare_offers"]

Floats = NDArray[np.float64]
Pairing = Literal["paired", "independent", "none"]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A number before and after."""

    name: str
    """A headline KPI, or ``price``."""
    unit: str
    """Unit of the measures schema, or ``yen``."""
    before: float | None
    """Mean before; None where it was not computed."""
    after: float | None
    """Mean after."""
    change: float | None
    """Mean of the change."""
    ci_low: float | None
    """Lower end of the 95 % interval of that mean."""
    ci_high: float | None
    """Upper end of it."""
    pairing: Pairing
    """How the change was judged; ``none`` when the values are not there."""

    @property
    def differs(self) -> bool | None:
        """Whether the change can be told from luck; None when nobody can say."""
        if self.ci_low is None or self.ci_high is None:
            return None
        return self.ci_low > 0 or self.ci_high < 0


@dataclass(frozen=True, slots=True)
class OfferChange:
    """Everything that differs between two offers."""

    terms: tuple[Change, ...]
    """Places of the document, in the order of its articles."""
    figures: tuple[FigureChange, ...]
    """Price and headline KPIs."""
    promises: tuple[Promise, Promise]
    """How often the target was kept, before and after."""


def compare_offers(before: Offer, after: Offer, language: Language) -> OfferChange:
    """Return what an offer changes against one before it."""
    changes = differences(before.terms, after.terms, language)
    units = {**kpi_units("kpis"), PRICE: "yen"}
    pairing = _pairing(before, after)
    return OfferChange(
        terms=tuple(each for each in changes if not each.path.startswith("run.")),
        figures=tuple(
            _figure(name, str(units[name]), before, after, pairing)
            for name in (PRICE, *HEADLINE)
            if name in before.samples or name in after.samples
        ),
        promises=(before.terms.run.promise, after.terms.run.promise),
    )


def _pairing(before: Offer, after: Offer) -> Pairing:
    old, new = before.terms.run, after.terms.run
    is_same = (old.seed, old.replications) == (new.seed, new.replications)
    return "paired" if is_same else "independent"


def _figure(
    name: str, unit: str, before: Offer, after: Offer, pairing: Pairing
) -> FigureChange:
    old, new = _values(before, name), _values(after, name)
    if old is None or new is None:
        means = (_mean(old), _mean(new))
        return FigureChange(name, unit, *means, None, None, None, "none")
    if pairing == "paired":
        change = new - old
        change = change[~np.isnan(change)]
        low, high = t_interval(change)
        middle = _mean(change)
    else:
        middle, low, high = _of_two(_there(old), _there(new))
    return FigureChange(
        name=name,
        unit=unit,
        before=_mean(old),
        after=_mean(new),
        change=middle,
        ci_low=_known(low),
        ci_high=_known(high),
        pairing=pairing,
    )


def _of_two(old: Floats, new: Floats) -> tuple[float | None, float, float]:
    """Return the difference of two means and its interval."""
    if min(len(old), len(new)) < 2:
        return None, math.nan, math.nan
    middle = float(new.mean() - old.mean())
    spread = math.sqrt(old.var(ddof=1) / len(old) + new.var(ddof=1) / len(new))
    half = float(t_quantiles(np.array([min(len(old), len(new))]))[0]) * spread
    return middle, middle - half, middle + half


def _values(offer: Offer, name: str) -> Floats | None:
    found = offer.samples.get(name)
    if found is None:
        return None
    return np.array([math.nan if v is None else v for v in found], np.float64)


def _there(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _mean(values: Floats | None) -> float | None:
    if values is None or not len(_there(values)):
        return None
    return float(_there(values).mean())


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
