"""Invitations and resets: links that work once, for one person, for a while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from sim.accounts import (
    accept_invitation,
    ask_reset,
    colleagues,
    invite_colleague,
    link_email,
    log_in,
    reset_link_for,
    reset_password,
    session_of,
)
from sim.accounts.administration import invite, reset_link
from sim.accounts.links import INVITATION_VALID, RESET_VALID
from sim.accounts.tables import LinkRow
from sim.errors import AccountError
from tests.unit.accounts.worlds import HOME, NOON, PASSWORD, people

NEW = "new@example.jp"


@pytest.fixture
def who(database):
    """The people of the stories."""
    return people(database)


def accept(database, token, password=PASSWORD, now=NOON):
    """Accept an invitation."""
    return accept_invitation(database, token, name="新人", password=password, now=now)


def test_invitation_makes_a_user_of_the_organization(database, who):
    """Who accepts becomes a user with the invited role, and can log in."""
    token = invite_colleague(database, who.shop, NEW, "planner", now=NOON)
    assert link_email(database, token, "invitation", now=NOON) == NEW
    accept(database, token)
    session = session_of(
        database, log_in(database, NEW, PASSWORD, address=HOME, now=NOON), now=NOON
    )

    assert session.actor.organization_id == who.shop.organization_id
    assert session.actor.role == "planner"
    assert NEW in {each.email for each in colleagues(database, who.shop)}


def test_link_works_once(database, who):
    """The second use of a link is refused, even at the same moment."""
    token = invite(database, "店", NEW, "viewer", now=NOON)

    def try_it(_):
        try:
            return accept(database, token)
        except AccountError as error:
            return error.problems[0].rule

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(try_it, range(5)))

    assert sorted(answers) == ["account_link_dead"] * 4 + [NEW]


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_link_expires(database, who, kind):
    """A link that is too old is as dead as one that never was."""
    valid = INVITATION_VALID if kind == "invitation" else RESET_VALID
    if kind == "invitation":
        token = invite(database, "店", NEW, "viewer", now=NOON)
    else:
        token = ask_reset(database, "shop@example.jp", now=NOON)
    just, late = NOON + valid - timedelta(seconds=1), NOON + valid

    assert link_email(database, token, kind, now=just)
    assert link_email(database, token, kind, now=late) is None
    use = accept if kind == "invitation" else reset_password
    with pytest.raises(AccountError, match="does not work"):
        use(database, token, PASSWORD, now=late)


def test_link_is_of_one_kind(database, who):
    """An invitation resets no password, and a reset makes no user."""
    invitation = invite(database, "店", NEW, "viewer", now=NOON)
    reset = reset_link(database, "shop@example.jp", now=NOON)

    with pytest.raises(AccountError, match="does not work"):
        reset_password(database, invitation, PASSWORD, now=NOON)
    with pytest.raises(AccountError, match="does not work"):
        accept(database, reset)


def test_reset_gives_a_new_password_and_ends_sessions(database, who):
    """After a reset the old password and the old sessions are worth nothing."""
    email, new = "shop@example.jp", "a completely new one"
    session = log_in(database, email, PASSWORD, address=HOME, now=NOON)
    first = reset_link(database, email, now=NOON)
    token = ask_reset(database, email, now=NOON)
    with pytest.raises(AccountError, match="does not work"):
        reset_password(database, first, new, now=NOON)
    reset_password(database, token, new, now=NOON)

    assert session_of(database, session, now=NOON) is None
    with pytest.raises(AccountError, match="wrong"):
        log_in(database, email, PASSWORD, address=HOME, now=NOON)
    assert log_in(database, email, new, address=HOME, now=NOON)


def test_reset_for_nobody_makes_no_link(database, who):
    """An unknown address gets no link; the page says the same as otherwise."""
    assert ask_reset(database, "nobody@example.jp", now=NOON) is None


def test_only_the_digest_of_a_link_is_kept(database, who):
    """Who reads the database cannot use a link."""
    token = invite(database, "店", NEW, "viewer", now=NOON)
    with database.reading() as connection:
        kept = connection.execute(select(LinkRow)).all()

    assert token not in str(kept)


def test_address_has_one_account(database, who):
    """Somebody with an account is not invited again, elsewhere either."""
    with pytest.raises(AccountError, match="there is an account"):
        invite(database, "代行", "Shop@example.jp", "viewer", now=NOON)
    with pytest.raises(AccountError, match="no e-mail"):
        invite(database, "代行", "no address", "viewer", now=NOON)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "10 to 256"),
        ("x" * 300, "10 to 256"),
        ("aaaaaaaaaaaa", "too easy"),
        (NEW, "too easy"),
    ],
)
def test_weak_password_is_refused_and_the_link_lives_on(database, who, password, said):
    """A bad password does not use up the link."""
    token = invite(database, "店", NEW, "viewer", now=NOON)
    with pytest.raises(AccountError, match=said):
        accept(database, token, password)

    assert accept(database, token) == NEW


def test_reset_link_for_a_colleague(database, who):
    """An approver can give a colleague a reset link, but no stranger."""
    token = reset_link_for(database, who.shop, who.shop_planner.user_id, now=NOON)
    assert link_email(database, token, "reset", now=NOON) == "planner@example.jp"
    with pytest.raises(AccountError, match="not found"):
        reset_link_for(database, who.shop, who.stranger.user_id, now=NOON)
