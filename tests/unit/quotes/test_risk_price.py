"""What it costs to avoid a missed shipment, on the same sales."""

from functools import cache

import numpy as np
import pytest

from sim.quotes.offers import offers_of
from sim.quotes.price import price
from sim.quotes.risk_price import risk_price
from sim.quotes.sales import simulate_sales
from sim.report.offer_words import risk_price_sentences
from tests.unit.quotes.cards import card, in_house
from tests.unit.quotes.plans import few, plan, sales, team

CARD = card(teams=[{"name": "*", "yen_per_hour": 1000}])


@cache
def quotes():
    """Return quotes of a plan that is short of people, and twice of the whole plan."""
    teams = list(plan().model_dump(by_alias=True)["teams"])
    teams[0] = team("desk", "agency", ["confirm"], start="14:00")
    short = simulate_sales(plan(teams=teams), few())
    return [price(each, CARD, in_house()) for each in (short, sales(), sales())]


def test_misses_and_yen_are_compared_sale_by_sale():
    """More hours avoid misses; a miss costs the ratio of the mean differences."""
    short, full, _ = quotes()
    found = risk_price(short, full)
    missed = [each.sales.replications["missed"].mean() for each in (short, full)]
    paid = [each.replications["price"].mean() for each in (short, full)]

    assert found.avoided.value == pytest.approx(missed[0] - missed[1])
    assert found.avoided.interval.low > 0
    assert found.hours.value > 0
    assert found.yen_per_avoided.value == pytest.approx(
        (paid[1] - paid[0]) / (missed[0] - missed[1])
    )
    assert found.yen_per_avoided.interval.low < found.yen_per_avoided.value


def test_nothing_avoided_has_no_price():
    """The same plan avoids nothing, and the poorer plan less than nothing."""
    short, full, same = quotes()

    assert risk_price(full, same).yen_per_avoided is None
    assert risk_price(full, short).yen_per_avoided is None
    assert risk_price(full, same).avoided.value == 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_only_other_plans_have_a_sentence(language):
    """An agency with the plan of the first one avoids nothing and says nothing."""
    short, full, same = quotes()
    named = [short, full]

    assert risk_price_sentences(offers_of([full, same]), language) == []
    assert len(risk_price_sentences(offers_of(named), language)) == 1
    assert len(risk_price_sentences(offers_of([full, short]), language)) == 1


def test_pairs_must_be_of_the_same_sales():
    """Another number of replications is another sample."""
    other = price(sales(3), CARD, in_house())

    with pytest.raises(ValueError, match="replications"):
        risk_price(quotes()[0], other)
    assert np.isfinite(risk_price(*quotes()[:2]).yen.value)
