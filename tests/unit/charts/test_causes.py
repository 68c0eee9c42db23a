"""The chart of causes: what reality added or took away."""

import pytest

from sim.charts.causes import causes_chart
from sim.charts.interval_rows import Estimate
from sim.charts.style import alt_text
from sim.language import LANGUAGES
from tests.unit.charts.fake_result import fake_result

RUN = fake_result().record
LABELS = ["注文の量と時間帯の組み合わせ", "作業の速さ"]
ESTIMATES = [Estimate(40.0, 30.0, 50.0, True, "+40"), Estimate(1.0, -2, 4, False, "+1")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_a_cause_and_its_name_whole(language):
    """Long names make room for themselves; there is no legend to leave room for."""
    figure = causes_chart(LABELS, ESTIMATES, language, run=RUN, takeaway="40 more")
    bars, dots = figure.data

    assert list(bars.y) == list(dots.y) == LABELS
    assert list(bars.x) == [40.0, 1.0]
    assert list(dots.marker.symbol) == ["circle", "circle-open"]
    assert figure.layout.yaxis.automargin
    assert not figure.layout.showlegend
    assert alt_text(figure).endswith("40 more")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_causes_there_is_a_sentence(language):
    """A sale that went as planned draws no empty axes."""
    figure = causes_chart([], [], language, run=RUN, takeaway="")

    assert not figure.data
    assert any(note.name == "empty" for note in figure.layout.annotations)
