"""A quote in the agreement document."""

from sim.agreements.quoted import quoted_price
from sim.quotes.price import price
from tests.unit.quotes.cards import card, in_house
from tests.unit.quotes.plans import sales

CARD = card(
    per_order={"bands": [{"yen": 500}]},
    cost_basis={"teams": [{"name": "*", "yen_per_hour": 900}]},
)


def test_a_quoted_price_is_that_of_the_quote():
    """Mean, interval and range are the quote's, in whole yen."""
    quote = price(sales(), CARD, in_house())
    found = quoted_price(quote)
    paid = quote.replications["price"]

    assert found.mean_yen == round(paid.mean())
    assert found.p10_yen <= found.p50_yen <= found.p90_yen
    assert found.ci_low_yen < found.mean_yen < found.ci_high_yen
    assert found.n == len(paid)


def test_it_is_bound_to_the_card_that_both_sides_see():
    """The agency's own costs are no part of what is agreed."""
    found = quoted_price(price(sales(), CARD, in_house()))

    assert found.card_digest == CARD.replace(cost_basis=None).digest
    assert found.card_digest != CARD.digest


def test_one_sale_has_no_interval():
    """With one replication nothing is known of the mean."""
    found = quoted_price(price(sales(1), CARD, in_house()))

    assert (found.ci_low_yen, found.ci_high_yen) == (None, None)
