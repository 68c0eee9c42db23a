"""The laws a duration or an amount may follow.

A law says what is random, never how it is drawn; :mod:`sim.randomness` draws it.
The unit is that of the field that holds the law (``minutes``, ``after_hours``,
``value_yen``); parameters named ``mean``, ``low`` … are in that unit.
"""

import math
from itertools import pairwise
from typing import Annotated, Literal, assert_never

from pydantic import Field, model_validator

from sim.scenario.base import Spec

__all__ = [
    "Constant",
    "Distribution",
    "Empirical",
    "Erlang",
    "Exponential",
    "Gamma",
    "Lognormal",
    "Mixture",
    "MixturePart",
    "SimpleDistribution",
    "Triangular",
    "Uniform",
    "Weibull",
    "mean_of",
    "scaled",
]

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]


class Constant(Spec):
    """Always the same value."""

    distribution: Literal["constant"]
    value: NotNegative
    """The value itself."""


class Exponential(Spec):
    """Exponential law."""

    distribution: Literal["exponential"]
    mean: Positive
    """Mean."""


class Erlang(Spec):
    """Erlang law: the sum of ``shape`` equal exponential stages."""

    distribution: Literal["erlang"]
    shape: Annotated[int, Field(ge=1, le=1000)]
    """Number of stages."""
    mean: Positive
    """Mean of the sum."""


class Gamma(Spec):
    """Gamma law."""

    distribution: Literal["gamma"]
    mean: Positive
    """Mean."""
    cv: Annotated[float, Field(gt=0, le=10)]
    """Coefficient of variation: standard deviation ÷ mean."""


class Lognormal(Spec):
    """Lognormal law."""

    distribution: Literal["lognormal"]
    mean: Positive
    """Mean of the value itself, not of its logarithm."""
    cv: Annotated[float, Field(gt=0, le=10)]
    """Coefficient of variation: standard deviation ÷ mean."""


class Weibull(Spec):
    """Weibull law."""

    distribution: Literal["weibull"]
    shape: Annotated[float, Field(gt=0, le=100)]
    """Shape; 1 is exponential."""
    scale: Positive
    """Scale: the 63.2 % quantile."""


class Triangular(Spec):
    """Triangular law."""

    distribution: Literal["triangular"]
    low: NotNegative
    """Smallest value."""
    mode: NotNegative
    """Likeliest value."""
    high: NotNegative
    """Largest value."""

    @model_validator(mode="after")
    def _in_order(self) -> "Triangular":
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            msg = "low_mode_high"
            raise ValueError(msg)
        return self


class Uniform(Spec):
    """Uniform law."""

    distribution: Literal["uniform"]
    low: NotNegative
    """Smallest value."""
    high: NotNegative
    """Largest value."""

    @model_validator(mode="after")
    def _in_order(self) -> "Uniform":
        if not self.low < self.high:
            msg = "low_high"
            raise ValueError(msg)
        return self


class Empirical(Spec):
    """The listed values, each with its weight (equal weights when none are given)."""

    distribution: Literal["empirical"]
    values: Annotated[tuple[NotNegative, ...], Field(min_length=1)]
    """Values, in increasing order."""
    weights: tuple[Positive, ...] | None = None
    """One weight a value; any scale."""

    @model_validator(mode="after")
    def _matching(self) -> "Empirical":
        if any(later <= earlier for earlier, later in pairwise(self.values)):
            msg = "values_increasing"
            raise ValueError(msg)
        if self.weights is not None and len(self.weights) != len(self.values):
            msg = "weights_match_values"
            raise ValueError(msg)
        return self


SimpleDistribution = Annotated[
    Constant
    | Exponential
    | Erlang
    | Gamma
    | Lognormal
    | Weibull
    | Triangular
    | Uniform
    | Empirical,
    Field(discriminator="distribution"),
]


class MixturePart(Spec):
    """One part of a mixture."""

    share: Annotated[float, Field(gt=0, le=1)]
    """How often this part is the one (0-1)."""
    of: SimpleDistribution
    """The law of this part."""


class Mixture(Spec):
    """One of several laws, drawn by share; for example a share of impatient people."""

    distribution: Literal["mixture"]
    parts: Annotated[tuple[MixturePart, ...], Field(min_length=2)]
    """The parts; their shares sum to 1."""

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> "Mixture":
        if abs(sum(part.share for part in self.parts) - 1) > 1e-9:
            msg = "shares_sum_to_one"
            raise ValueError(msg)
        return self


Distribution = Annotated[
    Constant
    | Exponential
    | Erlang
    | Gamma
    | Lognormal
    | Weibull
    | Triangular
    | Uniform
    | Empirical
    | Mixture,
    Field(discriminator="distribution"),
]


def mean_of(law: Distribution) -> float:
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
            return sum(part.share * mean_of(part.of) for part in law.parts)
    assert_never(law)


def scaled(law: Distribution, factor: float) -> Distribution:
    """Return a law whose values are ``factor`` times as large, ``factor`` > 0."""
    match law:
        case Constant():
            return law.replace(value=law.value * factor)
        case Exponential() | Erlang() | Gamma() | Lognormal():
            return law.replace(mean=law.mean * factor)
        case Weibull():
            return law.replace(scale=law.scale * factor)
        case Triangular():
            return law.replace(
                low=law.low * factor, mode=law.mode * factor, high=law.high * factor
            )
        case Uniform():
            return law.replace(low=law.low * factor, high=law.high * factor)
        case Empirical():
            return law.replace(values=tuple(value * factor for value in law.values))
        case Mixture():
            return law.replace(
                parts=tuple(
                    part.replace(of=scaled(part.of, factor)) for part in law.parts
                )
            )
    assert_never(law)
