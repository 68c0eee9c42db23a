"""Printed reference values, checked to half a unit in their last place."""

import pytest

__all__ = ["as_printed", "row"]


def as_printed(text: str):
    """Return what equals every number that rounds to ``text``."""
    decimals = len(text.partition(".")[2])
    return pytest.approx(float(text), rel=1e-14, abs=0.5 * 10.0**-decimals)


def row(texts: str):
    """Return the numbers of a printed row, each to its own last place."""
    return [as_printed(text) for text in texts.split()]
