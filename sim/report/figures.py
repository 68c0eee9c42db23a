"""The charts of a result, in the order in which the report shows them."""

from collections.abc import Mapping

from sim.charts import (
    Figure,
    alt_text,
    backlog_by_step,
    backlog_fan,
    cost_by_employer,
    display_names,
    missed_by_day,
    outcome_bar,
    ship_by_moments,
    staff_use,
    work_and_capacity,
)
from sim.experiments import Result
from sim.language import Language
from sim.report.tags import Html, join, tag

__all__ = ["drawn", "figure_blocks", "result_figures"]

_CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


def result_figures(result: Result, language: Language) -> dict[str, Figure]:
    """Return all figures of a result by name; the dashboard shows the same."""
    tables, run = result.tables, result.record
    names = display_names(result.scenario)
    return {
        "outcome": outcome_bar(tables.kpis, language, run=run),
        "backlog": backlog_fan(
            tables.backlog,
            language,
            run=run,
            names=names,
            departures=tables.departures,
            ship_by=ship_by_moments(result.scenario),
        ),
        "missed": missed_by_day(tables.by_day, language, run=run, names=names),
        "steps": backlog_by_step(tables.backlog, language, run=run, names=names),
        "load": work_and_capacity(tables.load, language, run=run, names=names),
        "staff": staff_use(tables.staff, language, run=run, names=names),
        "costs": cost_by_employer(tables.costs, language, run=run, names=names),
    }


def figure_blocks(result: Result, language: Language) -> Html:
    """Return the figures of a result as HTML."""
    return drawn(result_figures(result, language))


def drawn(figures: Mapping[str, Figure], *, carries_library: bool = True) -> Html:
    """Return figures by name as HTML.

    ``carries_library`` says that no figure before them on the page has brought the
    drawing library; the first of them then carries it for all.
    """
    return join(
        _block(name, figure, carries_library=carries_library and i == 0)
        for i, (name, figure) in enumerate(figures.items())
    )


def _block(name: str, figure: Figure, *, carries_library: bool) -> Html:
    drawing = figure.to_html(
        full_html=False,
        include_plotlyjs=carries_library,
        config=_CONFIG,
        div_id=f"chart-{name}",
    )
    return tag(
        "figure",
        tag("div", Html(drawing), role="img", aria_label=alt_text(figure)),
        tag("figcaption", Html(figure.layout.meta["takeaway"])),
        class_="chart",
    )
