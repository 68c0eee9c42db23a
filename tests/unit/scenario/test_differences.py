"""What changed between two scenarios."""

from sim.scenario.differences import Change, changes
from sim.scenario.model import Scenario
from tests.unit.scenario.small import law, raw


def model(**tables):
    """Return the small scenario with some tables changed."""
    return Scenario.model_validate(raw(**tables))


def team(name, heads=2, **changed):
    """Return a team with one shift."""
    shift = {"days": ["daily"], "from": "09:00", "to": "18:00", "heads": heads}
    return {
        "name": name,
        "employer": "shop",
        "serves": ["confirm"],
        "shifts": [shift],
        **changed,
    }


def test_equal_scenarios_have_no_changes():
    """A scenario differs from itself in nothing; its title is no input."""
    assert changes(model(), model(name="other title", description="other")) == ()


def test_what_could_be_bought_is_no_input():
    """A menu changes no number until it is bought from."""
    offered = {
        "team": "own",
        "label": "early",
        "days": ["daily"],
        "from": "08:00",
        "to": "12:00",
        "max_heads": 3,
    }
    before = model(teams=[team("own")])
    after = model(teams=[team("own")], menu={"shifts": [offered]})

    assert before.menu is None
    assert after.menu is not None
    assert changes(before, after) == ()


def test_each_changed_number_is_listed_once():
    """The path leads to the number, and both values are there."""
    before = model(teams=[team("own"), team("temps")])
    after = model(teams=[team("own"), team("temps", heads=3, speed=0.8)])

    assert changes(before, after) == (
        Change("teams[temps].speed", 1.0, 0.8),
        Change("teams[temps].shifts[0].heads", 2, 3),
    )


def test_rows_are_matched_by_name():
    """A team that comes in first is the only change; a team that goes is, too."""
    with_two = model(teams=[team("temps"), team("own")])
    with_one = model(teams=[team("own")])
    (added,) = changes(with_one, with_two)
    (gone,) = changes(with_two, with_one)

    assert (added.path, added.before) == ("teams[temps]", None)
    assert (gone.path, gone.after) == ("teams[temps]", None)


def test_another_order_of_teams_is_a_change():
    """Teams are asked in the order of the file, so the order is an input."""
    before = model(teams=[team("own"), team("temps")])
    after = model(teams=[team("temps"), team("own")])

    assert changes(before, after) == (
        Change("teams", ["own", "temps"], ["temps", "own"]),
    )


def test_another_law_is_one_change():
    """A constant that becomes exponential changes as a whole, not key by key."""
    confirm = {"step": "confirm", "kind": "work", "minutes": law(2)}
    other = {**confirm, "minutes": {"distribution": "exponential", "mean": 2}}
    before = model(flow={"order": [confirm]})
    (change,) = changes(before, model(flow={"order": [other]}))

    assert change.path == "flow.order[confirm].minutes"


def test_rows_without_names_are_matched_by_place():
    """Demands of one shop on two channels are told apart by the channel."""
    before = [
        {"shop": "a", "channel": "rakuten", "orders_per_day": 10},
        {"shop": "a", "channel": "yahoo", "orders_per_day": 5},
    ]
    after = [before[0], {**before[1], "orders_per_day": 6}]

    assert changes(model(demand=before), model(demand=after)) == (
        Change("demand[a:yahoo].orders_per_day", 5.0, 6.0),
    )


def test_another_file_is_a_change():
    """An attached file with other content shows as other digest."""
    (change,) = changes(
        model(attachments=[{"path": "a.csv", "text": "1"}]),
        model(attachments=[{"path": "a.csv", "text": "2"}]),
    )

    assert change.path == 'attachments."a.csv"'
    assert change.before != change.after
