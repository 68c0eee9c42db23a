"""Comparisons of a small sale to write reports about."""

from functools import cache

from sim.experiments import (
    BusFactor,
    Comparison,
    Sampling,
    StressTest,
    Tornado,
    bus_factor,
    compare,
    sample_each,
    stress_test,
    tornado,
)
from tests.unit.experiments.worlds import small_sale

HOW = Sampling(replications=6, seed=3, engine="reference", workers=1)
EVIL = "<script>alert(1)</script>"


def plan(heads: int = 1, **changes):
    """Return the small sale with a title and a team label that are no markup."""
    sale = small_sale(heads, **changes)
    (team,) = sale.teams
    return sale.replace(teams=(team.replace(label=EVIL),))


@cache
def comparison() -> Comparison:
    """Return three plans side by side."""
    plans = sample_each([plan(1), plan(2), plan(3)], HOW)
    return compare(plans, names=["one", "two", EVIL])


@cache
def same_plans() -> Comparison:
    """Return two plans that are the same."""
    return compare(sample_each([plan(), plan()], HOW))


@cache
def stresses() -> StressTest:
    """Return the stress test of the plan."""
    return stress_test(plan(), HOW)


@cache
def absences() -> BusFactor:
    """Return the bus factor of the plan."""
    return bus_factor(plan(), HOW)


@cache
def sensitivities(heads: int = 1) -> Tornado:
    """Return the tornado of the plan."""
    return tornado(plan(heads), HOW)
