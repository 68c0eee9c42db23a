"""Logins by a provider: an invitation and a verified address come first."""

from dataclasses import replace

import pytest

from sim.accounts import Identity, attach_identity, log_in_by_identity, session_of
from sim.accounts.administration import disable_user, invite
from sim.errors import AccountError
from tests.unit.accounts.worlds import HOME, NOON, people

NEW = Identity(
    issuer="https://id.example",
    subject="42",
    email="New@example.jp",
    is_email_verified=True,
    name="新人",
)


@pytest.fixture
def who(database):
    """The people of the stories."""
    return people(database)


def enter(database, identity):
    """Log in by a provider; return who that is."""
    token = log_in_by_identity(database, identity, address=HOME, now=NOON)
    return session_of(database, token, now=NOON).actor


def test_invited_person_gets_in_and_is_known_afterwards(database, who):
    """The first login uses the invitation up; later ones go by issuer and subject."""
    invite(database, "店", "new@example.jp", "planner", now=NOON)
    first = enter(database, NEW)
    again = enter(database, replace(NEW, email="renamed@example.jp"))

    assert first == again
    assert (first.organization_name, first.role, first.name) == (
        "店",
        "planner",
        "新人",
    )


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(replace(NEW, is_email_verified=False), id="not verified"),
        pytest.param(replace(NEW, email="else@example.jp"), id="not invited"),
        pytest.param(replace(NEW, email="shop@example.jp"), id="account of another"),
    ],
)
def test_nobody_gets_in_because_a_provider_says_so(database, who, identity):
    """Without an invitation to a verified address there is no way in."""
    invite(database, "店", "new@example.jp", "planner", now=NOON)

    with pytest.raises(AccountError, match="no account and no invitation"):
        enter(database, identity)


def test_user_can_attach_an_identity(database, who):
    """Who is logged in may add a provider; nobody else may then have that identity."""
    attach_identity(database, who.shop, NEW)

    assert enter(database, NEW) == who.shop
    with pytest.raises(AccountError, match="in use"):
        attach_identity(database, who.agency, NEW)


def test_disabled_user_stays_out(database, who):
    """A provider opens no disabled account."""
    attach_identity(database, who.shop, NEW)
    disable_user(database, "shop@example.jp")

    with pytest.raises(AccountError, match="no account"):
        enter(database, NEW)
