"""The menu made ready for a search: limits, rules, prices, plans."""

from datetime import date

import pytest

from sim.errors import ScenarioError
from sim.scenario.duties import duty_segments
from sim.staffing.offer import offer_of
from tests.unit.staffing.worlds import shop

RATIO = """
  [[menu.ratios]]
  leaders = "staff"
  members = "temps"
  members_per_leader = 2
"""


def test_levels_start_at_the_least_heads():
    """A shift is bought for nobody, or for at least its minimum."""
    offer = offer_of(shop(most=3, least=2))

    assert [choice.levels for choice in offer.choices] == [(0, 1, 2, 3), (0, 2, 3)]


def test_cost_is_the_hand_sum():
    """One person planned (7 h × 3 days × 1,000), one by day, two in the afternoon."""
    offer = offer_of(shop())
    expected = 7 * 3 * 1000 + 7 * 3 * 1200 + 2 * 5 * 3 * 1100

    assert offer.cost_yen((1, 2)) == expected


def test_planned_people_are_on_duty_only_in_the_hours_of_the_menu():
    """No minute of a bought shift lies outside of the opening hours."""
    offer = offer_of(shop())
    duties = duty_segments(offer.planned((2, 3)))
    bought = duties.team == 1
    hours = [
        offer.scenario.clock.moment(int(t)).hour + (0 if is_start else -1e-9)
        for is_start, ticks in ((True, duties.start), (False, duties.end))
        for t in ticks[bought]
    ]

    assert min(hours) >= 8
    assert max(hours) <= 19
    assert bought.sum() == 3 * (2 * 2 + 3)


def test_a_plan_has_every_shift_of_the_menu():
    """Shifts that nobody works stand there with 0 heads, so absences never move."""
    team = offer_of(shop()).planned((0, 2)).teams[1]

    assert [shift.heads for shift in team.shifts] == [0, 2]


def test_leaders_limit_members():
    """One leader leads two, also in the hour in which the leader has a break."""
    offer = offer_of(shop(extra=RATIO))

    assert offer.obeys((2, 0))
    assert not offer.obeys((1, 2))


def test_members_after_the_leaders_day_are_refused():
    """From 17:00 to 18:00 no leader is in the house."""
    assert not offer_of(shop(extra=RATIO)).obeys((0, 1))


def test_budget_counts_what_is_bought():
    """A plan may cost its budget and no yen more."""
    assert offer_of(shop(extra="budget_yen = 25200")).obeys((1, 0))
    assert not offer_of(shop(extra="budget_yen = 25199")).obeys((1, 0))


def test_notice_passes():
    """A shift that had to be ordered before today is out."""
    scenario = shop()
    shifts = tuple(s.replace(notice_days=3) for s in scenario.menu.shifts)
    late = scenario.replace(menu=scenario.menu.replace(shifts=shifts))

    assert offer_of(late, as_of=date(2026, 12, 4)).most == (3, 3)
    assert offer_of(late, as_of=date(2026, 12, 5)).most == (0, 0)


def test_no_menu_is_said():
    """A scenario without a menu is refused with what to write."""
    with pytest.raises(ScenarioError, match=r"menu\.shifts"):
        offer_of(shop().replace(menu=None))
