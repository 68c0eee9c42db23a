"""Plans that are saved, shared and opened by link; work that is found again."""

from dataclasses import replace

import pytest

from dashboards.i18n import say
from dashboards.services import plans, questions, saved, shelf
from dashboards.services.people import local
from sim.errors import AgreementError
from tests.dashboards.pages import open_page

QUIET = "a-quiet"
REFUSED = say("app.link_refused", "ja")


@pytest.fixture
def shop(folder):
    """The shop of this computer."""
    return local("shop", "ja")


@pytest.fixture
def agency(folder):
    """The agency of this computer, a partner of the shop."""
    return local("agency", "ja")


@pytest.fixture
def question(folder):
    """The question about three people."""
    return replace(questions.default_question(QUIET), heads=(3, 0))


@pytest.fixture
def own(folder):
    """The key of a scenario that was made on a page."""
    scenario = shelf.scenario(QUIET)
    return shelf.put(scenario.replace(name="自分のシナリオ"))


def forgotten(key):
    """Take a scenario off the shelf, as a restart of the server does."""
    del shelf._own[key]


def warnings_of(page):
    """Return what the page warns of."""
    return [each.value for each in page.warning]


def test_a_saved_plan_has_the_heads_that_were_on_the_screen(shop, question):
    """Opened again, its own heads are those that were typed."""
    plan_id, scenario = saved.save_as(shop, question, " 三人の  計画 ")
    opened = saved.open_plan(shop, plan_id)

    assert opened.title == "三人の 計画"
    assert (opened.version, opened.is_own) == (1, True)
    assert opened.scenario == scenario
    assert plans.plan_heads(opened.scenario) == (3, 0)


def test_of_two_who_save_the_second_is_told(shop, question):
    """Nobody writes over a version that was not seen."""
    plan_id, _ = saved.save_as(shop, question, "計画")
    other = replace(question, heads=(2, 0))
    saved.save_over(shop, other, plan_id, "計画", seen_version=1)

    with pytest.raises(AgreementError):
        saved.save_over(shop, question, plan_id, "計画", seen_version=1)
    assert plans.plan_heads(saved.open_plan(shop, plan_id).scenario) == (2, 0)


def test_a_partner_reads_what_is_shared_and_as_long_as_it_is(shop, agency, question):
    """Before and after, the plan is not there for the partner."""
    plan_id, _ = saved.save_as(shop, question, "計画")
    partner_id = next(iter(saved.sharing(shop, plan_id)))
    with pytest.raises(AgreementError):
        saved.open_plan(agency, plan_id)
    saved.share(shop, plan_id, partner_id)
    opened = saved.open_plan(agency, plan_id)
    is_shared = saved.sharing(shop, plan_id)[partner_id][1]
    saved.unshare(shop, plan_id, partner_id)

    assert is_shared
    assert not opened.is_own
    with pytest.raises(AgreementError):
        saved.open_plan(agency, plan_id)


def test_own_scenarios_outlive_the_server_for_their_user(shop, agency, own, question):
    """After a restart the key is found again, but by nobody else."""
    saved.keep(shop, replace(question, scenario=own), None)
    forgotten(own)

    assert not saved.found_again(agency, own)
    assert saved.found_again(shop, own)
    assert shelf.title(own) == "自分のシナリオ"


def test_the_last_work_stands_first_and_once(shop, question, own):
    """What is worked on again moves up instead of standing twice."""
    saved.keep(shop, question, None)
    saved.keep(shop, replace(question, scenario=own), None)
    saved.keep(shop, replace(question, heads=(4, 0)), None)

    assert [each.question.heads for each in saved.recent(shop)] == [(4, 0), (3, 0)]


def test_a_link_to_an_own_scenario_opens_after_a_restart(shop, own, question):
    """The address alone brings the view back."""
    saved.keep(shop, replace(question, scenario=own), None)
    forgotten(own)
    page = open_page("simulation", scenario=own, heads="3,0")

    assert REFUSED not in warnings_of(page)
    assert page.selectbox(key="simulation_scenario").value == own
    assert list(page.dataframe[0].value["heads"]) == [3, 0]


@pytest.mark.parametrize(
    "link",
    [
        {"scenario": f"{shelf.OWN}{'0' * 64}"},
        {"plan": "0123456789abcdef"},
        {"plan": "0123456789abcdef", "scenario": QUIET},
    ],
)
def test_a_link_to_what_is_not_there_says_so(folder, link):
    """A plan of others and one that never was are answered alike, with a page."""
    page = open_page("simulation", **link)

    assert REFUSED in warnings_of(page)
    assert page.selectbox(key="simulation_scenario").value == QUIET


def test_a_saved_plan_opens_by_its_link(shop, question):
    """The plan's id is enough."""
    plan_id, scenario = saved.save_as(shop, question, "計画")
    forgotten(scenario)
    page = open_page("simulation", plan=plan_id)

    assert page.selectbox(key="simulation_scenario").value == scenario
    assert page.query_params["plan"] in (plan_id, [plan_id])


def test_saving_on_the_page_puts_the_plan_into_the_link(shop):
    """Name and button; a plan without a name is refused in words."""
    page = open_page("simulation", heads="3,0")
    page.session_state["app_share"] = True
    page.run()
    page.text_input(key="app_share_title").set_value(" ").run()
    page.button(key="app_share_save").click().run()
    refused = [each.value for each in page.error]
    page.text_input(key="app_share_title").set_value("名前のある計画").run()
    page.button(key="app_share_save").click().run()
    plan_id = page.query_params["plan"]
    plan_id = plan_id[0] if isinstance(plan_id, list) else plan_id

    assert len(refused) == 1
    assert saved.open_plan(shop, plan_id).title == "名前のある計画"
    assert not page.exception
