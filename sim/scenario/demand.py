"""Demand: where orders come from, one entry for each shop and channel."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Name, NotNegative, Share, Spec
from sim.scenario.clocktimes import is_whole_minute

__all__ = ["Demand", "Event", "Level"]


class Event(Spec):
    """A stretch of time in which more (or fewer) orders come than usual."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    """What the screen calls it, such as スタートダッシュ."""
    from_: Annotated[datetime, Field(alias="from")]
    """First moment."""
    to: datetime
    """First moment after it."""
    multiplier: Annotated[float, Field(ge=0, le=1000)]
    """Factor on the arrival rate; overlapping events multiply."""

    @model_validator(mode="after")
    def _in_order(self) -> "Event":
        if (self.from_.tzinfo is None) != (self.to.tzinfo is None):
            msg = "event_mixed_zones"
            raise ValueError(msg)
        if not (is_whole_minute(self.from_) and is_whole_minute(self.to)):
            msg = "whole_minutes"
            raise ValueError(msg)
        if not self.from_ < self.to:
            msg = "event_order"
            raise ValueError(msg)
        return self


class Level(Spec):
    """How wrong the forecast may be: a random factor with mean 1."""

    distribution: Literal["gamma", "lognormal"] = "gamma"
    """Law of the factor."""
    cv: Annotated[float, Field(ge=0, le=3)]
    """Coefficient of variation of the factor; 0 means that it is known."""
    group: Name | None = None
    """Demands of one group rise and fall together; None is a group of its own."""


class Demand(Spec):
    """Orders of one shop on one channel.

    Exactly one of ``orders_per_day``, ``orders_per_hour`` and ``replay`` is given,
    or none of them when only an opening backlog is to be worked off.
    """

    shop: Name
    """Shop."""
    channel: Name = "rakuten"
    """Mall or own site."""
    orders_per_day: NotNegative | None = None
    """Mean orders a day outside events, before ``scale``."""
    orders_per_hour: tuple[NotNegative, ...] | None = None
    """Stepwise arrival rate, orders an hour, from the start of the horizon.

    One value for each stretch of ``rate_step_minutes``; after the last, none come.
    """
    rate_step_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    """Length of one step of ``orders_per_hour``, in minutes."""
    profile: Annotated[str, Field(min_length=1)] = "flat"
    """Shape of a week: a named shape, or a CSV file (weekday, hour, weight)."""
    scale: Annotated[float, Field(ge=0, le=1000)] = 1.0
    """Factor on the arrival rate at all times."""
    level: Level | None = None
    """How wrong the total may be: one factor a replication."""
    day: Level | None = None
    """How much days differ by chance: one factor a day."""
    events: tuple[Event, ...] = ()
    """Sale, start dash, last hours, coupons."""
    mix: dict[Name, Share] | None = None
    """Share of each class; None means the shares written at the classes."""
    replay: Annotated[str, Field(min_length=1)] | None = None
    """CSV file of real orders (``ordered_at``, perhaps ``class`` and ``value_yen``)."""
    opening_backlog: (
        dict[Name, Annotated[int, Field(ge=0, le=1_000_000)]]
        | Annotated[str, Field(min_length=1)]
        | None
    ) = None
    """Orders open at the start: a number for each step, or a CSV file."""

    @model_validator(mode="after")
    def _one_source(self) -> "Demand":
        sources = (self.orders_per_day, self.orders_per_hour, self.replay)
        given = sum(source is not None for source in sources)
        if given > 1 or (given == 0 and self.opening_backlog is None):
            msg = "demand_one_source"
            raise ValueError(msg)
        if self.replay is not None and (self.level or self.day or self.events):
            msg = "replay_is_fixed"
            raise ValueError(msg)
        return self

    @property
    def stream(self) -> str:
        """Name of the random stream of this demand."""
        return f"demand:{self.shop}:{self.channel}"
