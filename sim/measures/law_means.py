"""Means of the laws of a scenario."""

import math
from typing import assert_never

from sim.scenario.distributions import (
    Constant,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
)

__all__ = ["law_mean"]


def law_mean(law: Distribution) -> float:
    """Return the mean of a law, in the unit of the field that holds it."""
    match law:
        case Constant():
            return law.value
        case Exponential() | Erlang() | Gamma() | Lognormal():
            return law.mean
        case Weibull():
            return law.scale * math.gamma(1.0 + 1.0 / law.shape)
        case Triangular():
            return (law.low + law.mode + law.high) / 3.0
        case Uniform():
            return (law.low + law.high) / 2.0
        case Empirical():
            weights = law.weights or (1.0,) * len(law.values)
            pairs = zip(law.values, weights, strict=True)
            return sum(value * weight for value, weight in pairs) / sum(weights)
        case Mixture():
            return sum(part.share * law_mean(part.of) for part in law.parts)
    assert_never(law)
