"""Figures for a dark page: the ink of sim.charts turned light.

The charts are drawn for white paper; their grounds are transparent.
Only colours change, no number does.
"""

from collections.abc import Mapping

from sim.charts import Figure
from sim.charts.style import BLUE, INK, SKY, SLATE, VERMILION, faded

__all__ = ["on_dark"]

_FADED_BLUE = faded(BLUE, 1).removesuffix("1)")
_LIGHT_BLUE, _LIGHT_VERMILION = "#3F9BE6", "#F0813A"
_PALE_SKY = "#A9DCF7"
_INKS: Mapping[str, str] = {
    INK: "#E8ECF2",
    SLATE: "#A9B4C2",
    BLUE: _LIGHT_BLUE,
    _FADED_BLUE: faded(_LIGHT_BLUE, 1).removesuffix("1)"),
    SKY: _PALE_SKY,
    VERMILION: _LIGHT_VERMILION,
    # the heat map: idle hours sink into the page, overloaded ones shine
    "#F1F5F9": "#26303D",
    "#9CC9E8": "#2C5A7E",
    "#B34700": "#FFB07A",
}


def on_dark(figure: Figure) -> Figure:
    """Return the same figure with inks that can be read on a dark page."""
    painted: Figure = type(figure)(_repainted(figure.to_dict()))
    return painted


def _repainted(part: object) -> object:
    """Return a part of a figure with every ink replaced, however deep it sits."""
    if isinstance(part, str):
        for ink, light in _INKS.items():
            part = part.replace(ink, light)
        return part
    if isinstance(part, Mapping):
        return {key: _repainted(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_repainted(value) for value in part]
    return part
