"""The page 振り返り, without a browser."""

from dataclasses import replace

import pytest

from dashboards.i18n import say
from dashboards.services import background, order_files, review, shelf
from dashboards.services.order_files import OrderFile
from dashboards.services.questions import default_question
from dashboards.services.review import Refused
from sim.language import text
from sim.orders import write_orders
from sim.review.scores import SCORES_VARIABLE
from sim.scenario.files import save
from tests.dashboards.pages import html_of, open_page
from tests.dashboards.test_simulation_view import words_of
from tests.sale_replay import rms_file, truth_of
from tests.unit.agreements.receipts import receipt
from tests.unit.review.test_delivered import AGREED, SHIFTS, orders
from tests.unit.review.world import PLAN, differing

pytestmark = pytest.mark.jit


@pytest.fixture(params=["ja", "en"])
def language(request):
    """Both languages of the screen."""
    return request.param


@pytest.fixture
def page(folder, language):
    """The page, with a plan and the orders of a sale that was larger."""
    save(PLAN, folder / "a-plan.toml")
    scenario = differing("level")
    end = scenario.aware(scenario.horizon.end)
    content = rms_file(truth_of(scenario, seed=1), end)
    files = (OrderFile("orders.csv", content),)
    reading = order_files.reading_of(files)
    order_files.ask(reading, files, "test")
    order_files.wait(reading, 60)
    at = open_page("review", language, scenario="a-plan")
    at.session_state["assumptions_reading"] = reading
    return seen(at.run())


@pytest.fixture(autouse=True)
def scores(tmp_path, monkeypatch):
    """A file of scores of its own."""
    path = tmp_path / "scores.jsonl"
    monkeypatch.setenv(SCORES_VARIABLE, str(path))
    return path


def seen(at):
    """Return the page, which has no fault of its own."""
    assert not at.exception, at.exception
    return at


def reviewed(at):
    """Press the button and wait for the review."""
    at.button(key="review_begin").click().run()
    for job in list(background.patient()._jobs):
        background.patient().wait(job, 60)
    return seen(at.run())


def test_a_review_says_what_happened_and_why(page, language):
    """Bands, causes and lessons stand there, with their figure."""
    at = reviewed(page)

    assert len(at.get("plotly_chart")) == 1
    assert html_of(at).count("<caption>") == 4


def test_scores_are_kept_on_ones_own_computer(page, scores, language):
    """The sale stands in the table of scores, and in the file."""
    at = reviewed(page)

    assert text("delivered.table_scores", language) in html_of(at)
    assert scores.read_text(encoding="utf-8").count("\n") == 1


def test_a_damaged_file_of_scores_does_not_lose_the_review(page, scores, language):
    """Its line is named, and the scores of this sale are there."""
    scores.write_text("{}\n", encoding="utf-8")
    at = reviewed(page)

    assert say("review.no_scores", language) in words_of(at)
    assert any("scores.jsonl:1" in each.value for each in at.text)
    assert text("delivered.table_scores", language) in html_of(at)


def test_the_next_plan_has_what_was_learned(page, language):
    """One click, and the plan on the table expects as many orders as came."""
    at = reviewed(page)
    at.button(key="review_next").click().run()

    made = shelf.scenario(at.session_state["app_plan"].scenario)
    before = PLAN.demand[0].events[0].multiplier
    assert made.demand[0].events[0].multiplier > 1.2 * before
    assert any(origin.kind == "measured" for origin in made.origins)


def test_without_orders_the_page_says_what_to_do(folder, language):
    """An empty state names the next step."""
    at = seen(open_page("review", language))

    assert say("review.drop_orders", language) in words_of(at)


def test_a_wrong_roster_is_refused_in_words(language):
    """What is wrong with the file is said in the planner's language."""
    with pytest.raises(Refused):
        review.roster_text(b"a,b\n1,2\n", "r.csv", "Asia/Tokyo", language)


def test_the_bill_of_the_agreement_stands_on_the_page(folder, scores, language):
    """What is to be paid, and who decided, come from the receipt."""
    save(AGREED.plan, folder / "agreed.toml")
    path = folder / "orders.csv"
    write_orders(orders(), path)
    files = (OrderFile("orders.csv", path.read_bytes()),)
    reading = order_files.reading_of(files)
    order_files.ask(reading, files, "test")
    order_files.wait(reading, 60)
    question = replace(default_question("agreed"), replications=4)
    rows = (
        f"{stint.team},{stint.start.isoformat()},{stint.end.isoformat()},{stint.heads}"
        for stint in SHIFTS.stints
    )
    roster = "\n".join(["team,start,end,heads", *rows])
    asked = review.Asked(question, reading, roster, wrong_orders=1, receipt=receipt())
    review.ask(asked, "test")
    review.wait(asked, 60)
    found = review.review_text(asked, language)

    assert not scores.exists(), "on a server nothing is kept"
    assert "1" in found.scores
    assert any("55,715" in sentence for sentence in found.agreed)
    assert any("現場責任者" in table for table in found.agreed_tables)
    broken = text("delivered.place_broken", language)
    assert any(broken in table for table in found.agreed_tables)


def test_what_is_no_receipt_is_refused_in_words(language):
    """What is wrong with the file is said in the planner's language."""
    with pytest.raises(Refused):
        review.check_receipt(b"{}", language)
