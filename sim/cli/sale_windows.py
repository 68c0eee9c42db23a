"""Sales on the command line: when they were, and how large the next one may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from sim.cli.exits import Refusal

if TYPE_CHECKING:
    from sim.cli.talk import Talk
    from sim.forecast.level import LevelGuess
    from sim.forecast.sale import SaleForecast
    from sim.forecast.windows import SaleWindow

__all__ = [
    "MOMENT_FORMATS",
    "CouponFrom",
    "CouponTo",
    "GuessUnit",
    "HighOption",
    "LikelyOption",
    "LowOption",
    "MultiplierOption",
    "OtherFrom",
    "OtherTo",
    "SaleFrom",
    "SaleTo",
    "SaleWindows",
    "UnitOption",
    "refuse_absurd",
    "size_of_sale",
]

Moments = list[datetime]
Pair = tuple[datetime, datetime]

MOMENT_FORMATS: Final = [
    f"%Y-%m-%d{between}{time}"
    for time in ("%H:%M", "%H:%M:%S")
    for between in ("T", " ")
]
"""A day alone is not taken: whether it means its first or last moment is a guess."""

_MOST = 1000


def _moments(name: str) -> object:
    return typer.Option(name, metavar="TIME", formats=MOMENT_FORMATS)


SaleFrom = Annotated[Moments | None, _moments("--sale-from")]
SaleTo = Annotated[Moments | None, _moments("--sale-to")]
OtherFrom = Annotated[Moments | None, _moments("--other-from")]
OtherTo = Annotated[Moments | None, _moments("--other-to")]
CouponFrom = Annotated[Moments | None, _moments("--coupon-from")]
CouponTo = Annotated[Moments | None, _moments("--coupon-to")]

GuessUnit = Literal["multiplier", "orders"]
MultiplierOption = Annotated[float | None, typer.Option("--multiplier", metavar="X")]
LowOption = Annotated[float | None, typer.Option("--low", metavar="X")]
LikelyOption = Annotated[float | None, typer.Option("--likely", metavar="X")]
HighOption = Annotated[float | None, typer.Option("--high", metavar="X")]
UnitOption = Annotated[GuessUnit, typer.Option("--unit", metavar="multiplier|orders")]


@dataclass(frozen=True)
class SaleWindows:
    """Sales, other events and coupons that a command line names."""

    sales: "tuple[SaleWindow, ...]"
    """In order of time."""
    others: "tuple[SaleWindow, ...]"
    coupons: tuple[Pair, ...] = ()

    @classmethod
    def named(
        cls,
        talk: "Talk",
        *,
        sale: tuple[Moments | None, Moments | None],
        other: tuple[Moments | None, Moments | None],
        coupon: tuple[Moments | None, Moments | None],
        ahead: "tuple[SaleWindow, ...]" = (),
    ) -> "SaleWindows":
        """Return what pairs of repeated options name.

        ``ahead`` — sales that a coupon may lie in beside the named ones.

        Raises
        ------
        Refusal
            A start has no end, or a coupon lies in no sale.
        """
        from sim.forecast.windows import SaleWindow

        coupons = _pairs("coupon", *coupon)
        sales = tuple(
            SaleWindow(_label("past_sale", start, talk), start, end, coupons)
            for start, end in sorted(_pairs("sale", *sale))
        )
        others = tuple(
            SaleWindow(_label("other_event", start, talk), start, end)
            for start, end in _pairs("other", *other)
        )
        for low, high in coupons:
            if not any(low < w.end and high > w.start for w in (*sales, *ahead)):
                raise Refusal(key="coupon_outside", at=f"{low:%Y-%m-%d %H:%M}")
        return cls(sales, others, coupons)


def size_of_sale(
    multiplier: float | None,
    guess: tuple[float | None, float | None, float | None],
    unit: GuessUnit,
) -> "LevelGuess | None":
    """Return the planner's low, likely and high; None when none of them is given.

    Raises
    ------
    Refusal
        Some of the three are missing, or there is a multiplier as well.
    """
    from sim.forecast.level import LevelGuess

    low, likely, high = guess
    if low is None and likely is None and high is None:
        return None
    if low is None or likely is None or high is None:
        raise Refusal(key="guess_incomplete")
    if multiplier is not None:
        raise Refusal(key="two_sizes")
    return LevelGuess(low=low, likely=likely, high=high, unit=unit)


def refuse_absurd(forecasts: "Iterable[SaleForecast]") -> None:
    """Refuse a sale so large that its orders could not be drawn or planned for.

    Raises
    ------
    Refusal
        It is more than a thousand times ordinary orders.
    """
    for found in forecasts:
        if not found.multiplier <= _MOST:
            raise Refusal(key="sale_too_large", most=_MOST)


def _pairs(
    name: str, starts: Sequence[datetime] | None, ends: Sequence[datetime] | None
) -> tuple[Pair, ...]:
    starts, ends = starts or (), ends or ()
    if len(starts) != len(ends):
        raise Refusal(key="unpaired", name=name, starts=len(starts), ends=len(ends))
    return tuple(zip(starts, ends, strict=True))


def _label(key: str, start: datetime, talk: "Talk") -> str:
    return talk.say(key, day=f"{start:%Y-%m-%d}")
