"""The look that all charts share: colours, fonts, frame, footnote, empty figure.

Colours are those of Okabe and Ito (2008, "Color Universal Design"), which people with
any kind of colour vision can tell apart.
Those with a contrast below 3:1 on white (sky, orange, yellow) are fills with an outline
only, and no meaning rests on colour alone: a pattern, symbol or word says the same.
Backgrounds are transparent and the ink sits in the figure's template, so that a light
or a dark page can put its own.
"""

import re
from textwrap import wrap
from typing import Protocol, TypeAlias

import plotly.graph_objects as go

from sim.language import Language, number_text, text

__all__ = [
    "BLUE",
    "FONT_SIZE",
    "GREEN",
    "GRID",
    "INK",
    "ORANGE",
    "PURPLE",
    "SKY",
    "SLATE",
    "VERMILION",
    "YELLOW",
    "Figure",
    "Run",
    "alt_text",
    "dress",
    "empty_figure",
    "faded",
    "filled",
    "put_unit",
    "title_panel",
]

Figure: TypeAlias = go.Figure

BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
ORANGE = "#E69F00"
YELLOW = "#F0E442"
SLATE = "#6B7280"
INK = "#1F2937"
GRID = "rgba(128,128,128,0.28)"

FONT_SIZE = 16
"""Smallest size of titles, axes and legends, in pixels: readable on a projector."""
_LONG_LINE = 32
"""Letters of a Japanese line in an empty figure from which on it is broken."""
_TITLE_SIZE = 22
_NOTE_SIZE = 13
_FONTS = (
    "'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans','Yu Gothic UI',Meiryo,sans-serif"
)
_TITLE_SPACE = 58
_LEGEND_ROW = 30
_HEAD = 32
_BOTTOM = 110
_DIGEST_SHOWN = 12


class Run(Protocol):
    """The run that made a table; a RunRecord is one."""

    @property
    def scenario_digest(self) -> str:
        """SHA-256 of the scenario, hexadecimal."""

    @property
    def seed(self) -> int:
        """Seed of the run."""

    @property
    def replications(self) -> int:
        """Number of replications."""


def alt_text(figure: Figure) -> str:
    """Return the figure's takeaway as one sentence, for those who do not see it."""
    return str(figure.layout.meta["alt"])


def dress(
    figure: Figure,
    language: Language,
    *,
    title: str,
    takeaway: str,
    run: Run,
    height: int = 460,
    legend_rows: int = 1,
) -> Figure:
    """Give the figure its title, takeaway, footnote, fonts and margins; return it.

    Parameters
    ----------
    takeaway
        What the figure says, one sentence; see :func:`alt_text`.
    height
        Height of the whole figure, pixels.
    legend_rows
        Rows of legend between title and plot; 0 means no legend.
    """
    figure.update_layout(
        template=_template(),
        title={"text": f"<b>{title}</b>"},
        height=height,
        margin={
            "l": 76,
            "r": 24,
            "t": _TITLE_SPACE + _LEGEND_ROW * legend_rows + _HEAD,
            "b": _BOTTOM,
        },
        showlegend=legend_rows > 0,
        legend={"y": 1 - (_TITLE_SPACE - 10) / height},
        meta={
            "alt": text("charts.alt", language, title=title, takeaway=takeaway),
            "takeaway": takeaway,
        },
    )
    figure.add_annotation(
        name="footnote",
        text=_footnote(run, language),
        xref="paper",
        yref="paper",
        x=1,  # to the right end, so that long labels on the left push nothing out
        y=0,
        xanchor="right",
        yanchor="bottom",
        yshift=-(_BOTTOM - 8),
        showarrow=False,
        font={"size": _NOTE_SIZE, "color": SLATE},
    )
    return figure


def empty_figure(title: str, sentence: str, run: Run, language: Language) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    figure = go.Figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(
        name="empty",
        text=_in_lines(sentence, language),
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        showarrow=False,
        font={"size": FONT_SIZE + 2},
    )
    return dress(
        figure,
        language,
        title=title,
        takeaway=sentence,
        run=run,
        height=300,
        legend_rows=0,
    )


def put_unit(figure: Figure, unit: str, *, top: float = 1.0) -> None:
    """Write the unit of the vertical axis above it, upright, as Japanese charts do."""
    figure.add_annotation(
        name="unit",
        text=unit,
        xref="paper",
        yref="paper",
        x=0,
        y=top,
        xanchor="right",
        yanchor="bottom",
        xshift=-6,
        yshift=6,
        showarrow=False,
        font={"size": FONT_SIZE},
    )


def filled(colour: str, pattern: str) -> dict[str, object]:
    """Return the marker of a bar: a fill with a dark outline and a pattern."""
    return {
        "color": colour,
        "line": {"color": INK, "width": 1},
        "pattern": {
            "shape": pattern,
            "fillmode": "overlay",
            "fgcolor": INK,
            "fgopacity": 0.55,
            "size": 8,
            "solidity": 0.15,
        },
    }


def faded(colour: str, opacity: float) -> str:
    """Return a ``#rrggbb`` colour with an opacity (0-1)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def _in_lines(sentence: str, language: Language) -> str:
    """Return a sentence that fits into a narrow figure."""
    if language == "en":
        return "<br>".join(wrap(sentence, 60))
    # not before the weekday of a day
    marked = re.sub(r"\((?![月火水木金土日]\))", "<br>(", sentence)
    lines = marked.replace("。", "。<br>").removesuffix("<br>").split("<br>")
    return "<br>".join(
        line.replace("、", "、<br>") if len(line) > _LONG_LINE else line
        for line in lines
    )


def _footnote(run: Run, language: Language) -> str:
    return text(
        "charts.footnote",
        language,
        seed=run.seed,
        replications=number_text(run.replications, language),
        digest=run.scenario_digest[:_DIGEST_SHOWN],
    )


def _template() -> go.layout.Template:
    axis = {
        "gridcolor": GRID,
        "linecolor": SLATE,
        "zerolinecolor": GRID,
        "tickfont": {"size": FONT_SIZE},
        "title": {"font": {"size": FONT_SIZE}},
    }
    layout = go.Layout(
        font={"family": _FONTS, "size": FONT_SIZE, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        title={
            "font": {"size": _TITLE_SIZE},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 12, "l": 4},
        },
        xaxis={**axis, "showgrid": False, "ticks": "outside", "tickcolor": SLATE},
        yaxis={
            **axis,
            "rangemode": "tozero",
            "ticklabelstandoff": 6,
            "tickformat": ",",
        },
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "yref": "container",
            "yanchor": "top",
            "traceorder": "normal",
            "font": {"size": FONT_SIZE},
            "bgcolor": "rgba(0,0,0,0)",
        },
        hoverlabel={"font": {"size": FONT_SIZE, "family": _FONTS}, "align": "left"},
        bargap=0.25,
        separators=".,",
    )
    return go.layout.Template(layout=layout)


def title_panel(figure: Figure, number: int, label: str, words: str) -> None:
    """Write the name of a panel, and a few words on it, above its upper left corner."""
    suffix = "" if number == 1 else str(number)
    figure.add_annotation(
        name="panel",
        text=f"<b>{label}</b>  {words}",
        xref="paper",
        yref=f"y{suffix} domain",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        font={"size": FONT_SIZE},
    )
