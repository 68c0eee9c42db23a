"""Files to take along: each is what its name says, of the plan on the screen."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from dashboards.services import downloads, questions, runs
from dashboards.services.plans import plan
from sim.scenario.files import loads
from tests.dashboards.pages import open_page
from tests.dashboards.test_services import QUIET, answered
from tests.dashboards.test_simulation_view import settled

BEGINS = {"summary": b"%PDF", "tables": b"PK", "staffing": b"PK", "chart": b"\x89PNG"}


@pytest.fixture
def question(folder):
    """The question about the small shop, answered."""
    return answered(questions.default_question(QUIET))


@pytest.mark.parametrize("kind", BEGINS)
def test_file_is_what_its_name_says(question, kind):
    """PDF, Excel and PNG begin as such files do; the name carries the digest."""
    name = downloads.file_name(kind, question)

    assert downloads.file_bytes(kind, question, "ja").startswith(BEGINS[kind])
    assert questions.digest(question)[:12] in name
    assert downloads.mime_type(kind)


def test_scenario_reads_back(question):
    """The plan on the screen can be simulated elsewhere."""
    words = downloads.file_bytes("scenario", question, "en").decode()

    assert loads(words, ".") == plan(question.scenario, question.heads)


def test_tables_hold_numbers(question):
    """What is downloaded is the answer that is shown."""
    content = downloads.file_bytes("tables", question, "en")
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    orders = runs.result(question).tables.kpis.set_index("kpi").loc["orders", "mean"]

    assert page["F4"].value == pytest.approx(orders)


def test_nothing_is_made_before_there_is_an_answer(folder):
    """A file of a question without answer is refused."""
    unasked = replace(questions.default_question(QUIET), seed=987)

    with pytest.raises(KeyError):
        downloads.file_bytes("summary", unasked, "ja")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_page_offers_every_file(folder, language):
    """Below the numbers stands a button for each file."""
    at = settled(open_page("simulation", language))
    at.segmented_control(key="simulation_panel").set_value("numbers").run()
    settled(at)

    assert not at.exception, at.exception
    assert len(at.get("download_button")) == 1 + len(downloads.FILES)
