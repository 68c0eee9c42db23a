"""Use of each team by day and hour, as a heat map; overtime has a symbol."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from sim.charts.names import shown
from sim.charts.staff_hours import StaffHour, staff_hours
from sim.charts.style import (
    BLUE,
    FONT_SIZE,
    INK,
    ORANGE,
    SLATE,
    VERMILION,
    Figure,
    Run,
    dress,
    empty_figure,
    title_panel,
)
from sim.charts.time_axis import day_axis
from sim.language import Language, moment_text, number_text, percent_text, text

__all__ = ["staff_use"]

_FULL = 0.95
_COLOURS = (
    (0.0, "#F1F5F9"),
    (0.5, "#9CC9E8"),
    (0.8, "#3D8FC6"),
    (_FULL, BLUE),
    (_FULL, VERMILION),  # a break: from here on nobody has time to spare
    (1.0, "#B34700"),
)
_TRIANGLE = {
    "symbol": "triangle-up",
    "size": 12,
    "color": ORANGE,
    "line": {"color": INK, "width": 1.2},
}
_HOUR = 20
_PANEL_HEAD = 44
_FRAME = 190


def staff_use(
    staff: pd.DataFrame,
    language: Language,
    *,
    run: Run,
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Return one panel a team: days across, hours down, use as colour.

    Use is mean busy minutes ÷ mean minutes on duty, overtime included.
    Hours in which nobody is on duty stay blank; a triangle marks overtime.

    Parameters
    ----------
    staff
        The table ``staff``.
    """
    title = text("charts.staff_title", language)
    teams = staff_hours(staff)
    if not teams:
        return empty_figure(title, text("charts.no_staff", language), run, language)
    clocks = [_clock(hours) for hours in teams.values()]
    height = _FRAME + sum(_PANEL_HEAD + _HOUR * len(clock) for clock in clocks)
    figure = make_subplots(
        rows=len(teams),
        cols=1,
        shared_xaxes=True,
        row_heights=[len(clock) for clock in clocks],
        vertical_spacing=_PANEL_HEAD / (height - _FRAME) if len(teams) > 1 else 0,
    )
    days = _days(teams)
    for number, (team, own) in enumerate(teams.items(), start=1):
        clock = clocks[number - 1]
        figure.add_trace(_heat(own, days, clock, language), row=number, col=1)
        figure.add_trace(_overtime(own, language), row=number, col=1)
        _name_hours(figure, number, clock)
        _name_panel(figure, number, shown(team, names), own, language)
    figure.update_xaxes(day_axis(days, language), ticks="")
    for number in range(1, len(teams)):
        figure.update_xaxes(showticklabels=False, row=number, col=1)
    figure.add_trace(_overtime_key(language), row=1, col=1)
    figure.update_layout(coloraxis=_colour_axis(height, language))
    return dress(
        figure,
        language,
        title=title,
        takeaway=_takeaway(teams, names, language),
        run=run,
        height=height,
    )


def _days(teams: dict[str, list[StaffHour]]) -> list[date]:
    """Return all days from the first to the last on which anyone is paid."""
    worked = [hour.day for hours in teams.values() for hour in hours]
    n_days = (max(worked) - min(worked)).days + 1
    return [min(worked) + timedelta(days=i) for i in range(n_days)]


def _heat(
    own: list[StaffHour], days: list[date], hours: range, language: Language
) -> go.Heatmap:
    shape = (len(hours), len(days))
    use = np.full(shape, np.nan)
    hover = np.full((*shape, 4), "", dtype=object)
    for hour in own:
        if not hour.is_open:
            continue
        cell = (hour.at.hour - hours.start, (hour.day - days[0]).days)
        use[cell] = 100 * hour.use
        hover[cell] = (
            moment_text(hour.at, language),
            percent_text(hour.use, language, 0),
            number_text(hour.paid / 60, language, 1),
            number_text(hour.overtime, language, 0),
        )
    return go.Heatmap(
        x=days,
        y=list(hours),
        z=use,
        customdata=hover,
        hovertemplate=text("charts.hover_staff", language) + "<extra></extra>",
        hoverongaps=False,
        coloraxis="coloraxis",
        xgap=2,
        ygap=2,
    )


def _clock(hours: list[StaffHour]) -> range:
    """Return the hours of the day from the first to the last that is shown."""
    clock = [hour.at.hour for hour in hours]
    return range(min(clock), max(clock) + 1)


def _overtime(own: list[StaffHour], language: Language) -> go.Scatter:
    late = [hour for hour in own if hour.has_overtime]
    return go.Scatter(
        x=[hour.day for hour in late],
        y=[hour.at.hour for hour in late],
        mode="markers",
        marker=_TRIANGLE,
        customdata=[
            [moment_text(hour.at, language), number_text(hour.overtime, language, 0)]
            for hour in late
        ],
        hovertemplate=text("charts.hover_overtime", language) + "<extra></extra>",
        showlegend=False,
        meta="overtime",
    )


def _overtime_key(language: Language) -> go.Scatter:
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker=_TRIANGLE,
        name=text("charts.staff_overtime", language),
        meta="key",
    )


def _name_panel(
    figure: Figure, number: int, label: str, own: list[StaffHour], language: Language
) -> None:
    words = text(
        "charts.staff_panel",
        language,
        use=percent_text(_mean_use(own), language, 0),
        overtime=number_text(_overtime_hours(own), language, 1),
    )
    title_panel(figure, number, label, words)


def _name_hours(figure: Figure, number: int, clock: range) -> None:
    named = [hour for hour in clock if hour % 3 == 0]
    figure.update_yaxes(
        range=[clock.stop - 0.5, clock.start - 0.5],
        tickvals=named,
        ticktext=[f"{hour}:00" for hour in named],
        showgrid=False,
        zeroline=False,
        row=number,
        col=1,
    )


def _colour_axis(height: int, language: Language) -> dict[str, object]:
    return {
        "cmin": 0,
        "cmax": 100,
        "colorscale": [list(stop) for stop in _COLOURS],
        "colorbar": {
            "title": {
                "text": text("charts.staff_scale", language),
                "font": {"size": FONT_SIZE},
                "side": "top",
            },
            "tickvals": [0, 50, 80, 95],
            "ticktext": ["0%", "50%", "80%", "95%"],
            "tickfont": {"size": FONT_SIZE},
            "thickness": 16,
            "lenmode": "pixels",
            "len": min(300, height - _FRAME),
            "yanchor": "top",
            "y": 1,
            "outlinewidth": 1,
            "outlinecolor": SLATE,
        },
    }


def _mean_use(hours: list[StaffHour]) -> float:
    return sum(hour.busy for hour in hours) / sum(hour.paid for hour in hours)


def _overtime_hours(hours: list[StaffHour]) -> float:
    return sum(hour.overtime for hour in hours) / 60


def _takeaway(
    teams: dict[str, list[StaffHour]],
    names: Mapping[str, str] | None,
    language: Language,
) -> str:
    busiest = max(teams, key=lambda team: _mean_use(teams[team]))
    overtime = sum(_overtime_hours(hours) for hours in teams.values())
    return text(
        "charts.staff_takeaway",
        language,
        team=shown(busiest, names),
        use=percent_text(_mean_use(teams[busiest]), language, 0),
        overtime=number_text(overtime, language, 1),
    )
