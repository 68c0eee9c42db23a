"""The menu: what may be bought, checked, priced, written and read again."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.duties import duty_segments
from sim.scenario.explain import menu_table
from sim.scenario.files import dumps, loads
from sim.scenario.menu_prices import as_shift, head_price_yen, worked_days
from tests.unit.scenario.small import COMMENTED

MENU = """
[menu]
budget_yen = 500000

  [[menu.shifts]]
  label = "応援"
  team = "agency"
  days = ["2026-12-05..2026-12-07"]
  calendar = "shipping"
  from = "20:00"
  to = "24:00"
  max_heads = 4
  notice_days = 3

  [[menu.shifts]]
  label = "単発"
  team = "agency"
  days = ["2026-12-05"]
  from = "10:00"
  to = "16:00"
  breaks = ["12:00-13:00"]
  max_heads = 5
  min_heads = 2
  yen_per_shift = 9000

  [[menu.opening]]
  days = ["daily"]
  from = "08:00"
  to = "24:00"
"""


def read(*changes, text=COMMENTED + MENU):
    """Return the small scenario with the menu, with parts of its text changed."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return loads(text, ".")


def rules(*changes):
    """Return (place, rule) of each problem of the changed file."""
    with pytest.raises(ScenarioError) as caught:
        read(*changes)
    return [(each.where, each.rule) for each in caught.value.problems]


def test_a_menu_is_written_and_read_again():
    """Writing and reading change nothing, not even the digest."""
    scenario = read()
    again = loads(dumps(scenario), ".")

    assert again == scenario
    assert again.digest == scenario.digest


def test_a_file_without_a_menu_keeps_its_digest():
    """The key that older files lack is not in their digest."""
    plain = read(text=COMMENTED)

    assert plain.menu is None
    assert plain.digest.startswith("11457a85fcce90fc")
    assert plain.digest != read().digest


def test_nobody_is_on_duty_because_of_a_menu():
    """What could be bought is not on duty."""
    plain, offered = duty_segments(read(text=COMMENTED)), duty_segments(read())

    assert len(plain) == len(offered)


def test_days_follow_pattern_and_calendar():
    """A closed Sunday is no day of the shift."""
    shift = read().menu.shifts[0]
    days = worked_days(read(), shift)

    assert [day.isoformat() for day in days] == ["2026-12-05", "2026-12-07"]


def test_price_from_the_cost_of_the_team_has_the_night_premium():
    """Two evenings of four hours, two of them at night, at 1,700 yen and 25 %."""
    night = ("overtime = 1.25", "night = 1.25")
    scenario = read(night)
    expected = 2 * (2 * 1700 + 2 * 1700 * 1.25)

    assert head_price_yen(scenario, scenario.menu.shifts[0]) == pytest.approx(expected)


def test_own_prices_win():
    """A price by shift counts days, a price by hour counts paid hours."""
    by_shift = read()
    by_hour = read(("yen_per_shift = 9000", "yen_per_hour = 2000"))

    assert head_price_yen(by_shift, by_shift.menu.shifts[1]) == 9000
    assert head_price_yen(by_hour, by_hour.menu.shifts[1]) == 5 * 2000


def test_a_bought_shift_is_a_shift_of_a_team():
    """Heads on a menu shift make a shift with the same hours."""
    shift = as_shift(read().menu.shifts[1], 3)

    assert (shift.heads, shift.from_, shift.breaks) == (3, "10:00", ("12:00-13:00",))


def test_all_problems_are_reported_at_once():
    """Unknown team, second label, hours outside: all of them in one go."""
    found = rules(
        ('label = "単発"\n  team = "agency"', 'label = "応援"\n  team = "agencyy"'),
        ('from = "20:00"', 'from = "07:00"'),
    )

    assert found == [
        ("menu.shifts[1].team", "unknown_team_similar"),
        ("menu.shifts[1]", "duplicate_menu_shift"),
        ("menu.shifts[0]", "menu_outside_opening"),
    ]


@pytest.mark.parametrize(
    ("change", "where", "rule"),
    [
        (("min_heads = 2", "min_heads = 9"), "menu.shifts[1]", "menu_min_above_max"),
        (
            ("yen_per_shift = 9000", "yen_per_shift = 9000\n  yen_per_hour = 1"),
            "menu.shifts[1]",
            "menu_two_prices",
        ),
        (("cost = {", "# cost = {"), "menu.shifts[0]", "menu_no_price"),
        (
            (
                "  [[menu.opening]]",
                '  [[menu.ratios]]\n  leaders = "agency"\n  members = "agency"\n'
                "  members_per_leader = 4\n\n  [[menu.opening]]",
            ),
            "menu.ratios[0]",
            "menu_leads_itself",
        ),
    ],
)
def test_each_rule_says_where(change, where, rule):
    """Each broken rule is reported at its place."""
    assert (where, rule) in rules(change)


def test_opening_hours_past_midnight_join():
    """Hours that touch at midnight are one stretch, so a night shift may cross it."""
    scenario = read(
        ('from = "08:00"\n  to = "24:00"', 'from = "00:00"\n  to = "24:00"'),
        ('to = "24:00"\n  max_heads = 4', 'to = "02:00"\n  max_heads = 4'),
    )

    assert scenario.menu.shifts[0].to == "02:00"


def test_the_table_of_the_menu_says_what_can_be_bought():
    """One row a shift, with the price of a person for all days."""
    table = menu_table(read())

    assert list(table["shift"]) == ["応援", "単発"]
    assert list(table["days"]) == [2, 1]
    assert table["head_yen"].iloc[1] == 9000
    assert menu_table(read(text=COMMENTED)).empty
