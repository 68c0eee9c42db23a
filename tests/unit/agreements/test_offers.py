"""Offers made of runs, and what one changes against another."""

from datetime import date, datetime

import pytest

from sim.agreements.comparing import compare_offers
from sim.agreements.filling import filled, open_fields
from sim.agreements.offers import (
    PRICE,
    decided_by,
    new_offer,
    offer_with_run,
    offer_with_terms,
)
from sim.agreements.records import Offer
from sim.errors import TermsError
from sim.experiments import run
from sim.scenario.files import loads
from tests.unit.agreements.table import files
from tests.unit.agreements.world import SALE, complete_terms, draft, result


@pytest.fixture(scope="module")
def smaller():
    """The result of the same sale with one person less at the agency's desk."""
    plan = SALE.replace("heads = 2\n\n[[teams]]", "heads = 1\n\n[[teams]]", 1)
    return run(loads(plan, "."), replications=5, seed=7, engine="reference", workers=1)


def test_first_offer_holds_document_files_and_values():
    """What the run says is in the document; what it rests on is attached."""
    offer = new_offer(result())

    assert offer.terms.run.scenario_digest == result().record.scenario_digest
    assert offer.files == files()
    assert len(offer.samples["missed"]) == 5
    assert PRICE not in offer.samples


def test_another_plan_keeps_the_words(smaller):
    """Numbers follow the new run; what people wrote stays."""
    before = Offer(complete_terms(), files(), new_offer(result()).samples)
    after = offer_with_run(before, smaller)

    assert after.terms.price.payment == before.terms.price.payment
    assert after.terms.quality == before.terms.quality
    assert after.terms.run.scenario_digest == smaller.record.scenario_digest
    assert {each.heads for each in after.terms.capacity} == {1}


def test_writer_cannot_change_the_run(smaller):
    """A document from a file is bound to the run of the offer before it."""
    before = new_offer(result())
    forged = complete_terms().replace(run=new_offer(smaller).terms.run)

    assert offer_with_terms(before, forged).terms.run == before.terms.run


def test_same_seed_is_compared_sale_by_sale(smaller):
    """Both runs saw the same sales, so the interval is that of the change alone."""
    change = compare_offers(new_offer(result()), new_offer(smaller), "ja")
    figures = {each.name: each for each in change.figures}

    assert {each.pairing for each in change.figures} == {"paired"}
    assert figures["orders"].change == 0
    assert (figures["orders"].ci_low, figures["orders"].ci_high) == (0, 0)
    assert figures["orders"].differs is False
    assert not any(each.path.startswith("run.") for each in change.terms)


def test_other_seed_is_compared_as_independent(smaller):
    """Runs on other sales have a wider interval around the difference of the means."""
    other = run(loads(SALE, "."), replications=4, seed=8, engine="reference", workers=1)
    change = compare_offers(new_offer(result()), new_offer(other), "ja")
    orders = next(each for each in change.figures if each.name == "orders")

    assert orders.pairing == "independent"
    assert orders.change == pytest.approx(orders.after - orders.before)
    assert orders.ci_low < orders.change < orders.ci_high


def test_offers_without_values_have_no_interval():
    """Where one side attached no values, nothing is claimed."""
    bare = Offer(complete_terms(), files())
    change = compare_offers(bare, new_offer(result()), "en")

    assert {each.differs for each in change.figures} == {None}
    assert {each.pairing for each in change.figures} == {"none"}


def test_notice_gives_the_decide_by_date():
    """With seven days of notice it is decided seven days before the first shift."""
    terms = complete_terms().replace(decide_by=None, valid_until=None)
    decided = decided_by(terms)

    assert decided.decide_by == datetime(2026, 11, 27, 18, tzinfo=terms.zone)
    assert decided.capacity[0].day == date(2026, 12, 4)
    early = datetime(2026, 11, 25, 12, tzinfo=terms.zone)
    assert decided_by(terms.replace(valid_until=early)).decide_by == early
    assert decided_by(draft()).decide_by is None


def test_every_blank_can_be_typed():
    """All blanks of a first document are filled one by one, and none is left."""
    values = {
        "choice": lambda field: field.choices[0],
        "moment": lambda field: datetime(2026, 11, 20, 18, 0),
        "whole": lambda field: 7,
        "number": lambda field: 0.5,
        "lines": lambda field: ["a", " ", "b"],
        "text": lambda field: " 双方で定めたとおり ",
    }
    fields = open_fields(draft())
    assert {each.kind for each in fields} <= set(values)
    terms = filled(draft(), {each.path: values[each.kind](each) for each in fields})

    assert open_fields(terms) == ()
    assert terms.valid_until.isoformat() == "2026-11-20T18:00:00+09:00"
    assert terms.contacts[0].reach == "双方で定めたとおり"
    assert all(each.label("ja") for each in fields)


def test_value_that_does_not_fit_is_named():
    """What is typed is checked as if it came from a file."""
    with pytest.raises(TermsError, match=r"quality\.error_share"):
        filled(draft(), {"quality.error_share": 7.0})
