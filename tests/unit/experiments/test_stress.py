"""The stress set and the bus factor."""

from datetime import datetime

import numpy as np
import pytest

from sim.experiments import Cancelled, Sampling
from sim.experiments.bus_factor import bus_factor
from sim.experiments.import_outage import import_outage, worst_hour
from sim.experiments.people import largest_dependence, people, without_person
from sim.experiments.stress import stress_test
from sim.experiments.stress_edits import STRESSES, stress_set
from sim.scenario.differences import changes
from tests.unit.experiments.worlds import small_sale

HOW = Sampling(replications=8, seed=3, engine="reference", workers=1)
EVENT = {
    "label": "sale",
    "from": "2026-12-05T06:00:00",
    "to": "2026-12-06T20:00:00",
    "multiplier": 1.5,
}
DASH = {**EVENT, "label": "dash", "to": "2026-12-05T09:00:00", "multiplier": 1.2}
DEMAND = {"shop": "a", "orders_per_day": 40}


def team(name, heads=1, **changed):
    """Return a team that packs every day."""
    shift = {"days": ["daily"], "from": "09:00", "to": "18:00", "heads": heads}
    return {
        "name": name,
        "employer": "shop",
        "serves": ["pack"],
        "shifts": [{**shift, **changed.pop("shift", {})}],
        **changed,
    }


def edit(name, scenario, **options):
    """Return one stress of a scenario."""
    return next(each for each in stress_set(scenario, **options) if each.name == name)


def paths(stress):
    """Return the paths that a stress changes."""
    return [change.path for change in changes(stress.base, stress.scenario)]


def one_specialist():
    """Return a plan in which one step has one person, the other three."""
    flow = [
        {
            "step": step,
            "kind": "work",
            "minutes": {"distribution": "constant", "value": 5},
        }
        for step in ("check", "pack")
    ]
    return small_sale(
        flow={"order": flow},
        teams=[team("many", heads=3), team("only", serves=["check"])],
    )


def test_what_does_not_apply_says_why():
    """A plan without sale, temps, limited pickups or shared stock has few stresses."""
    found = {each.name: each.reason for each in stress_set(small_sale())}

    assert tuple(found) == STRESSES
    assert found["start_dash"] == "sale"
    assert found["temps_slow"] == "temps"
    assert found["carrier"] == "capacity"
    assert found["stock_sync"] == "stock"
    assert found["level"] is found["key_person"] is found["import_down"] is None


def test_the_level_is_half_as_high_again():
    """Only the scale of the demand changes."""
    stress = edit("level", small_sale())

    assert paths(stress) == ["demand[a].scale"]
    assert stress.scenario.demand[0].scale == 1.5


@pytest.mark.parametrize(
    ("events", "end"), [([EVENT], datetime(2026, 12, 5, 8)), ([EVENT, DASH], None)]
)
def test_the_start_dash_is_doubled(events, end):
    """The first two hours of the sale, or the dash that the file names."""
    stress = edit("start_dash", small_sale(demand=[{**DEMAND, "events": events}]))
    added = stress.scenario.demand[0].events[-1]

    assert added.from_ == datetime(2026, 12, 5, 6)
    assert added.to == (end or datetime(2026, 12, 5, 9))
    assert added.multiplier == 2.0


def test_a_demand_that_shrinks_has_no_start_dash():
    """A quiet hour is no sale."""
    quiet = small_sale(demand=[{**DEMAND, "events": [{**EVENT, "multiplier": 0.5}]}])

    assert edit("start_dash", quiet).reason == "sale"


def test_the_key_person_is_the_one_nobody_can_replace():
    """Of a step with one person and one with three, the single person is away."""
    plan = one_specialist()
    stress = edit("key_person", plan)

    assert stress.about["team"] == "only"
    assert stress.about["share"] == 1.0
    assert stress.scenario.teams[1].shifts[0].heads == 0


def test_a_team_may_be_chosen_for_the_absence():
    """One head less in that team; a team that nobody knows is refused."""
    plan = small_sale(teams=[team("many", heads=3), team("few", heads=2)])
    stress = edit("key_person", plan, absent="many")

    assert stress.scenario.teams[0].shifts[0].heads == 2
    with pytest.raises(ValueError, match="absent: must be a team"):
        stress_set(plan, absent="nobody")


def test_nobody_can_be_away_where_nobody_works():
    """A plan without people has no key person."""
    plan = small_sale(heads=0)

    assert edit("key_person", plan).reason == "people"
    assert largest_dependence(plan) is None


@pytest.mark.parametrize(
    "temporary",
    [
        team("t", shift={"days": ["2026-12-05", "2026-12-06..2026-12-07"]}),
        team("t", ramp={"start": 0.5, "full_after_hours": 8}),
        {
            **team("t"),
            "shifts": [],
            "on_call": {
                "watch": "pack",
                "above": 3,
                "lead_hours": 1,
                "heads": 2,
                "hours": 4,
            },
        },
    ],
    ids=["dated", "new", "on call"],
)
def test_temps_are_slow(temporary):
    """Who comes only for dates, is new or on call does half; the others do not."""
    stress = edit("temps_slow", small_sale(teams=[team("own"), temporary]))

    assert paths(stress) == ["teams[t].speed"]
    assert stress.scenario.teams[1].speed == 0.5
    assert stress.about["teams"] == ("t",)


def test_an_import_is_put_in_where_there_is_none():
    """Both plans have the import, and only one has the outage."""
    outage = import_outage(small_sale())

    assert outage.is_added
    assert outage.base.flow["order"][0].step == "import"
    assert [each.path for each in changes(outage.base, outage.scenario)] == [
        "flow.order[import].stopped[0]"
    ]


def test_an_import_that_is_there_is_used():
    """A gate before the first work is the import; the plan itself is the base."""
    plan = small_sale()
    gate = {"step": "import", "kind": "gate", "every_minutes": 15}
    with_import = small_sale(flow={"order": [gate, *plan.flow["order"]]})
    stress = edit("import_down", with_import)

    assert stress.base == with_import
    assert not stress.about["is_added"]
    assert paths(stress) == ["flow.order[import].stopped[0]"]


def test_another_step_called_import_is_left_alone():
    """The import that is put in gets a name of its own."""
    work = {
        "step": "import",
        "kind": "work",
        "minutes": {"distribution": "constant", "value": 1},
    }
    plan = small_sale(flow={"order": [work]}, teams=[team("own", serves=["import"])])

    assert import_outage(plan).base.flow["order"][0].step == "import-2"


def test_an_outage_hurts_most_before_work_falls_due():
    """Where work gets late, or least room is left, though much more comes elsewhere."""
    work = np.array([9.0, 9, 0, 3, 0, 0, 0, 0, 0])
    capacity = np.full(9, 9.0)
    due = np.array([0.0, 0, 0, 0, 21, 21, 21, 21, 21])

    assert worst_hour(work, capacity, due, 2) == 3
    assert worst_hour(work, capacity, due / 2, 2) == 3


def test_without_dues_the_longest_delay_is_worst():
    """The outage that holds most work for longest."""
    work = np.array([1.0, 1, 8, 8, 1, 1, 1])

    assert worst_hour(work, np.full(7, 9.0), np.zeros(7), 2) == 2


def test_an_outage_needs_work():
    """Without orders nothing can be held back."""
    assert import_outage(small_sale(demand=[{**DEMAND, "orders_per_day": 0}])) is None


def test_pickups_take_half():
    """Limited pickups are halved, others stay."""
    flow = [*small_sale().flow["order"][:1]]
    gate = {"step": "pickup", "kind": "gate", "at": ["18:00"], "capacity": 31}
    stress = edit("carrier", small_sale(flow={"order": [*flow, gate]}))

    assert stress.scenario.flow["order"][1].capacity == 15
    assert stress.about["steps"] == ("pickup",)


def test_stock_is_never_told():
    """Shared items are synchronised no more; an item of one channel is no matter."""
    demand = [DEMAND, {**DEMAND, "channel": "yahoo"}]
    items = [
        {
            "item": name,
            "units": 5,
            "share": dict.fromkeys(channels, 0.2),
            "sync_minutes": 10,
        }
        for name, channels in (("coat", ["rakuten", "yahoo"]), ("hat", ["rakuten"]))
    ]
    stress = edit("stock_sync", small_sale(demand=demand, stock=items))

    assert paths(stress) == ["stock[coat].sync_minutes"]
    assert stress.about == {"items": 1}


@pytest.fixture(scope="module")
def tested():
    """Return the stress test of the small sale with one person."""
    return stress_test(small_sale(), HOW)


def test_each_stress_is_compared_with_the_plan(tested):
    """Half as many orders again, or nobody there, means more misses."""
    missed = tested.kpis[tested.kpis["kpi"] == "missed"].set_index("stress")

    assert missed.index.tolist() == ["level", "key_person", "import_down"]
    assert missed.loc["level", "mean"] > 0
    assert missed.loc["key_person", "differs"]
    assert (missed["value_low"] <= missed["value"]).all()


def test_each_stress_has_its_probability_of_the_target(tested):
    """The plan comes first; who is alone and away keeps nothing."""
    targets = tested.targets.set_index("stress")

    assert targets.index[0] == "base"
    assert targets.loc["base", "difference"] == 0
    assert targets.loc["key_person", "probability"] == 0
    assert (targets["low"] <= targets["probability"]).all()


def test_progress_counts_all_runs_and_can_be_stopped():
    """Progress ends at the total, and a cancelled test has no result."""
    told = []
    stress_test(small_sale(), HOW, on_progress=lambda *now: told.append(now))
    totals = {total for _, total in told}

    assert len(totals) == 1
    assert told[-1][0] == told[-1][1] == totals.pop()
    with pytest.raises(Cancelled):
        stress_test(small_sale(), HOW, cancelled=lambda: True)


def test_every_person_is_away_in_turn():
    """Each shift with people, and those on call, loses one."""
    call = {"watch": "pack", "above": 3, "lead_hours": 1, "heads": 2, "hours": 4}
    plan = small_sale(
        teams=[team("own", 2), team("none", 0), team("late", on_call=call)]
    )
    away = list(people(plan))

    assert [(each.team, each.shift, each.heads) for each in away] == [
        (0, 0, 2),
        (2, 0, 1),
        (2, None, 2),
    ]
    assert without_person(plan, away[2]).teams[2].on_call.heads == 1


def test_the_bus_factor_names_who_is_missed_most():
    """Alone at a step is worse than one of three."""
    plan = one_specialist()
    found = bus_factor(plan, HOW)

    assert found.people[found.worst].team_label == "only"
    assert found.rows["value"].tolist()[found.worst] == 1.0
    assert found.rows["differs"].tolist()[found.worst]
    assert found.missed_share < 0.5


def test_a_plan_without_people_has_no_bus_factor():
    """Nobody can be away."""
    found = bus_factor(small_sale(heads=0), HOW)

    assert found.worst is None
    assert found.rows.empty
