"""Quotes in words, tables and figures, in both languages."""

import json

import pandas as pd
import pytest

from sim.charts import alt_text, offer_totals, price_by_volume, price_sides
from sim.language import LANGUAGES, catalogue, text
from sim.quotes.offers import offers_of, part_table
from sim.quotes.plain import quotes_as_json
from sim.quotes.price import price
from sim.quotes.sales import simulate_sales
from sim.report.offer_words import offer_names, offer_sentence, offers_table
from sim.report.quote_words import (
    amounts_table,
    cancellation_table,
    chances_table,
    line_label,
    lines_table,
    price_sentence,
    risk_sentences,
)
from sim.report.quotes import quote_figures, quote_report, write_quote_report
from tests.unit.quotes.cards import card, in_house
from tests.unit.quotes.plans import few, plan, sales

NASTY = "<b>A&B</b>社"
BY_ORDER = card(
    agency=NASTY,
    per_order={"bands": [{"up_to": 30, "yen": 500}, {"yen": 400}]},
    cost_basis={"teams": [{"name": "*", "yen_per_hour": 900}]},
    cancellation={"steps": [{"within_hours": 24, "share": 1}]},
    teams=[{"name": "night", "employment": "spot"}],
    promises={"missed_share": 0.01},
    peak_orders_a_day=60,
)
BY_HOUR = card(agency="B", teams=[{"name": "*", "yen_per_hour": 1500}])
SHOP = in_house(checking={"minutes_per_order": 1})


def quotes():
    """Return quotes by order and by hour for the small plan."""
    return [price(sales(), each, SHOP) for each in (BY_ORDER, BY_HOUR)]


by_language = pytest.mark.parametrize("language", LANGUAGES)


@by_language
def test_every_table_is_complete(language):
    """Every row of every table has a cell under each heading."""
    for quote in quotes():
        for make in (amounts_table, lines_table, chances_table, cancellation_table):
            table = make(quote, language)

            assert table.caption
            assert {len(row) for row in table.rows} <= {len(table.head)}
            assert all(cell for row in table.rows for cell in row)


@by_language
def test_offers_stand_side_by_side_with_in_house_last(language):
    """Each offer is a column; what in-house has not is a dash."""
    offers = offers_of(quotes())
    table = offers_table(offers, language)
    margins = next(row for row in table.rows if row[0] == _row("margin", language))

    assert len(table.head) == 4
    assert table.head[-1] == offer_names(offers, language)[-1]
    assert margins[-1] == "–"
    assert "[" in margins[1]


def _row(name, language):
    return text(f"quotes.offer_{name}", language)


def test_offers_are_compared_sale_by_sale():
    """The dearest is not the cheapest, and the totals are those of the parts."""
    offers = offers_of(quotes())
    totals = [offer.total.mean() for offer in offers]
    table = part_table(offers).set_index(["offer", "part"])

    assert offers[totals.index(max(totals))].loss.standing == "not_best"
    assert table.loc[(0, "total"), "mean"] == pytest.approx(totals[0])
    assert offers[-1].parts["checking"].eq(0).all()


@by_language
def test_the_best_offer_is_named(language):
    """One plan alone that is surely cheapest is named; else all that may be are."""
    cheap = card(agency="cheap", fixed=[{"label": "x", "yen": 1}])
    same = [price(sales(), cheap.replace(name=name), SHOP) for name in ("one", "two")]

    assert "cheap" in offer_sentence(offers_of(same[:1]), language)
    assert "cheap / one" in offer_sentence(offers_of(same), language)
    assert "cheap / two" in offer_sentence(offers_of(same), language)


def test_offers_are_called_as_short_as_tells_them_apart():
    """The agency alone, else with its card, else with the plan that it is for."""
    pair = quotes()
    cards = [price(sales(), BY_HOUR.replace(name=name), SHOP) for name in ("x", "y")]

    assert offer_names(offers_of(pair), "en") == [NASTY, "B", "in-house"]
    assert offer_names(offers_of(cards), "en")[:2] == ["B / x", "B / y"]
    assert offer_names(offers_of([pair[1]] * 2), "en")[:2] == ["B / agency plan"] * 2


def test_offers_of_different_sales_are_refused():
    """Quotes with other replications are no pairs."""
    other = price(simulate_sales(plan(), few(3)), BY_HOUR, SHOP)

    with pytest.raises(ValueError, match="replications"):
        offers_of([quotes()[0], other])


@by_language
@pytest.mark.parametrize(
    ("yen", "word"), [(1, "cheaper"), (10**7, "dearer"), (None, "equal")]
)
def test_the_answer_says_which_is_cheaper_and_how_sure(language, yen, word):
    """Surely cheaper, surely dearer, or not to be told apart."""
    rates = card(fixed=[{"label": "x", "yen": yen or 1}])
    quote = price(sales(), rates, SHOP)
    if yen is None:
        amounts = quote.amounts.copy()
        amounts.loc[amounts["amount"] == "saving", ["ci_low", "ci_high"]] = [-5.0, 5.0]
        object.__setattr__(quote, "amounts", amounts)
    pieces = catalogue("quotes", language)[f"sentence_{word}"].split("{")

    found = price_sentence(quote, language)
    assert pieces[-1].partition("}")[2] in found
    assert pieces[-2].partition("}")[2] in found


@by_language
def test_risk_is_told_as_far_as_it_is_known(language):
    """Both sides where costs are disclosed, one where not, none where nothing moves."""
    by_order, by_hour = (risk_sentences(each, language) for each in quotes())
    fixed = price(sales(), card(fixed=[{"label": "x", "yen": 9}]), SHOP)
    one = price(sales(1), BY_HOUR, SHOP)

    assert len(by_order) > len(by_hour)
    assert len(risk_sentences(fixed, language)) == 1
    assert len(risk_sentences(one, language)) == 1


@pytest.mark.parametrize(
    ("kind", "item", "words"),
    [
        ("order", "1-3000", "受注 1〜3,000件目"),
        ("order", "8001-", "受注 8,001件目から"),
        ("order", "", "受注"),
        ("hours", "desk", "時間(基本):受付"),
        ("fixed", "2-3日の研修", "定額:2-3日の研修"),
    ],
)
def test_lines_have_names(kind, item, words):
    """Bands are said as numbers of orders, teams by their label."""
    assert line_label(kind, item, "ja", {"desk": "受付"}) == words


@by_language
def test_figures_name_their_run_and_their_takeaway(language):
    """Each figure has a footnote with the run, a title and a takeaway."""
    pair = quotes()
    offers = offers_of(pair)
    run = pair[0].sales.record
    names = offer_names(offers, language)
    figures = [
        *quote_figures(pair[0], language).values(),
        *quote_figures(pair[1], language).values(),
        offer_totals(part_table(offers), names, language, run=run),
    ]
    for figure in figures:
        notes = [n.text for n in figure.layout.annotations if n.name == "footnote"]

        assert run.scenario_digest[:12] in notes[0]
        assert len(alt_text(figure)) > 20
        assert "<b>A" not in str(figure.data)


def test_a_figure_shows_what_is_known_only():
    """An agency that does not disclose its costs has no dots for them."""
    by_order, by_hour = (quote_figures(each, "en") for each in quotes())

    assert {trace.meta for trace in by_order["volume"].data} == {
        "price",
        "agency_cost",
        "in_house_work",
    }
    assert "agency_cost" not in {trace.meta for trace in by_hour["volume"].data}
    assert "agency_margin" not in {trace.meta for trace in by_hour["sides"].data}


@by_language
def test_empty_tables_give_a_sentence(language):
    """A figure without a quote says so."""
    run = sales().record
    nothing = pd.DataFrame()
    amounts = pd.DataFrame(columns=["amount", "mean", "p10", "p50", "p90"])
    figures = [
        price_sides(amounts, nothing, language, run=run),
        price_by_volume(nothing, language, run=run),
        offer_totals(nothing, [], language, run=run),
    ]
    for figure in figures:
        assert [n.text for n in figure.layout.annotations if n.name == "empty"]


@by_language
def test_the_report_is_one_file_that_loads_nothing(language, tmp_path):
    """The page carries everything, and what a user typed is text in it."""
    write_quote_report(quotes(), tmp_path / "q.html", language)
    html = (tmp_path / "q.html").read_text(encoding="utf-8")

    assert html == quote_report(quotes(), language)
    assert html.startswith("<!doctype html>")
    assert "<b>A&B" not in html
    assert html.count("Plotly.newPlot") == 5
    assert 'src="http' not in html
    assert BY_ORDER.digest in html
    assert sales().record.scenario_digest in html


def test_json_is_bound_to_everything_it_depends_on():
    """Digests, seed, replications and versions; no number that JSON does not have."""
    pair = quotes()
    content = quotes_as_json(pair, offers_of(pair), "ja")
    again = json.loads(json.dumps(content, allow_nan=False))
    first, second = again["quotes"]

    assert again == content
    assert first["record"]["scenario_digest"] == plan().digest
    assert first["record"]["seed"] == sales().record.seed
    assert first["rate_card"]["digest"] == BY_ORDER.digest
    assert first["amounts"]["price"]["n"] == 8
    assert second["amounts"]["agency_margin"]["mean"] is None
    assert [offer["agency"] for offer in again["offers"]] == [NASTY, "B", None]
