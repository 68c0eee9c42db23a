"""Exact numbers of money: decimals as they are written, and rounding that is said.

A price is never a binary fraction: 0.1 yen is 0.1 yen.
In a TOML or JSON file the numbers stand as numbers.
"""

from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    localcontext,
)
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

__all__ = [
    "DIGITS",
    "ROUNDINGS",
    "Factor",
    "Minutes",
    "Number",
    "Rounding",
    "ShareOf",
    "Yen",
    "exact",
    "exact_product",
    "quotient",
    "whole_yen",
]

Rounding = Literal["half_up", "half_even", "down", "up"]
"""四捨五入, 偶数への丸め, 切り捨て, 切り上げ; all amounts are 0 or more."""

ROUNDINGS: Final = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}
"""What :mod:`decimal` calls each way of rounding."""

DIGITS: Final = 60
"""Digits of every calculation; products of prices and ticks are exact in them."""

_MOST = Decimal(10) ** 12
_SMALLEST = Decimal("0.000001")


def exact(value: object) -> Decimal:
    """Return a number as the decimal that is written.

    Raises
    ------
    ValueError
        It is no number, or has more digits than money needs; the text names the rule.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        msg = "number"
        raise ValueError(msg)
    # the shortest text of a float is what was typed
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        msg = "finite"
        raise ValueError(msg)
    number = number.normalize()
    if number % _SMALLEST or abs(number) >= _MOST:
        msg = "number_digits"
        raise ValueError(msg)
    is_whole = number == number.to_integral_value()
    return number.quantize(Decimal(1)) if is_whole else number


def whole_yen(amount: Decimal, rounding: Rounding) -> Decimal:
    """Return an amount in whole yen."""
    with localcontext(prec=DIGITS):
        return amount.quantize(Decimal(1), rounding=ROUNDINGS[rounding])


def exact_product(*factors: Decimal | int) -> Decimal:
    """Return a product with all its digits."""
    product = Decimal(1)
    with localcontext(prec=DIGITS):
        for factor in factors:
            product *= factor
    return product


def quotient(amount: Decimal, divisor: Decimal | int) -> Decimal:
    """Return a quotient with far more digits than any rounding looks at."""
    with localcontext(prec=DIGITS):
        return amount / divisor


def _written(number: Decimal) -> int | float:
    """Return the number that stands in a file."""
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[
    Decimal,
    BeforeValidator(exact, json_schema_input_type=float),
    PlainSerializer(_written, return_type=int | float),
]
"""A decimal, as it is written."""
Yen = Annotated[Number, Field(ge=0)]
"""Yen, 0 or more; a rate may have decimals."""
ShareOf = Annotated[Number, Field(ge=0, le=1)]
"""Part of a whole, 0-1."""
Factor = Annotated[Number, Field(ge=1, le=10)]
"""Factor on an hourly rate, 1 or more: 1.25 is a premium of 25 %."""
Minutes = Annotated[Number, Field(ge=0, le=10_000)]
"""Minutes of work, 0 or more."""
