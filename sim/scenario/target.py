"""What is promised, what a miss costs, and where the numbers come from."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import NotNegative, Share, Spec

__all__ = ["Costs", "InputOrigin", "Origin", "Target"]


class Target(Spec):
    """The promise: few enough misses in enough of the possible sales."""

    missed_share: Share = 0.01
    """At most this part of the orders due in the horizon is missed …"""
    with_probability: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """… in at least this part of the possible sales."""


class Costs(Spec):
    """Yen that go wrong with an order, beside wages."""

    margin_share: Share = 0.0
    """Margin of the shop, as a part of the order's value; lost when it is cancelled."""
    compensation_share: Share = 0.0
    """Compensation for an order shipped late, as a part of its value."""
    crossed_yen: NotNegative = 0.0
    """Cost of a parcel that crossed its cancellation (行き違い出荷)."""
    misship_yen: NotNegative = 0.0
    """Cost of a parcel whose error was found after shipping, beside the work."""


class Origin(Spec):
    """Where a number comes from."""

    of: Annotated[str, Field(min_length=1)]
    """Path of the number or table, such as ``teams[agency].cost.yen_per_hour``."""
    kind: Literal["measured", "quoted", "assumption"]
    """Measured from data, quoted from a source, or assumed."""
    note: Annotated[str, Field(min_length=1, max_length=400)]
    """Source, or the reason for the assumption."""


class InputOrigin(Origin):
    """Where an input of the scenario comes from, and how far off it may be."""

    low: float | None = None
    """Lowest value that is thought possible, in the unit of the number; of a law, its
    lowest mean. Given together with ``high``."""
    high: float | None = None
    """Highest value that is thought possible; ``hanboki sensitivity`` tries both."""

    @model_validator(mode="after")
    def _range(self) -> "InputOrigin":
        if (self.low is None) != (self.high is None):
            msg = "range_both"
            raise ValueError(msg)
        if self.low is not None and self.high is not None and not self.low < self.high:
            msg = "low_high"
            raise ValueError(msg)
        return self
