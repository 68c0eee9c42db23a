"""What all charts have in common."""

from functools import cache

import pytest

from sim.charts import (
    Figure,
    alt_text,
    backlog_by_step,
    backlog_fan,
    cost_by_employer,
    kpi_difference,
    missed_by_day,
    outcome_bar,
    staff_use,
    work_and_capacity,
)
from sim.charts.style import FONT_SIZE
from sim.experiments import Tables
from sim.language import LANGUAGES, Language
from sim.report.figures import result_figures
from tests.unit.charts.fake_result import empty_tables, fake_result

RESULT = fake_result()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_names_its_run(language):
    """Seed, replications and the first 12 digits of the digest stand under each."""
    for figure in _everything(language):
        (note,) = _notes(figure, "footnote")

        assert str(RESULT.record.seed) in note
        assert str(RESULT.record.replications) in note
        assert RESULT.record.scenario_digest[:12] in note


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_title_and_a_takeaway(language):
    """The alternative text is the title and what the figure says."""
    for figure in _everything(language):
        title = figure.layout.title.text.removeprefix("<b>").removesuffix("</b>")

        assert alt_text(figure).startswith(title)
        assert len(alt_text(figure)) > len(title) + 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_tables_give_a_sentence(language):
    """A table without rows gives a figure that says so, not a blank one."""
    for name, figure in _empty_figures(empty_tables(), language).items():
        (sentence,) = _notes(figure, "empty")

        assert sentence, name
        assert not figure.data, name


def test_figures_can_be_read_from_afar():
    """Titles, axes and legends are at least 16 pixels high."""
    for figure in _everything("ja"):
        template = figure.layout.template.layout

        assert template.font.size >= FONT_SIZE >= 16
        assert template.legend.font.size >= FONT_SIZE
        assert template.xaxis.tickfont.size >= FONT_SIZE


def test_figures_have_no_background():
    """A figure takes the background of the page, light or dark."""
    for figure in _everything("ja"):
        template = figure.layout.template.layout

        assert template.paper_bgcolor == template.plot_bgcolor == "rgba(0,0,0,0)"


def _empty_figures(tables: Tables, language: Language) -> dict[str, Figure]:
    run = RESULT.record
    return {
        "backlog": backlog_fan(tables.backlog, language, run=run),
        "steps": backlog_by_step(tables.backlog, language, run=run),
        "missed": missed_by_day(tables.by_day, language, run=run),
        "staff": staff_use(tables.staff, language, run=run),
        "load": work_and_capacity(tables.load, language, run=run),
        "costs": cost_by_employer(tables.costs, language, run=run),
        "outcome": outcome_bar(tables.kpis, language, run=run),
        "difference": kpi_difference(
            RESULT.replications.iloc[:0],
            RESULT.replications,
            "missed",
            language,
            run=run,
            label="missed",
        ),
    }


def _notes(figure: Figure, name: str) -> list[str]:
    return [note.text for note in figure.layout.annotations if note.name == name]


@cache
def _everything(language: Language) -> list[Figure]:
    drawn = result_figures(RESULT, language).values()
    return [*drawn, *_empty_figures(empty_tables(), language).values()]
