"""The search, against trying every plan."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim.experiments.headlines import headlines
from sim.experiments.verdict import judge
from sim.staffing import (
    Effort,
    Runner,
    find_staffing,
    frontier_of,
    later_cutoff,
    marginal_table,
    more_orders,
    offer_of,
    repairs_of,
)
from sim.staffing.cheapest import cheapest
from sim.staffing.comparing import Comparing
from sim.staffing.focus import focused
from sim.staffing.listing import plans_below
from sim.staffing.proof import kept_at_least, proof_of
from sim.staffing.refuting import Refuting
from sim.staffing.relaxation import relaxation_of
from sim.staffing.rows import Rows
from sim.staffing.search import Search
from tests.unit.staffing.worlds import shop

pytestmark = pytest.mark.jit

QUICK = Effort(
    pilot=40, proof=120, trial=100, spread=300, budget=3000, refute=800, check=300
)


def promise(offer, heads, *, n=300, first=10_000_000):
    """Return the verdict on a plan by sales that no search has seen."""
    frame = headlines(offer.planned(heads), numbers=range(first, first + n), seed=5)
    return judge(frame["missed_share"], offer.scenario.target)


@pytest.mark.parametrize("orders", [4.0, 6.0])
def test_the_plan_is_the_cheapest_of_all(orders):
    """No cheaper plan clearly keeps the promise, and the bound is below all that do."""
    answer = find_staffing(shop(orders=orders), seed=3, effort=QUICK)
    offer = answer.offer
    plans = product(*(choice.levels for choice in offer.choices))
    cheaper = [p for p in plans if offer.cost_yen(p) < answer.cost_yen]

    assert answer.status == "found"
    assert all(promise(offer, plan).status != "meets" for plan in cheaper)
    assert answer.certificate.bound_yen <= answer.cost_yen
    assert promise(offer, answer.heads).status != "misses"


def test_the_answer_does_not_depend_on_the_workers():
    """One or two threads give the same plan, bound and check."""
    one, two = (find_staffing(shop(), seed=3, effort=QUICK, workers=n) for n in (1, 2))

    assert one.heads == two.heads
    assert one.certificate == two.certificate
    assert one.check.equals(two.check)


def test_a_menu_that_is_too_small_says_what_to_raise():
    """Best plan, where it is short and why, and a repair that keeps the promise."""
    answer = find_staffing(shop(orders=8, most=1), seed=3, effort=QUICK)

    assert answer.status == "short"
    assert answer.unmet[0].reason == "limit"
    assert answer.unmet[0].heads_short >= 1
    assert repairs_of(answer.offer, answer.repair.heads)
    assert promise(answer.repair.offer, answer.repair.heads).status != "misses"


def test_work_that_no_shift_can_reach_is_named():
    """When every shift was to be ordered before today, that is the reason."""
    scenario = shop(orders=6)
    shifts = tuple(s.replace(notice_days=30) for s in scenario.menu.shifts)
    late = scenario.replace(menu=scenario.menu.replace(shifts=shifts))
    today = scenario.horizon.start.date()
    answer = find_staffing(late, seed=3, effort=QUICK, as_of=today)

    assert answer.status == "short"
    assert answer.heads == (0, 0)
    assert {each.reason for each in answer.unmet} == {"notice"}


def test_a_promise_that_nobody_can_keep_is_not_blamed_on_the_menu():
    """Orders that come after the last pickup of their day are late with any staff."""
    scenario = shop()
    promise_ = scenario.classes[0].ship_by.replace(cutoff="20:00")
    classes = (scenario.classes[0].replace(ship_by=promise_),)
    answer = find_staffing(scenario.replace(classes=classes), seed=3, effort=QUICK)

    assert answer.status == "short"
    assert answer.is_hopeless
    assert answer.repair is None
    assert answer.certificate is None


def test_a_stopped_search_keeps_what_it_has():
    """Whoever stops gets the best plan so far, marked as unchecked."""
    seen = []

    def is_enough():
        return bool(seen)

    def note(phase, heads):
        if phase == "local" and heads is not None:
            seen.append(heads)

    answer = find_staffing(
        shop(), seed=3, effort=QUICK, on_best=note, cancelled=is_enough
    )

    assert answer.status == "stopped"
    assert answer.heads == seen[-1]
    assert answer.verdict is None


def pilot_for(offer):
    """Return what 60 sales ask for, and their likely conditions."""
    pilot = relaxation_of(
        offer, seed=9, first=50_000, n_sales=60, cancelled=lambda: None
    )
    asked = offer.scenario.target.with_probability
    return pilot, pilot.likely_rows(kept_at_least(60, asked, 0.5))


def proof_for(offer, n_sales):
    """Return the proof of an offer, its conditions chosen by other sales."""
    pilot, likely = pilot_for(offer)
    return proof_of(
        offer,
        focused(offer, pilot, likely),
        seed=9,
        first=0,
        n_sales=n_sales,
        cancelled=lambda: None,
    )


def test_a_check_that_fails_at_the_end_is_told_as_failed(monkeypatch):
    """A plan is not called found by a check it did not pass, nor shown with it."""
    monkeypatch.setattr("sim.staffing.find._MOST_CHECKS", 1)
    few = replace(QUICK, trial=16, spread=16, budget=600, check=400)
    answer = find_staffing(shop(orders=6.3, most=1, asked=0.6), seed=6, effort=few)
    purposes = [sample.purpose for sample in answer.samples]

    assert answer.status == "short"
    assert answer.put_aside == purposes.count("failed") == 1
    assert "check" not in purposes
    assert answer.verdict is None


def test_conditions_hold_for_every_plan_that_keeps_the_promise():
    """The relaxation never rules out a plan that is seen to keep the promise."""
    offer = offer_of(shop(orders=6))
    proof = proof_for(offer, 150)
    asked = offer.scenario.target.with_probability - proof.bad_luck
    kept = kept_at_least(proof.n_sales, asked, 0.04)
    rows = proof.rows(kept)
    ruled_out = 0
    for plan in product(*(choice.levels for choice in offer.choices)):
        is_out = proof.most_kept(plan) < kept
        if np.any(rows.slack(np.array(plan, float)) < -1e-6 * rows.need):
            assert is_out
        if is_out:
            ruled_out += 1
            assert promise(offer, plan, n=150).status != "meets"
    assert 0 < ruled_out < offer.n_plans


def test_the_spread_sample_is_not_biased():
    """Its estimate agrees with all fresh sales, within four standard errors."""
    offer = offer_of(shop(orders=6))
    trials = Comparing(offer, Runner(seed=2), first=0, n_sales=1000, n_simulated=300)
    trials.state((1, 1))
    plain = promise(offer, (1, 1), n=600).probability
    error = (trials.error((1, 1)) ** 2 + plain * (1 - plain) / 600) ** 0.5

    assert trials.simulated <= 300
    assert trials.weights.sum() < 1
    assert trials.share((1, 1)) == pytest.approx(plain, abs=4 * error)


def test_a_plan_that_keeps_the_promise_is_seldom_refuted():
    """The evidence is a martingale where the promise is just kept: exact sums."""
    offer = offer_of(shop(orders=6))
    refuting = Refuting(offer, Runner(seed=2), first=0, most=400, error=0.05)
    just = refuting.most_missed
    assert 0 < just < 1
    for missed, holds in ((just, np.isclose), (0.5 * just, np.less)):
        expected = crossed = 0.0
        for path in product((False, True), repeat=10):
            seen = np.array(path)
            chance = np.prod(np.where(seen, missed, 1 - missed))
            evidence = np.exp(refuting._log_evidence(seen))
            expected += chance * evidence[-1]
            crossed += chance * (evidence.max() >= 1 / 0.05)
        assert holds(expected, 1.0)
        assert crossed <= 0.05


def test_hopeless_plans_are_refuted_and_good_ones_are_not():
    """Nobody bought is refuted by a few sales; the largest plan is not by all."""
    offer = offer_of(shop(orders=6))
    refuting = Refuting(offer, Runner(seed=2), first=0, most=400, error=0.01)

    assert refuting.refuted([(0, 0)], budget=40) == 1
    assert refuting.simulated <= 40
    assert refuting.refuted([(0, 0), (3, 3), (0, 0)], budget=400) == 1


def test_the_list_of_cheaper_plans_is_complete():
    """All plans under a price that meet the conditions, cheapest first."""
    offer = offer_of(shop(orders=6, least=2))
    rows = proof_for(offer, 60).rows(40)
    listed = plans_below(offer, rows, 90_000)
    expected = [
        plan
        for plan in product(*(choice.levels for choice in offer.choices))
        if offer.bought_yen(plan) < 90_000
        and np.all(rows.slack(np.array(plan, float)) >= -1e-6 * rows.need)
    ]

    assert sorted(listed) == sorted(expected)
    assert cheapest(offer, rows).heads == min(listed, key=offer.bought_yen)


@pytest.mark.parametrize(
    "coefficients", [[[1.0, 0.0], [0.0, 1.0]], [[2.0, 1.0], [1.0, 3.0]]]
)
@pytest.mark.parametrize("budget", ["", "budget_yen = 100000"])
def test_the_list_is_complete_whatever_the_conditions(coefficients, budget):
    """Also where the choices share no condition, and with a budget."""
    offer = offer_of(shop(most=5, least=2, extra=budget))
    rows = Rows(
        np.array(coefficients),
        np.zeros(2),
        np.array([1.0, 2.0]),
        *np.zeros((3, 2), np.int64),
    )
    listed = plans_below(offer, rows, 150_000)
    expected = [
        plan
        for plan in product(*(choice.levels for choice in offer.choices))
        if offer.obeys(plan)
        and offer.bought_yen(plan) < 150_000
        and np.all(rows.slack(np.array(plan, float)) >= 0)
    ]

    assert sorted(listed) == sorted(expected)
    assert len(expected) > 1
    prices = [offer.bought_yen(plan) for plan in listed]
    assert prices == sorted(prices)


def test_marginal_rows_equal_the_paired_difference():
    """Each row is what two runs on the same sales differ by."""
    offer = offer_of(shop(orders=6))
    numbers = range(40)
    table = marginal_table(offer, Runner(seed=2), (1, 1), numbers=numbers)
    row = table[(table["shift"] == 0) & (table["change"] == 1)].iloc[0]
    base, more = (
        headlines(offer.planned(plan), numbers=numbers, seed=2)["missed"]
        for plan in ((1, 1), (2, 1))
    )

    assert len(table) == 4
    assert row["avoided"] == pytest.approx((base - more).mean())
    assert row["yen"] == 25_200
    assert table["is_tied"].iloc[0]


def test_more_certainty_costs_more():
    """Along the frontier cost and chance rise together."""
    found = frontier_of(offer_of(shop(orders=6)), Runner(seed=2), n_sales=60)

    assert found.points["cost_yen"].is_monotonic_increasing
    assert found.points["kept"].is_monotonic_increasing
    assert len(found.plans) == len(found.points) > 1


def test_room_only_shrinks():
    """More orders, or a later cut-off, never make the promise safer."""
    plan = offer_of(shop(orders=6)).planned((2, 2))
    runner, numbers = Runner(seed=2), range(60)
    tables = [
        more_orders(plan, runner, numbers=numbers, growth=(0.0, 0.2, 0.4)),
        later_cutoff(plan, runner, numbers=numbers, minutes=(0, 60, 180)),
    ]

    assert all(table["kept"].is_monotonic_decreasing for table in tables)
    assert tables[0]["kept"].iloc[0] == tables[1]["kept"].iloc[0]


@pytest.fixture
def search():
    """Return a search of a shop whose start has been found."""
    offer = offer_of(shop(orders=6))
    return Search(
        offer=offer,
        proven=proof_for(offer, 60).rows(30),
        likely=pilot_for(offer)[1],
        trials=Comparing(offer, Runner(2), first=0, n_sales=400, n_simulated=100),
        errors=0.0,
        budget=4000,
        on_best=lambda *_: None,
    )


def test_where_plans_are_too_many_to_list_neighbours_are_tried(search, monkeypatch):
    """The search then ends with as cheap a plan as with the whole list."""
    whole = search.run()
    search.best = None
    monkeypatch.setattr("sim.staffing.search._MANY_PLANS", 0)
    monkeypatch.setattr("sim.staffing.search._FEW_PLANS", 0)
    near = search.run()

    assert search.offer.bought_yen(near) <= 1.2 * search.offer.bought_yen(whole)
    assert search.trials.state(near) == "kept"


def test_a_plan_that_is_put_aside_is_not_taken_again(search):
    """What failed on fresh sales is out; the next one keeps the promise, too."""
    first = search.run()
    search.put_aside(first)
    second = search.settle()

    assert second is not None
    assert second != first
    assert search.trials.state(second) == "kept"
    assert search.offer.bought_yen(second) >= search.offer.bought_yen(first)
