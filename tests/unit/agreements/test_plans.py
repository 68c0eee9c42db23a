"""Saved plans: versions, one baseline, drafts, and what partners may read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sim.agreements import plans
from sim.errors import AccountError, AgreementError
from tests.unit.accounts.worlds import NOON


@pytest.fixture
def plan_id(database, who):
    """A plan of the shop."""
    return plans.save_new_plan(database, who.shop, "冬 10倍", "a = 1", now=NOON)


def save(database, actor, plan_id, text, seen):
    """Save the next version of a plan."""
    return plans.save_plan(
        database, actor, plan_id, "冬 10倍", text, seen_version=seen, now=NOON
    )


def test_every_save_is_a_version(database, who, plan_id):
    """What was saved before can be read and taken up again."""
    assert save(database, who.shop_planner, plan_id, "a = 2", 1) == 2
    history = plans.plan_history(database, who.shop, plan_id)

    assert [(each.version, each.scenario) for each in history] == [
        (2, "a = 2"),
        (1, "a = 1"),
    ]
    assert history[0].saved_by == "planner"
    assert plans.plan(database, who.shop, plan_id, version=1)[1].scenario == "a = 1"
    with pytest.raises(AgreementError, match="no such plan"):
        plans.plan(database, who.shop, plan_id, version=9)


def test_save_over_another_save_is_refused(database, who, plan_id):
    """Of two who save at once one is told to look again."""

    def try_it(text):
        try:
            return save(database, who.shop, plan_id, text, 1)
        except AgreementError as error:
            return error.problems[0].rule

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(try_it, "abcd"))

    assert sorted(map(str, answers)) == ["2"] + ["plan_changed"] * 3


def test_there_is_one_baseline(database, who, plan_id):
    """Choosing a baseline takes the mark off the one before, also at the same time."""
    others = [
        plans.save_new_plan(database, who.shop, f"案{n}", "b", now=NOON)
        for n in range(4)
    ]
    with ThreadPoolExecutor(5) as pool:
        chosen = [plan_id, *others]
        list(
            pool.map(lambda each: plans.set_baseline(database, who.shop, each), chosen)
        )

    marks = [each.is_baseline for each in plans.plans(database, who.shop)]
    assert sum(marks) == 1


def test_partner_reads_the_newest_version_of_a_shared_plan(database, who, plan_id):
    """Sharing lets a partner read, not change, and not look back."""
    agency = who.agency
    plans.share_plan(database, who.shop, plan_id, agency.organization_id)
    plans.share_plan(database, who.shop, plan_id, agency.organization_id)
    save(database, who.shop, plan_id, "a = 2", 1)
    (seen,) = plans.plans(database, agency)
    assert (seen.owner.name, seen.shared_with) == ("店", ())
    assert plans.plan(database, agency, plan_id)[1].scenario == "a = 2"
    with pytest.raises(AgreementError):
        plans.plan(database, agency, plan_id, version=1)
    with pytest.raises(AgreementError):
        save(database, agency, plan_id, "a = 3", 2)
    assert plans.plans(database, who.shop)[0].shared_with == (agency.organization_id,)
    plans.unshare_plan(database, who.shop, plan_id, agency.organization_id)

    assert plans.plans(database, agency) == ()


def test_archived_plan_is_off_the_list_and_kept(database, who, plan_id):
    """Nothing saved is lost; saving again brings a plan back."""
    plans.set_baseline(database, who.shop, plan_id)
    plans.archive_plan(database, who.shop, plan_id)
    assert plans.plans(database, who.shop) == ()
    save(database, who.shop, plan_id, "a = 2", 1)

    (found,) = plans.plans(database, who.shop)
    assert (found.version, found.is_baseline) == (2, False)


def test_draft_belongs_to_its_user(database, who):
    """What one is typing is kept for oneself, over what was kept before."""
    for words in ("a", "b"):
        plans.keep_draft(database, who.shop, "new", words, now=NOON)

    assert plans.kept_draft(database, who.shop, "new").content == "b"
    assert plans.kept_draft(database, who.shop_planner, "new") is None


def test_newest_plan_comes_first(database, who, plan_id):
    """The list begins with what was saved last."""
    later = NOON + timedelta(hours=1)
    newer = plans.save_new_plan(database, who.shop, "春", "x", now=later)

    assert [each.id for each in plans.plans(database, who.shop)] == [newer, plan_id]


def test_viewers_save_nothing_and_plans_have_titles(database, who, plan_id):
    """Saving needs a planner and a title."""
    with pytest.raises(AccountError, match="planner"):
        save(database, who.shop_viewer, plan_id, "x", 1)
    with pytest.raises(AgreementError, match="no title"):
        plans.save_new_plan(database, who.shop, "  ", "x", now=NOON)
