"""Within an organization: who may change whom, and what others never see."""

import pytest

from sim.accounts import (
    KINDS,
    ROLES,
    change_language,
    change_password,
    change_role,
    colleagues,
    invite_colleague,
    local_actor,
    may,
    partners,
    reset_link_for,
    set_enabled,
)
from sim.accounts.administration import (
    add_organization,
    all_organizations,
    all_users,
    connect_partners,
    disable_user,
    set_role,
)
from sim.errors import AccountError
from tests.unit.accounts.worlds import NOON, PASSWORD, add_user, people


@pytest.fixture
def who(database):
    """The people of the stories."""
    return people(database)


def test_each_role_may_what_the_one_before_may(who):
    """A viewer reads, a planner plans, an approver signs."""
    actors = (who.shop_viewer, who.shop_planner, who.shop)
    table = [[may(actor, role) for role in ROLES] for actor in actors]

    assert table == [[True, False, False], [True, True, False], [True, True, True]]


def test_people_see_their_own_organization_only(database, who):
    """Colleagues and partners are those of the one who asks."""
    own = {each.name for each in colleagues(database, who.shop_viewer)}

    assert own == {"shop", "planner", "viewer"}
    assert [each.name for each in partners(database, who.shop)] == ["代行"]
    assert [each.name for each in partners(database, who.agency)] == ["店"]
    assert partners(database, who.stranger) == ()


MANAGING = {
    "invite": lambda d, actor, user: invite_colleague(
        d, actor, "x@example.jp", "viewer", now=NOON
    ),
    "reset": lambda d, actor, user: reset_link_for(d, actor, user, now=NOON),
    "role": lambda d, actor, user: change_role(d, actor, user, "viewer"),
    "disable": lambda d, actor, user: set_enabled(d, actor, user, is_enabled=False),
}


@pytest.mark.parametrize("act", MANAGING.values(), ids=MANAGING)
def test_only_approvers_manage_people(database, who, act):
    """Planners and viewers cannot change who may do what."""
    for actor in (who.shop_viewer, who.shop_planner):
        with pytest.raises(AccountError, match="needs the role approver"):
            act(database, actor, who.shop_viewer.user_id)


@pytest.mark.parametrize("name", ["reset", "role", "disable"])
def test_people_of_others_are_not_found(database, who, name):
    """A user of another organization is answered like one that is not there."""
    answers = []
    for user_id in (who.stranger.user_id, "nobody"):
        with pytest.raises(AccountError) as caught:
            MANAGING[name](database, who.shop, user_id)
        answers.append(caught.value.problems[0].rule)

    assert answers == ["account_not_found"] * 2


def test_last_approver_stays(database, who):
    """An organization is never left without anybody who can sign."""
    for act in (MANAGING["role"], MANAGING["disable"]):
        with pytest.raises(AccountError, match="nobody would be left"):
            act(database, who.shop, who.shop.user_id)
    add_user(database, "店", "second@example.jp", "approver")
    MANAGING["role"](database, who.shop, who.shop.user_id)


def test_rights_of_before_are_worth_nothing(database, who):
    """An actor whose account has changed meanwhile is turned away."""
    set_role(database, "shop@example.jp", "viewer")
    with pytest.raises(AccountError, match="log in again"):
        colleagues(database, who.shop)
    disable_user(database, "viewer@example.jp")
    with pytest.raises(AccountError, match="log in again"):
        partners(database, who.shop_viewer)


def test_own_password_needs_the_old_one(database, who):
    """A password is changed only by who knows it."""
    with pytest.raises(AccountError, match="present password"):
        change_password(database, who.shop, old="no", new="another long password")
    change_password(database, who.shop, old=PASSWORD, new="another long password")


def test_language_is_remembered(database, who):
    """The screen language belongs to the user."""
    change_language(database, who.shop_viewer, "en")

    kept = {each.name: each.language for each in colleagues(database, who.shop)}
    assert kept == {"shop": "ja", "planner": "ja", "viewer": "en"}


def test_organizations_need_a_name_of_their_own_and_a_kind(database, who):
    """A second organization of that name, or of no kind, is refused."""
    for name, kind, said in (
        ("店", "shop", "has this name"),
        (" ", "shop", "no name"),
        ("新", "mall", "must be one of"),
    ):
        with pytest.raises(AccountError, match=said):
            add_organization(database, name, kind, now=NOON)


def test_partners_are_a_shop_and_an_agency(database, who):
    """Two shops are no partners; naming a pair twice changes nothing."""
    with pytest.raises(AccountError, match="kind agency"):
        connect_partners(database, "店", "他店")
    with pytest.raises(AccountError, match="not found"):
        connect_partners(database, "店", "nowhere")
    connect_partners(database, "店", "代行")
    assert len(partners(database, who.shop)) == 1


def test_whoever_runs_the_server_sees_all(database, who):
    """The lists of the command line hold every organization and user."""
    assert len(all_organizations(database)) == 4
    assert len(all_users(database)) == 7


def test_both_sides_can_be_played_on_one_machine(database):
    """Without accounts there are a local shop and a local agency, made once."""
    first = [local_actor(database, kind, now=NOON) for kind in KINDS]
    again = [local_actor(database, kind, now=NOON) for kind in KINDS]

    assert first == again
    assert [each.kind for each in first] == ["shop", "agency"]
    assert partners(database, first[0])[0].id == first[1].organization_id
    assert all(may(each, "approver") for each in first)


def test_local_users_come_beside_others_of_that_name(database):
    """A name that is taken does not stop the local mode."""
    add_organization(database, "店舗(このパソコン)", "shop", now=NOON)

    assert local_actor(database, "shop", now=NOON).organization_name != ""
