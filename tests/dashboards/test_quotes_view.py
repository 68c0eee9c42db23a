"""The page 見積, without a browser."""

import pytest

from dashboards.i18n import say
from dashboards.services import quotes, rate_shelf
from dashboards.services.questions import default_question
from sim.errors import RateCardError
from sim.quotes.files import dumps
from tests.dashboards.pages import open_page
from tests.unit.quotes.cards import card, in_house

LOOKS = 60
BY_ORDER = card(
    agency="A社",
    employer="shop",
    per_order={"bands": [{"up_to": 100, "yen": 300}, {"yen": 200}]},
    cost_basis={"teams": [{"name": "*", "yen_per_hour": 900}]},
    origins=[{"of": "per_order", "kind": "quoted", "note": "見積書"}],
)
BY_HOUR = card(
    agency="B社", employer="shop", teams=[{"name": "*", "yen_per_hour": 1500}]
)


@pytest.fixture
def language(request):
    """Japanese, unless a test asks for both languages."""
    return getattr(request, "param", "ja")


both_languages = pytest.mark.parametrize("language", ["ja", "en"], indirect=True)


@pytest.fixture
def rates(folder):
    """Two rate cards and the shop's own costs beside the scenarios."""
    for place, money in {
        "rates/per-order.toml": BY_ORDER,
        "rates/hourly-temps.toml": BY_HOUR,
        "rates/in-house/shop.toml": in_house(),
    }.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(dumps(money), encoding="utf-8")
    return folder


@pytest.fixture
def page(rates, language):
    """The page as seen when all is computed."""
    return answered(open_page("quotes", language))


def seen(at):
    """Return the page, which has no fault of its own."""
    assert not at.exception, at.exception
    return at


def answered(at):
    """Look at the page until the answer is there."""
    for _ in range(LOOKS):
        if seen(at).tabs and at.get("plotly_chart"):
            return at
        at = at.run()
    pytest.fail("there is no answer")


def asked(**changes):
    """Return what the page asks first."""
    question = default_question("a-quiet")
    keys = ("per-order", "hourly-temps")
    wanted = tuple(quotes.Wanted(key, question) for key in keys)
    return quotes.Asked(wanted, **changes)


def words_of(at):
    """Return all plain words of the page."""
    kinds = (at.markdown, at.caption, at.text, at.error, at.info, at.subheader)
    return "\n".join(each.value for kind in kinds for each in kind)


@both_languages
def test_the_first_cards_are_priced_without_a_click(page, language):
    """Both cards stand side by side with in-house work, and each by itself."""
    labels = [tab.label for tab in page.tabs]
    heads = list(page.table[0].value.columns)

    assert say("quotes.side_by_side", language) in labels
    assert "A社 / card" in labels
    assert heads[1:3] == ["A社", "B社"]
    assert len(page.get("plotly_chart")) == 5
    assert quotes.offers_sentence(asked(), language) in words_of(page)

    words = words_of(page)
    for number in (0, 1):
        for sentence in quotes.sentences(asked(), number, language):
            assert sentence in words
        for note in quotes.notes(asked(), number, language):
            assert note.text in words


def test_a_changed_number_is_priced_as_another_card(page, language):
    """Editing a price in the table makes another card; the first stays as it is."""
    numbers = quotes.numbers_of_card("per-order")
    row = next(i for i, n in enumerate(numbers) if n.path == "per_order.bands[0].yen")
    page.session_state["quotes_numbers_per-order"] = {
        "edited_rows": {row: {"value": 400.0}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at = seen(page.run())
    at = answered(at.button(key="quotes_apply_per-order").click().run())

    key = at.session_state["quotes_chosen"][0]
    assert rate_shelf.card(key).per_order.bands[0].yen == 400
    assert rate_shelf.card("per-order") == BY_ORDER
    assert at.multiselect(key="quotes_cards").value[0] == key


def test_a_number_that_cannot_be_is_refused_in_words(page, language):
    """A premium below one is no premium; nothing is changed."""
    numbers = quotes.numbers_of_card("hourly-temps")
    row = next(i for i, n in enumerate(numbers) if n.field == "night")
    page.session_state["quotes_numbers_hourly-temps"] = {
        "edited_rows": {row: {"value": 0.5}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at = seen(page.run())
    at = seen(at.button(key="quotes_apply_hourly-temps").click().run())

    assert say("quotes.not_applied", language) in words_of(at)
    assert at.session_state["quotes_chosen"] == ("per-order", "hourly-temps")


def test_own_costs_can_be_changed_too(page, language):
    """The shop's own wage is a number on the page as well."""
    page.session_state["quotes_numbers_in-house"] = {
        "edited_rows": {0: {"value": 3000.0}},
        "added_rows": [],
        "deleted_rows": [],
    }
    at = seen(page.run())
    at = answered(at.button(key="quotes_apply_in-house").click().run())
    path = quotes.numbers_of_in_house("in-house")[0].path
    changed = quotes.numbers_of_in_house(at.session_state["quotes_in_house"])[0]

    assert (changed.path, changed.value) == (path, 3000)


def test_without_a_card_there_is_nothing_to_price(page, language):
    """Taking all cards away leaves a sentence, not an error."""
    at = seen(page.multiselect(key="quotes_cards").set_value([]).run())

    assert say("quotes.no_cards", language) in words_of(at)


def test_a_card_of_other_teams_is_left_out(rates, language):
    """A card whose employer has no team in the plan is named; the other is priced."""
    other = BY_ORDER.replace(employer="nobody")
    (rates / "rates" / "per-order.toml").write_text(dumps(other), encoding="utf-8")
    at = answered(open_page("quotes", language))

    assert say("quotes.does_not_fit", language, title="A社 / card") in words_of(at)
    assert "nobody" in words_of(at)
    assert list(at.table[0].value.columns)[1] == "B社"


def test_no_fitting_card_is_no_error(rates, language):
    """Where no card fits there is nothing to price."""
    other = dumps(BY_ORDER.replace(employer="nobody"))
    for name in ("per-order", "hourly-temps"):
        (rates / "rates" / f"{name}.toml").write_text(other, encoding="utf-8")
    at = seen(open_page("quotes", language))

    assert len(at.error) == 2
    assert not at.get("plotly_chart")


def test_a_wrong_card_on_the_shelf_is_named(rates, language):
    """A shipped card that somebody broke is an error in words."""
    (rates / "rates" / "per-order.toml").write_text("name = 'x'", encoding="utf-8")
    at = answered(open_page("quotes", language))

    assert say("quotes.card_wrong", language) in words_of(at)
    assert len(at.get("plotly_chart")) == 3


def test_dropped_files_are_checked_like_any_other(rates):
    """A good file is on the shelf, a wrong one names all of its problems."""
    key = rate_shelf.read_card("mine.toml", dumps(BY_ORDER).encode())
    own = rate_shelf.read_in_house(
        "own.toml", b"\xef\xbb\xbf" + dumps(in_house()).encode()
    )

    assert rate_shelf.card(key) == BY_ORDER
    assert rate_shelf.in_house(own) == in_house()
    assert "A社" in rate_shelf.title(key)
    assert rate_shelf.title("nowhere") == "nowhere"
    for read, content in (
        (rate_shelf.read_card, b"name = 'x'"),
        (rate_shelf.read_in_house, b"\x82\xa0"),
        (rate_shelf.read_card, dumps(in_house()).encode()),
    ):
        with pytest.raises(RateCardError):
            read("bad.toml", content)
    with pytest.raises(RateCardError):
        rate_shelf.in_house(key)


def test_a_link_brings_its_cards(rates):
    """Cards named in the address are priced; what is no card is left out."""
    at = answered(open_page("quotes", cards="hourly-temps,../x,hourly-temps"))

    assert at.multiselect(key="quotes_cards").value == ["hourly-temps"]
    assert at.query_params["cards"] == "hourly-temps"


def test_each_agency_may_have_a_staffing_of_its_own(page, language):
    """Another plan for one card is simulated beside the first, on the same seed."""
    at = answered(page.selectbox(key="quotes_plan_1").set_value("a-quiet").run())

    assert len(at.get("plotly_chart")) == 5


def test_downloads_hold_what_the_page_shows(page, language):
    """Report, table and data can be taken along."""
    question = asked()

    assert quotes.report_bytes(question, language).startswith(b"<!doctype html>")
    assert "A社" in quotes.offers_csv(question, language).decode("utf-8-sig")
    assert b'"hanboki.quote/1"' in quotes.json_bytes(question, language)
    assert rate_shelf.toml_bytes(BY_ORDER) == dumps(BY_ORDER).encode()


def test_a_stopped_computation_can_be_begun_again(rates, language):
    """What was given up is not shown, and a button starts it anew."""
    question = asked()
    quotes.ask(question, "somebody")
    quotes.wait(question, 30)

    assert quotes.is_ready(question)
    assert quotes.progress(question).state == "done"
    assert quotes.problem_text(question, language) is None
    quotes.cancel(question, "somebody")
    assert quotes.is_ready(question)
