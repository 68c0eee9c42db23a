"""Numbers with their unit, as a planner reads them."""

import math

from sim.language import Language, number_text, percent_text, text, yen_text

__all__ = ["amount_text", "least_text", "range_text", "signed_text"]

_TINY_SHARE = 0.0001
_MANY_MINUTES = 180
_COUNTED = ("orders", "cases")


def amount_text(value: float, unit: str, language: Language) -> str:
    """Return a number with its unit; a number that does not exist is a dash.

    Parameters
    ----------
    unit
        Unit of the measures schema, such as ``orders``, ``share`` or ``yen``.
    """
    if math.isnan(value):
        return text("report.nothing", language)
    value, unit = _readable(value, unit, value)
    amount = _bare(value, unit, language)
    if unit in ("share", "yen"):
        return amount
    return text(f"report.unit_{unit}", language, amount=amount)


def least_text(value: float, unit: str, language: Language) -> str:
    """Return a number that may be larger: so much at least."""
    amount = amount_text(value, unit, language)
    return text("report.at_least", language, amount=amount)


def range_text(low: float, high: float, unit: str, language: Language) -> str:
    """Return ``low`` to ``high`` with the unit; one number where they are equal."""
    if math.isnan(low) or math.isnan(high):
        return text("report.nothing", language)
    if low == high:
        return amount_text(low, unit, language)
    low, _ = _readable(low, unit, high)
    high, unit = _readable(high, unit, high)
    return text(
        "report.range",
        language,
        low=_bare(low, unit, language),
        high=amount_text(high, unit, language),
    )


def signed_text(value: float, unit: str, language: Language) -> str:
    """Return a difference with its sign and unit; shares differ by points."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if unit == "share":
        points = number_text(abs(value) * 100, language, 1 if abs(value) >= 0.01 else 2)
        return sign + text("report.unit_points", language, amount=points)
    return sign + amount_text(abs(value), unit, language)


def _readable(value: float, unit: str, largest: float) -> tuple[float, str]:
    """Return many minutes as hours."""
    if unit == "minutes" and abs(largest) >= _MANY_MINUTES:
        return value / 60, "hours"
    return value, unit


def _bare(value: float, unit: str, language: Language) -> str:
    """Return the number alone, with the decimals that its size deserves."""
    value += 0.0  # −0.0 is 0
    if unit == "share":
        if 0 < abs(value) < _TINY_SHARE:
            tiny = percent_text(_TINY_SHARE, language, 2)
            return text("report.below", language, amount=tiny)
        return percent_text(value, language, 2 if abs(value) < 0.01 else 1)
    if unit == "yen":
        return yen_text(value, language)
    is_small = abs(value) < (10 if unit in _COUNTED else 100)
    return number_text(value, language, 1 if is_small else 0)
