"""Figures that are drawn once and sent often.

Each rerun of a page hands its figures to Streamlit, which has plotly copy every number
of them, twice. A frozen figure is copied once and gives that copy ever after; it must
not be changed any more.
"""

import json
from typing import Any

from sim.charts import Figure

__all__ = ["frozen"]


def frozen(figure: Figure) -> Figure:
    """Return the same figure, not to be changed any more."""
    # plain text and numbers: dates and arrays would be turned into them at each rerun
    content: dict[str, Any] = json.loads(str(figure.to_json()))
    figure.to_dict = lambda: {**content, "layout": dict(content["layout"])}
    return figure
