"""Charts for paper: PNG pictures drawn without a browser, in the colours of the screen.

They are drawn with matplotlib's objects, never with its ``pyplot``: that keeps state in
the module and is not safe where several people ask at once.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from babel.dates import format_date

from sim.charts.style import BLUE, INK, SLATE, VERMILION
from sim.charts.tables import TOTAL, moments, numbers, rows_of, wall
from sim.language import Language, number_text, text, yen_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing
    from matplotlib.font_manager import FontProperties
    from matplotlib.ticker import Locator

__all__ = [
    "DayBand",
    "PriceSpread",
    "japanese_font",
    "printed_backlog",
    "printed_bands",
    "printed_price",
]

_DPI = 200
_WIDTH_INCHES = 6.7
_SIZE = 8
_LABELS_AT_MOST = {"ja": 12, "en": 9}


@dataclass(frozen=True, slots=True)
class DayBand:
    """Orders of one day: the band that is agreed on, and what is expected."""

    day: date
    low: float
    expected: float
    high: float


@dataclass(frozen=True, slots=True)
class PriceSpread:
    """A price over the simulated sales, yen."""

    p10: float
    p50: float
    p90: float
    mean: float
    ci_low: float | None
    ci_high: float | None


def japanese_font() -> Path:
    """Return the file of the Japanese font that is installed with hanboki (IPAex)."""
    package = find_spec("matplotlib_fontja")
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"


def printed_backlog(
    backlog: pd.DataFrame,
    language: Language,
    *,
    ship_by: Sequence[datetime] = (),
    height_inches: float = 2.3,
) -> bytes | None:
    """Return the fan of the open orders as a PNG; None where there are no rows.

    Parameters
    ----------
    backlog
        The table ``backlog``.
    ship_by
        Aware moments at which promises end, drawn as dotted lines.
    height_inches
        Height of the picture, which is 6.7 inches wide.
    """
    rows = rows_of(backlog, step=TOTAL).sort_values("at")
    if rows.empty:
        return None
    drawing, axes = _canvas(height_inches)
    x = wall(moments(rows))
    low, median, high = (numbers(rows, name) for name in ("p10", "p50", "p90"))
    axes.fill_between(
        x,  # type: ignore[arg-type]  # matplotlib takes datetimes
        low,
        high,
        color=BLUE,
        alpha=0.22,
        linewidth=0,
        label=text("charts.range", language),
    )
    middle = text("charts.median", language)
    axes.plot(x, median, color=BLUE, linewidth=1.4, label=middle)  # type: ignore[arg-type]
    for number, moment in enumerate(ship_by):
        axes.axvline(
            moment.replace(tzinfo=None),  # type: ignore[arg-type]
            color=VERMILION,
            linestyle=":",
            linewidth=0.7,
            label=text("charts.ship_by", language) if number == 0 else None,
        )
    axes.set_xlim(x[0], x[-1])  # type: ignore[arg-type]
    axes.set_ylim(bottom=0)
    _name_days(axes, x[0].date(), x[-1].date(), language)
    return _finished(drawing, axes, text("charts.unit_orders", language), language)


def printed_bands(bands: Sequence[DayBand], language: Language) -> bytes | None:
    """Return the agreed band of each day as a PNG; None where there are no days."""
    if not bands:
        return None
    drawing, axes = _canvas(2.1)
    days = [datetime.combine(band.day, datetime.min.time()) for band in bands]
    axes.bar(
        days,  # type: ignore[arg-type]
        [band.high - band.low for band in bands],
        bottom=[band.low for band in bands],
        width=0.7,
        color=BLUE,
        alpha=0.25,
        edgecolor=BLUE,
        linewidth=0.6,
        label=text("charts.printed_band", language),
    )
    axes.plot(
        days,  # type: ignore[arg-type]
        [band.expected for band in bands],
        marker="_",
        markersize=9,
        markeredgewidth=1.6,
        color=INK,
        linestyle="none",
        label=text("charts.median", language),
    )
    axes.set_ylim(bottom=0)
    half = timedelta(hours=14)
    axes.set_xlim(days[0] - half, days[-1] + half)  # type: ignore[arg-type]
    named = days[:: _stride(len(days), language)]
    labels = [_day_label(day.date(), language) for day in named]
    axes.set_xticks(named, labels=labels)  # type: ignore[arg-type]
    return _finished(drawing, axes, text("charts.unit_orders", language), language)


def printed_price(spread: PriceSpread, language: Language) -> bytes:
    """Return a price as a PNG: range P10 to P90, median, interval of the mean."""
    drawing, axes = _canvas(1.25)
    axes.barh(
        0,
        spread.p90 - spread.p10,
        left=spread.p10,
        height=0.42,
        color=BLUE,
        alpha=0.25,
        edgecolor=BLUE,
        linewidth=0.6,
        label=text("charts.range", language),
    )
    axes.plot(
        [spread.p50, spread.p50],
        [-0.21, 0.21],
        color=INK,
        linewidth=1.8,
        label=text("charts.median", language),
    )
    if spread.ci_low is not None and spread.ci_high is not None:
        axes.plot(
            [spread.ci_low, spread.ci_high],
            [-0.42, -0.42],
            color=VERMILION,
            linewidth=2.2,
            solid_capstyle="butt",
            label=text("charts.printed_mean_interval", language),
        )
    for value, side in ((spread.p10, "right"), (spread.p90, "left")):
        axes.annotate(
            yen_text(value, language),
            (value, 0),
            xytext=(-4 if side == "right" else 4, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            fontproperties=_font(),
            color=INK,
        )
    margin = max(spread.p90 - spread.p10, spread.p90 * 0.02, 1) * 0.45
    axes.set_xlim(spread.p10 - margin, spread.p90 + margin)
    axes.set_ylim(-0.6, 0.4)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(_few_ticks())
    ticks = [tick for tick in axes.get_xticks() if math.isfinite(tick)]
    axes.set_xticks(ticks, labels=[yen_text(tick, language) for tick in ticks])
    axes.set_xlim(spread.p10 - margin, spread.p90 + margin)
    axes.spines["left"].set_visible(False)
    return _finished(drawing, axes, "", language)


def _canvas(height_inches: float) -> "tuple[Drawing, Axes]":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawing = Figure(figsize=(_WIDTH_INCHES, height_inches), dpi=_DPI)
    FigureCanvasAgg(drawing)
    axes = drawing.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(SLATE)
    axes.grid(axis="y", color="#D1D5DB", linewidth=0.5)
    axes.set_axisbelow(True)
    return drawing, axes


def _finished(drawing: "Drawing", axes: "Axes", unit: str, language: Language) -> bytes:
    """Give the drawing its unit, legend and fonts; return it as a PNG."""
    if unit:
        axes.set_title(unit, loc="left", fontproperties=_font(), color=INK, pad=3)
        ticks = [tick for tick in axes.get_yticks() if tick >= 0]
        top = axes.get_ylim()[1]
        labels = [number_text(tick, language) for tick in ticks]
        axes.set_yticks(ticks, labels=labels)
        axes.set_ylim(0, top)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=3,
        frameon=False,
        prop=_font(),
        borderaxespad=0.2,
        handlelength=1.6,
    )
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font())
        label.set_color(INK)
    axes.tick_params(length=2, color=SLATE)
    stream = io.BytesIO()
    drawing.savefig(
        stream,
        format="png",
        bbox_inches="tight",
        pad_inches=0.04,
        metadata={"Software": None},
    )
    return stream.getvalue()


def _font() -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(japanese_font()), size=_SIZE)


def _few_ticks() -> "Locator":
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5, integer=True)


def _name_days(axes: "Axes", first: date, last: date, language: Language) -> None:
    """Name the days in their middle, with a fine line at each midnight."""
    count = (last - first).days + 1
    days = [first + timedelta(days=i) for i in range(count)]
    named = days[:: _stride(count, language)]
    start = datetime.min.time()
    places = [datetime.combine(day, start) + timedelta(hours=12) for day in named]
    labels = [_day_label(day, language) for day in named]
    limits = axes.get_xlim()
    axes.set_xticks(places, labels=labels)  # type: ignore[arg-type]
    for day in days[1:]:
        axes.axvline(datetime.combine(day, start), color="#E5E7EB", linewidth=0.4)  # type: ignore[arg-type]
    axes.set_xlim(limits)


def _stride(count: int, language: Language) -> int:
    return -(-count // _LABELS_AT_MOST[language])


def _day_label(day: date, language: Language) -> str:
    pattern = text("charts.axis_day_pattern", language)
    return str(format_date(day, pattern, locale=language)).replace("|", "\n")
