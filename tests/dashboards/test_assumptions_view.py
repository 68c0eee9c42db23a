"""The page 前提, without a browser."""

import pytest

from dashboards.i18n import say
from dashboards.services import order_files, shelf
from tests.dashboards.pages import html_of, open_page
from tests.dashboards.test_simulation_view import words_of

LOOKS = 60


@pytest.fixture(params=["ja", "en"])
def language(request):
    """Both languages of the screen."""
    return request.param


@pytest.fixture
def page(folder, language):
    """The page as first seen."""
    return seen(open_page("assumptions", language))


def seen(at):
    """Return the page, which has no fault of its own."""
    assert not at.exception, at.exception
    return at


def with_sample(at):
    """Press the button of the sample, and wait until it is read."""
    at.button(key="assumptions_sample").click().run()
    reading = order_files.reading_of(order_files.sample())
    order_files.wait(reading, 60)
    return seen(at.run())


def text_of(at):
    """Return all plain words of the page."""
    kinds = (at.markdown, at.caption, at.text, at.success, at.subheader)
    return "\n".join(each.value for kind in kinds for each in kind)


def test_numbers_of_the_scenario_are_there_at_once(page, language):
    """Promise, target and every number are shown before anything is dropped."""
    labels = [box.label for box in page.number_input]

    assert say("assumptions.missed_share", language) in labels
    assert say("assumptions.business_days", language) in labels
    assert html_of(page) is not None


def test_sample_orders_lead_to_a_forecast_and_a_scenario(page, language):
    """Read the sample, see how many orders come, simulate with them."""
    at = with_sample(page)
    assert at.metric[0].value == "3,660"
    assert say("assumptions.factors", language) in text_of(at)

    at.button(key="assumptions_make").click().run()

    plan = at.session_state["app_plan"]
    made = shelf.scenario(plan.scenario)
    assert plan.scenario.startswith(shelf.OWN)
    assert made.demand[0].events[0].multiplier > 1
    assert made.teams == shelf.scenario("a-quiet").teams


def test_a_changed_promise_makes_another_scenario(page, language):
    """The shipped scenario stays as it is; the plan is about the new one."""
    box = next(
        box
        for box in page.number_input
        if box.label == say("assumptions.missed_share", language)
    )
    box.set_value(5.0)
    submit = next(
        b for b in page.button if b.label == say("assumptions.apply", language)
    )
    at = seen(submit.click().run())

    plan = at.session_state["app_plan"]
    assert shelf.scenario(plan.scenario).target.missed_share == 0.05
    assert shelf.scenario("a-quiet").target.missed_share == 0.01


def test_a_wrong_time_is_refused_in_words(page, language):
    """What is wrong is said in the planner's language, and nothing is made."""
    label = say("assumptions.cutoff", language)
    next(box for box in page.text_input if box.label == label).set_value("25:00")
    submit = next(
        b for b in page.button if b.label == say("assumptions.apply", language)
    )
    at = seen(submit.click().run())

    assert say("assumptions.not_applied", language) in words_of(at)
    assert at.session_state["app_plan"].scenario == "a-quiet"


def test_a_changed_number_becomes_an_assumption(page, language):
    """Editing a value in the table keeps the others and says where it comes from."""
    page.session_state["assumptions_inputs_a-quiet_"] = {
        "edited_rows": {0: {"value": 75.0}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at = seen(page.run())
    at = seen(at.button(key="assumptions_apply").click().run())

    made = shelf.scenario(at.session_state["app_plan"].scenario)
    assert made.demand[0].orders_per_day == 75
    assert made.origins[-1].of == "demand[0].orders_per_day"
    assert made.origins[-1].kind == "assumption"
