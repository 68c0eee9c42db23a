"""Each cross-reference rule finds its mistake, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.language import LANGUAGES
from sim.scenario.checks import check
from sim.scenario.model import Scenario
from sim.scenario.problems import problems_of
from tests.unit.scenario.small import law, local, raw

WORK = {"kind": "work", "minutes": law(1)}
SHOPS = [{"shop": "a"}, {"shop": "b"}]
ITEM = {"item": "coat", "units": 1, "share": {"rakuten": 0.5}, "sync_minutes": 0}


def changed(path: str, value: object) -> dict:
    """Return the small scenario with one value changed, path like ``teams.0.name``."""
    tables = raw()
    target: object = tables
    *above, last = (int(p) if p.isdigit() else p for p in path.split("."))
    for part in above:
        target = target.setdefault(part, {}) if isinstance(part, str) else target[part]
    if isinstance(last, int):
        target.append(value) if last == len(target) else target.__setitem__(last, value)
    else:
        target[last] = value
    return tables


def test_the_small_scenario_is_right():
    """A valid scenario has no problems."""
    assert check(raw()) == []


@pytest.mark.parametrize(
    ("path", "value", "where", "rule"),
    [
        ("demand.1", {"shop": "a"}, "demand[1]", "duplicate_demand"),
        ("classes.1", {"name": "standard"}, "classes[1]", "duplicate_class"),
        ("teams.1", {"name": "desk"}, "teams[1]", "duplicate_team"),
        ("flow.order.1.step", "confirm", "flow.order[1]", "duplicate_step"),
        ("stock", [ITEM, {**ITEM, "share": {}}], "stock[1]", "duplicate_item"),
        ("classes.0.share", 0.9, "classes", "class_shares_sum"),
        ("classes.0.share", 1.00001, "classes", "class_shares_sum"),
        ("demand.0.mix", {"standard": 0.5}, "demand[0].mix", "mix_sum"),
        (
            "demand.0.mix",
            {"standard": 0.5, "vip": 0.5},
            "demand[0].mix.vip",
            "unknown_class",
        ),
        (
            "flow.order.0.share",
            {"default": 1, "standart": 0.5},
            "flow.order[0].share.standart",
            "unknown_class_similar",
        ),
        (
            "flow.order.0.minutes_by_class",
            {"vip": law(1)},
            "flow.order[0].minutes_by_class.vip",
            "unknown_class",
        ),
        ("flow.order.0.share", {}, "flow.order[0].share", "share_default_missing"),
        ("flow.order.2.share", 0.5, "flow.order[2].share", "completes_share"),
        ("flow.order.2.at", [], "flow.order[2]", "gate_one_timetable"),
        ("flow.order.2.every_minutes", 5, "flow.order[2]", "gate_one_timetable"),
        (
            "flow.contact.0.completes",
            "shipped",
            "flow.contact[0].completes",
            "completes_elsewhere",
        ),
        ("teams.0.serves.0", "packing", "teams[0].serves[0]", "unknown_work_step"),
        (
            "teams.0.serves.0",
            "confrim",
            "teams[0].serves[0]",
            "unknown_work_step_similar",
        ),
        ("teams.0.serves.0", "pickup", "teams[0].serves[0]", "not_a_work_step"),
        (
            "teams.0.serves.1",
            "reply",
            "teams[0].serves[1]",
            "unknown_work_step_similar",
        ),
        ("teams.0.serves.2", "confirm", "teams[0].serves[2]", "duplicate_serves"),
        (
            "teams.0.error_share",
            {"wait": 0.1},
            "teams[0].error_share.wait",
            "not_a_work_step",
        ),
        (
            "teams.0.speed_by_step",
            {"packing": 2},
            "teams[0].speed_by_step.packing",
            "unknown_work_step",
        ),
        (
            "teams.0.on_call",
            {"watch": "packing"},
            "teams[0].on_call.watch",
            "unknown_work_step",
        ),
        (
            "triggers",
            [{"start": "contakt"}],
            "triggers[0].start",
            "unknown_flow_similar",
        ),
        ("triggers", [{"start": "order"}], "triggers[0].start", "flow_is_order"),
        (
            "customers.cancel.through",
            "returns",
            "customers.cancel.through",
            "unknown_flow",
        ),
        (
            "customers.auto_cancel.step",
            "wait",
            "customers.auto_cancel.step",
            "unknown_work_step",
        ),
        ("stock", [{**ITEM, "shop": "zzz"}], "stock[0].shop", "unknown_shop"),
        (
            "stock",
            [{**ITEM, "share": {"yahoo": 0.5}}],
            "stock[0].share.yahoo",
            "unknown_channel",
        ),
        (
            "stock",
            [ITEM, {**ITEM, "item": "hat", "share": {"rakuten": 0.6}}],
            "stock[1].share.rakuten",
            "stock_shares_exceed",
        ),
        ("stock", [{**ITEM, "found_at": "zz"}], "stock[0].found_at", "unknown_step"),
        (
            "demand.0.opening_backlog",
            {"zz": 3},
            "demand[0].opening_backlog.zz",
            "unknown_step",
        ),
        (
            "demand.0.profile",
            "evenings",
            "demand[0].profile",
            "unknown_profile_similar",
        ),
        ("demand.0", {"shop": "a", "replay": "o.csv", "scale": 2}, None, None),
        ("timezone", "Mars/Base", "timezone", "unknown_timezone"),
    ],
)
def test_each_rule_finds_its_mistake(path, value, where, rule):
    """One wrong value gives one problem at its place, in both languages."""
    found = check(changed(path, value))

    expected = [(where or "demand[0].scale", rule or "replay_scale")]
    assert [(each.where, each.rule) for each in found] == expected
    assert all(found[0].text(language) for language in LANGUAGES)


def test_steps_after_the_handover_hold_no_open_order():
    """With a step behind pickup, it can neither be in the backlog nor miss stock."""
    tables = raw(stock=[{**ITEM, "found_at": "survey"}])
    tables["flow"]["order"][2]["completes"] = "shipped"
    tables["flow"]["order"].append({"step": "survey", **WORK})
    tables["demand"][0]["opening_backlog"] = {"survey": 1, "pickup": 1}

    found = check(tables)
    assert {each.rule for each in found} == {"step_after_completion"}
    assert {each.where for each in found} == {
        "demand[0].opening_backlog.survey",
        "stock[0].found_at",
    }


def test_only_one_step_completes():
    """The second step that completes an order is refused."""
    tables = raw()
    for step in tables["flow"]["order"][1:]:
        step["completes"] = "shipped"

    found = [each.rule for each in check(tables)]
    assert found == ["completes_twice"]


def test_several_shops_say_whose_item_it_is():
    """With two shops an item needs its shop."""
    assert check(raw(demand=SHOPS, stock=[ITEM]))[0].rule == "stock_shop_missing"
    assert check(raw(demand=SHOPS, stock=[{**ITEM, "shop": "b"}])) == []


def test_the_order_flow_is_needed():
    """Flows without one named order are refused."""
    flow = {"orders": [{"step": "confirm", **WORK}]}

    rules = {each.rule for each in check(raw(flow=flow, teams=[]))}
    assert rules == {"flow_order_missing"}


def test_without_classes_there_is_no_sum_to_check():
    """The default class needs no share of its own."""
    tables = raw()
    del tables["classes"]

    assert check(tables) == []


def test_a_class_cannot_be_called_default():
    """``default`` means the other classes."""
    classes = [{"name": "default", "share": 1.0}]

    assert [p.rule for p in check(raw(classes=classes))] == ["class_named_default"]


@pytest.mark.parametrize(
    "closed", [["daily"], ["2026-11-01..2028-12-31"], ["weekday", "weekend"]]
)
def test_a_promise_needs_open_days(closed):
    """A shipping calendar without open days for 400 days keeps no promise."""
    classes = [{"name": "standard", "share": 1.0, "ship_by": {"business_days": 1}}]

    found = check(raw(classes=classes, calendar={"shipping": {"closed": closed}}))
    assert [(p.where, p.rule) for p in found] == [
        ("calendar.shipping", "calendar_never_open")
    ]


@pytest.mark.parametrize(
    "path",
    [
        "teams[desk].shifts[0].heads",
        "teams[0].serves[1]",
        "teams",
        "classes[standard].share",
        "flow.order[confirm].minutes",
        "flow.order[confirm].minutes.value",
        "demand[0]",
        "demand[a]",
        "demand[a:rakuten].orders_per_day",
        "target.missed_share",  # left at its default
        "teams[desk].cost.yen_per_hour",
        "horizon.grid_minutes",
    ],
)
def test_origins_may_name_places_by_number_or_name(path):
    """A place is found by number and by name, and where it is left at its default."""
    assert check(raw(origins=[{"of": path}])) == []


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("teams[dask].shifts[0].heads", "unknown_path_similar"),
        ("teams[desk].shifts[7].heads", "unknown_path"),
        ("teams[desk].sped", "unknown_path_similar"),
        ("target.missed_shares", "unknown_path_similar"),
        ("costs.margin_share.x", "unknown_path"),
        ("flow.order[confirm].minutes.mean", "unknown_path"),
        ("teams[desk", "path_form"),
        (".teams", "path_form"),
        ("[0]", "path_form"),
    ],
)
def test_origins_of_nothing_are_refused(path, rule):
    """An origin that names nothing is a mistake."""
    found = check(raw(origins=[{"of": path}]))

    assert [(p.where, p.rule) for p in found] == [("origins[0].of", rule)]
    assert found[0].text("ja")


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just(local(2026, 1, 1)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
PLACES = st.sampled_from(
    [
        *raw(),
        *("stock", "triggers", "customers", "origins", "timezone", "demand.0"),
        *("demand.0.mix", "demand.0.profile", "demand.0.opening_backlog"),
        *("flow.order", "flow.order.0", "flow.order.0.share", "flow.order.1.step"),
        *("teams.0", "teams.0.serves", "teams.0.on_call", "teams.0.error_share"),
        *("classes.0", "classes.0.share", "classes.0.ship_by", "horizon.start"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(place=PLACES, junk=JUNK)
def test_checks_never_crash(place, junk):
    """Whatever stands anywhere, the checks return problems and do not fail."""
    for problem in check(changed(place, junk)):
        assert problem.text("ja")
        assert problem.text("en")


@settings(max_examples=300, deadline=None)
@given(place=PLACES, junk=JUNK)
def test_pydantic_errors_can_always_be_said(place, junk):
    """Whatever pydantic refuses has a place, a rule and words."""
    tables = changed(place, junk)
    try:
        Scenario.model_validate(tables)
    except ValidationError as error:
        found = problems_of(error, tables)
        assert found
        assert all(each.where and each.text("ja") for each in found)
