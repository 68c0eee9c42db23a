"""Parts of a rate card: bands, hourly rates, fees, promises, costs."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from sim.quotes.numbers import Factor, Minutes, Rounding, ShareOf, Yen
from sim.scenario.base import Name, Share, Spec
from sim.scenario.clocktimes import DayPattern

__all__ = [
    "EVERY_TEAM",
    "Band",
    "Cancellation",
    "CancellationStep",
    "Checking",
    "CostBasis",
    "Country",
    "Employment",
    "FixedFee",
    "HourRate",
    "PerInquiry",
    "PerOrder",
    "Promises",
    "SalesShare",
    "Surge",
    "Tax",
    "TeamRate",
]

EVERY_TEAM = "*"
"""Name under which every team stands that is not named itself."""

Label = Annotated[str, Field(max_length=80)]
TeamName = Name | Literal["*"]
Employment = Literal["outsourcing", "dispatch", "spot", "employed"]
"""業務委託(請負・準委任), 派遣, スポット(直接雇用), 常用雇用."""


def _country(value: object) -> object:
    # TOML has no word for nothing
    return None if value == "none" else value


_Letters = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Country = Annotated[
    _Letters | None,
    BeforeValidator(_country, json_schema_input_type=_Letters | Literal["none"]),
    PlainSerializer(lambda country: country or "none", return_type=str),
]
"""Country whose national holidays are meant; None means no holidays."""


class Band(Spec):
    """One step of a price by volume."""

    up_to: Annotated[int, Field(ge=1, le=10**9)] | None = None
    """Last unit of the band; None means no end."""
    yen: Yen
    """Yen a unit."""


class _Banded(Spec):
    """A price by volume."""

    bands: Annotated[tuple[Band, ...], Field(min_length=1, max_length=20)]
    """Steps by volume, the smallest first; the last has no end."""
    bands_apply: Literal["marginal", "whole_volume"] = "marginal"
    """``marginal``: each unit at the price of its band; ``whole_volume``: all units at
    the price of the band that the volume falls in."""

    @model_validator(mode="after")
    def _in_order(self) -> "_Banded":
        ends = [band.up_to for band in self.bands]
        if ends[-1] is not None or None in ends[:-1]:
            msg = "bands_open_end"
            raise ValueError(msg)
        known = [end for end in ends if end is not None]
        if sorted(set(known)) != known:
            msg = "bands_increasing"
            raise ValueError(msg)
        return self


class PerOrder(_Banded):
    """Price of an order."""

    counted: Literal["arrived", "shipped"] = "arrived"
    """Orders that are charged: all that arrived, or those that were shipped."""


class PerInquiry(_Banded):
    """Price of an inquiry (問い合わせ)."""

    flows: Annotated[tuple[Name, ...], Field(min_length=1)] = ("contact",)
    """Flows of the scenario whose cases are inquiries."""
    counted: Literal["answered", "started"] = "answered"
    """Inquiries that are charged: those answered, or all that came."""


class HourRate(Spec):
    """What an hour of a team costs.

    Premiums add, as in :class:`sim.scenario.teams.Cost`: an overtime hour at night is
    ``yen_per_hour × (1 + (overtime − 1) + (night − 1))``.
    """

    name: TeamName
    """Team of the scenario; ``*`` stands for every team that is not named."""
    yen_per_hour: Yen
    """Yen a paid hour."""
    overtime: Factor = Decimal(1)
    """Factor for work after the end of a shift or into a break."""
    night: Factor = Decimal(1)
    """Factor between 22:00 and 05:00."""
    holiday: Factor = Decimal(1)
    """Factor on the days in ``holiday_days``."""
    holiday_days: tuple[DayPattern, ...] = ("holiday",)
    """Days on which the holiday premium is paid."""


class TeamRate(HourRate):
    """What the agency charges for a team, and how its people are employed."""

    yen_per_hour: Yen = Decimal(0)
    """Yen a paid hour; 0 means that other fees pay for the hours."""
    employment: Employment = "outsourcing"
    """How the people work; the notes on labour law depend on it."""
    contract_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """Days of the contract; None means from the first to the last day of duty."""
    standby_yen_per_head_day: Yen = Decimal(0)
    """Standby fee a head and day of people on call, called or not."""
    standby_days: tuple[DayPattern, ...] = ("daily",)
    """Days on which standby is kept."""
    yen_per_call: Yen = Decimal(0)
    """Fee of each call, beside the hours worked."""


class FixedFee(Spec):
    """A fee that does not depend on volume."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    """What it is for."""
    yen: Yen
    """Yen, once."""


class SalesShare(Spec):
    """A part of sales."""

    share: ShareOf
    """Part of the sales."""
    of: Literal["shipped", "arrived"] = "shipped"
    """Sales of the orders that were shipped, or of all orders that arrived."""


class Surge(Spec):
    """A premium for orders above a daily volume, or for days of a sale.

    ``order_share`` is a part of the average price of an order.
    """

    label: Label = ""
    """What the bill calls it."""
    days: tuple[DayPattern, ...] = ()
    """Days on which it is charged; none means every day."""
    above_orders_a_day: Annotated[int, Field(ge=0)] = 0
    """Only the orders of a day beyond this number are charged; 0 means all."""
    order_share: ShareOf = Decimal(0)
    """Premium on the price of an order, as a part of it."""
    order_yen: Yen = Decimal(0)
    """Premium in yen an order."""
    hour_share: ShareOf = Decimal(0)
    """Premium on the hourly rates of those days, as a part of them."""

    @model_validator(mode="after")
    def _charges_something(self) -> "Surge":
        if not (self.order_share or self.order_yen or self.hour_share):
            msg = "surge_price"
            raise ValueError(msg)
        if self.hour_share and not self.days:
            msg = "surge_hours_days"
            raise ValueError(msg)
        return self


class CancellationStep(Spec):
    """Fee of a shift that is cancelled late."""

    within_hours: Annotated[float, Field(gt=0, le=8784)]
    """Charged when less than this many hours are left before the shift begins."""
    share: ShareOf
    """Part of the price of the shift's hours."""


class Cancellation(Spec):
    """What a shift costs that is ordered and then cancelled.

    The step with the fewest hours that still covers the notice counts.
    """

    steps: Annotated[tuple[CancellationStep, ...], Field(max_length=20)] = ()
    """Steps by notice, the shortest first."""
    spot_within_hours: Annotated[float, Field(ge=24, le=8784)] = 24
    """Notice below which a spot worker is paid all the same, hours."""
    spot_share: Annotated[ShareOf, Field(ge=0.6)] = Decimal("0.6")
    """Least part of the price that a cancelled spot shift costs then; the statutory
    leave allowance (休業手当) is at least 60 %."""

    @model_validator(mode="after")
    def _in_order(self) -> "Cancellation":
        hours = [step.within_hours for step in self.steps]
        shares = [step.share for step in self.steps]
        if sorted(set(hours)) != hours or sorted(shares, reverse=True) != shares:
            msg = "cancellation_order"
            raise ValueError(msg)
        return self


class Promises(Spec):
    """Quality that the agency promises; None means no promise."""

    missed_share: Share | None = None
    """At most this part of the orders due is missed."""
    error_share: Share | None = None
    """At most this part of the orders leaves with an error."""
    reply_share: Share | None = None
    """At least this part of the inquiries is answered in the scenario's reply time."""


class Checking(Spec):
    """Minutes that the shop itself still spends on the agency's work."""

    minutes_per_order: Minutes = Decimal(0)
    """Minutes an order."""
    minutes_per_inquiry: Minutes = Decimal(0)
    """Minutes an inquiry that is answered."""


class CostBasis(Spec):
    """What the work costs the agency itself."""

    teams: Annotated[tuple[HourRate, ...], Field(min_length=1)]
    """Wage of each team, employer's social insurance included."""
    yen_per_order: Yen = Decimal(0)
    """Cost of an order beside the wages, such as systems charged by volume."""
    yen_per_inquiry: Yen = Decimal(0)
    """Cost of an inquiry beside the wages."""
    fixed_yen: Yen = Decimal(0)
    """Recruiting, training, management, whatever the volume."""
    standby_yen_per_head_day: Yen = Decimal(0)
    """What a person on call costs a day."""


class Tax(Spec):
    """Consumption tax."""

    rate: ShareOf = Decimal("0.1")
    """Part of the price."""
    rounding: Rounding = "down"
    """How the tax is rounded to whole yen; once a bill."""
