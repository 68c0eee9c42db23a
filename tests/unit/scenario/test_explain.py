"""Tables before a run: sums that can be done on paper."""

from datetime import date

import numpy as np
import pytest

from sim.language import LANGUAGES, catalogue
from sim.scenario.distributions import mean_of
from sim.scenario.doubts import doubtful, numbers_without_origin
from sim.scenario.explain import (
    explain,
    load_table,
    orders_table,
    short_days,
    staff_table,
    work_table,
)
from sim.scenario.model import Attachment, Scenario
from tests.unit.scenario.small import law, local, raw, scenario

TWO_CLASSES = [{"name": "x", "share": 0.75}, {"name": "y", "share": 0.25}]


def rules(world: Scenario) -> set[str]:
    """Return what is doubtful, but for missing origins."""
    return {doubt.rule for doubt in doubtful(world)} - {"no_origin"}


def test_orders_a_day_by_class():
    """48 orders a day, three quarters of them of the first class."""
    table = orders_table(scenario(classes=TWO_CLASSES))

    assert len(table) == 14
    first = table[table["day"] == date(2026, 11, 20)]
    assert list(first["orders"]) == pytest.approx([36, 12])
    assert list(first["class"]) == ["x", "y"]


def test_a_replay_is_counted():
    """Orders with a class are counted there, the others by the mix."""
    file = Attachment(
        path="o.csv",
        text="ordered_at,class\n2026-11-20T10:00:00,y\n2026-11-20T11:00:00,\n",
    )
    tables = raw(classes=TWO_CLASSES, demand=[{"shop": "a", "replay": "o.csv"}])
    table = orders_table(Scenario.model_validate({**tables, "attachments": (file,)}))

    assert list(table["orders"][:2]) == pytest.approx([0.75, 1.25])


def test_work_follows_mix_shares_and_minutes():
    """The second class takes five minutes in place of two and is always looked at."""
    tables = raw(classes=TWO_CLASSES)
    tables["flow"]["order"][0]["share"] = {"default": 0.5, "y": 1.0}
    tables["flow"]["order"][0]["minutes_by_class"] = {"y": law(5)}
    table = work_table(Scenario.model_validate(tables))

    confirm = table[table["step"] == "confirm"].iloc[0]
    assert confirm["cases"] == pytest.approx(36 * 0.5 + 12)
    assert confirm["work_minutes"] == pytest.approx(36 * 0.5 * 2 + 12 * 5)


def test_rework_is_added_at_the_mean_error_share():
    """One in five wrong means a quarter more, as rework may be wrong again."""
    tables = raw()
    tables["teams"][0]["error_share"] = {"confirm": 0.2}
    table = work_table(Scenario.model_validate(tables))

    confirm = table[table["step"] == "confirm"].iloc[0]
    assert confirm["work_minutes"] == pytest.approx(48 * 2 * 1.25)


def test_the_opening_backlog_is_work_of_the_first_day():
    """Orders that wait at confirm are still to be confirmed, those behind it not."""
    demand = [{"shop": "a", "opening_backlog": {"confirm": 3, "pickup": 9}}]
    table = work_table(scenario(demand=demand))

    confirm = table[table["step"] == "confirm"]
    assert list(confirm["cases"]) == [3, 0, 0, 0, 0, 0, 0]


def test_contacts_come_from_triggers_and_cancellations():
    """One order in ten asks, and each of the cancelling ones is a request."""
    customers = {"cancel": {"share": 0.1, "after_hours": law(1), "through": "contact"}}
    triggers = [
        {"when": "arrived", "share": 0.1, "start": "contact"},
        {"when": "late", "share": 1.0, "start": "contact"},
    ]
    table = work_table(scenario(triggers=triggers, customers=customers))

    reply = table[table["step"] == "reply"].iloc[0]
    assert reply["cases"] == pytest.approx(48 * 0.2)


def test_staff_minutes_leave_breaks_and_absence_out():
    """Two people, eight paid hours, a tenth absent, at 80 % speed."""
    tables = raw()
    tables["teams"][0] |= {"absence": 0.1, "speed": 0.8}
    tables["teams"][0]["shifts"][0]["breaks"] = ["12:00-13:00"]
    table = staff_table(Scenario.model_validate(tables))

    assert list(table["paid_minutes"]) == [960] * 7
    assert table["effective_minutes"][0] == pytest.approx(960 * 0.72)


def test_load_is_hour_by_hour_for_teams_that_share_steps():
    """Work arrives all day, people are there from nine to six."""
    table = load_table(scenario())

    assert list(table["group"].unique()) == ["desk"]
    assert table["steps"][0] == "confirm, contact.reply"
    assert table["capacity_minutes"][:24].sum() == 2 * 9 * 60
    assert table["work_minutes"][0] == pytest.approx(4)
    assert np.isnan(table["load"][0])
    assert table["backlog_minutes"][8] == pytest.approx(36)
    assert table["backlog_minutes"][9] == 0


def test_teams_that_share_a_step_are_one_group():
    """A third team that serves both steps joins the other two."""
    tables = raw()
    team = tables["teams"][0]
    tables["teams"] = [
        {**team, "name": "a", "serves": ["confirm"]},
        {**team, "name": "b", "serves": ["contact.reply"]},
    ]
    assert list(load_table(Scenario.model_validate(tables))["group"].unique()) == [
        "a",
        "b",
    ]

    tables["teams"].append({**team, "name": "c"})
    joined = load_table(Scenario.model_validate(tables))
    assert list(joined["group"].unique()) == ["a+b+c"]


def test_speed_at_a_step_counts_by_its_work():
    """A team that is twice as fast at its only busy step has twice the capacity."""
    tables = raw()
    tables["teams"][0]["speed_by_step"] = {"confirm": 2.0}

    table = load_table(Scenario.model_validate(tables))
    assert table["capacity_minutes"][:24].sum() == 2 * 2 * 9 * 60


def test_short_days_are_listed():
    """The day with more work than staff is listed with what is missing."""
    event = {
        "label": "sale",
        "from": local(2026, 11, 22),
        "to": local(2026, 11, 23),
        "multiplier": 20,
    }
    demand = [{"shop": "a", "orders_per_day": 48, "events": [event]}]
    table = short_days(scenario(demand=demand))

    assert list(table["day"]) == [date(2026, 11, 22)]
    assert table["short_minutes"][0] == pytest.approx(20 * 96 - 1080)


def test_a_scenario_without_work_has_empty_tables():
    """A queue without people can be explained as well."""
    world = scenario(flow={"order": [raw()["flow"]["order"][1]]}, teams=[])
    told = explain(world)

    assert len(told.work) == len(told.staff) == len(told.load) == len(told.short) == 0
    assert len(told.orders) == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_words(language):
    """Each column of each table is named in both languages."""
    told = explain(scenario())
    words = catalogue("explain", language)
    tables = (told.orders, told.work, told.staff, told.load, told.short)

    assert all(f"column_{name}" in words for table in tables for name in table)


def test_a_sound_plan_is_not_doubted():
    """Nothing is doubtful about the small scenario but its missing origins."""
    assert rules(scenario()) == set()


def doubted(path: list, value: object) -> set[str]:
    """Return what is doubtful after one change."""
    tables = raw()
    target = tables
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = value
    return rules(Scenario.model_validate(tables))


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (["teams", 0, "serves"], ["confirm"], {"step_unserved"}),
        (["teams", 0, "shifts"], [], {"team_never", "load_full"}),
        (["demand", 0, "scale"], 20, {"load_full"}),
        (["flow", "order", 2, "capacity"], 20, {"gate_short"}),
        (["calendar", "shipping"], {"closed": ["daily"]}, set()),
        (["flow", "order", 2, "at"], [], {"gate_never"}),
        (["teams", 0, "shifts", 0, "breaks"], ["20:00-21:00"], {"break_outside"}),
        (
            ["demand", 0, "events"],
            [{"label": "old", "from": "2025-01-01", "to": "2025-01-02",
              "multiplier": 2}],
            {"event_outside"},
        ),
        (
            ["classes", 0, "ship_by"],
            {"within_hours": 0.1},
            set(),  # some orders come just before a departure
        ),
        (
            ["classes", 0, "ship_by"],
            {"by": "10:00", "calendar": "order"},
            {"ship_by_unreachable"},
        ),
    ],
)  # fmt: skip
def test_doubts(path, value, expected):
    """Each doubt is raised by its own cause."""
    assert doubted(path, value) == expected


def test_orders_outside_the_horizon_are_doubted():
    """A replay that is cut says how many orders are left out."""
    file = Attachment(path="o.csv", text="ordered_at\n2026-11-20\n2026-12-20\n")
    tables = raw(demand=[{"shop": "a", "replay": "o.csv", "profile": "evening"}])
    world = Scenario.model_validate({**tables, "attachments": (file,)})

    found = {doubt.rule: doubt for doubt in doubtful(world)}
    assert found["replay_outside"].values == {"count": 1, "total": 2}
    assert "profile_unused" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_doubts_have_words(language):
    """Each doubt can be said, with its place."""
    tables = raw()
    tables["teams"][0]["serves"] = ["confirm"]
    tables["teams"][0]["shifts"][0]["breaks"] = ["20:00-21:00"]
    tables["demand"][0]["scale"] = 50
    tables["flow"]["order"][2]["capacity"] = 1

    said = [d.text(language) for d in doubtful(Scenario.model_validate(tables))]
    assert len(said) == 5
    assert any(line.startswith("flow.contact[0]: ") for line in said)


def test_an_origin_of_a_table_covers_its_numbers():
    """Numbers are counted unless an origin names them or a table above them."""
    origin = {"kind": "measured", "note": "n"}
    world = scenario(
        origins=[{"of": "flow", **origin}, {"of": "teams[desk]", **origin}]
    )

    assert numbers_without_origin(world) == [
        "demand[0].orders_per_day",
        "classes[0].share",
    ]


@pytest.mark.parametrize(
    ("distribution", "mean"),
    [
        ({"distribution": "constant", "value": 3}, 3),
        ({"distribution": "exponential", "mean": 3}, 3),
        ({"distribution": "weibull", "shape": 1, "scale": 3}, 3),
        ({"distribution": "triangular", "low": 0, "mode": 3, "high": 6}, 3),
        ({"distribution": "uniform", "low": 2, "high": 4}, 3),
        ({"distribution": "empirical", "values": [1, 4], "weights": [1, 2]}, 3),
        (
            {
                "distribution": "mixture",
                "parts": [
                    {"share": 0.5, "of": law(2)},
                    {"share": 0.5, "of": law(4)},
                ],
            },
            3,
        ),
    ],
)
def test_means_of_laws(distribution, mean):
    """The mean of each law is its textbook mean."""
    world = scenario(classes=[{"name": "x", "share": 1, "value_yen": distribution}])

    assert mean_of(world.classes[0].value_yen) == pytest.approx(mean)


@pytest.mark.parametrize(
    ("reply_within_hours", "pick", "is_doubtful"),
    [(None, "due", True), (24, "due", False), (None, "preference", False)],
)
def test_work_that_is_never_due_beside_pick_due_is_doubted(
    reply_within_hours, pick, is_doubtful
):
    """By earliest due, cases without a due time starve; the planner is told."""
    tables = raw(triggers=[{"when": "late", "start": "contact"}])
    if reply_within_hours is not None:
        tables["triggers"][0]["reply_within_hours"] = reply_within_hours
    tables["teams"][0]["pick"] = pick

    assert ("pick_due_last" in rules(Scenario.model_validate(tables))) is is_doubtful
