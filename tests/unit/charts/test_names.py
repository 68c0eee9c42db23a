"""Names and labels in charts."""

import plotly
import pytest

from sim.charts import Figure, display_names, missed_by_day
from sim.charts.names import employer_name, shown
from tests.unit.charts.fake_result import fake_result, fake_scenario

RESULT = fake_result()


def test_labels_stand_for_names():
    """Steps are found by name and by flow and name; teams and classes by name."""
    names = display_names(fake_scenario())

    assert names["packing"] == names["order.packing"] == "梱包"
    assert names["contact.reply"] == "問い合わせ返信"
    assert names["store"] == "店舗スタッフ"
    assert names["next-day"] == "最強翌日配送"


def test_a_name_without_label_is_its_own():
    """What has no label is shown by its name."""
    assert shown("desk", None) == "desk"


def test_labels_cannot_bring_markup_into_a_figure():
    """A label with tags is shown as it was typed."""
    names = {"standard": "<a href='x'>a</a>"}
    figure = missed_by_day(RESULT.tables.by_day, "ja", run=RESULT.record, names=names)

    assert figure.data[0].name == "&lt;a href='x'&gt;a&lt;/a&gt;"


@pytest.mark.parametrize(
    ("employer", "expected"),
    [("shop", "店舗"), ("agency", "受注代行"), ("3pl", "物流代行"), ("A社", "A社")],
)
def test_employers_are_named_in_words(employer, expected):
    """The usual employers have a word in each language, others keep their name."""
    assert employer_name(employer, None, "ja") == expected


def test_figures_are_those_of_plotly():
    """The type that charts return is plotly's own."""
    assert Figure is plotly.graph_objects.Figure
