"""Logins: who gets in, for how long, and what ends it at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sim.accounts import (
    change_password,
    change_role,
    log_in,
    log_out,
    log_out_everywhere,
    session_of,
    set_enabled,
)
from sim.accounts.administration import disable_user, enable_user, set_role
from sim.accounts.passwords import is_right
from sim.accounts.sessions import IDLE_AT_MOST, LONGEST
from sim.accounts.tables import SessionRow, UserRow
from sim.accounts.tokens import csrf_token, sha256_hex
from sim.errors import AccountError
from tests.unit.accounts.worlds import HOME, NOON, PASSWORD, people

SHOP = "shop@example.jp"


@pytest.fixture
def who(database):
    """The people of the stories."""
    return people(database)


def enter(database, email=SHOP, password=PASSWORD, now=NOON, address=HOME):
    """Log somebody in and return the token."""
    return log_in(database, email, password, address=address, now=now)


def test_login_gives_a_session_of_that_user(database, who):
    """Address and password open a session with organization and role."""
    session = session_of(database, enter(database), now=NOON)

    assert session.actor == who.shop
    assert (session.actor.kind, session.actor.role) == ("shop", "approver")
    assert session.actor.address == HOME


@pytest.mark.parametrize(
    "email", ["SHOP@Example.JP", " shop@example.jp ", "ＳＨＯＰ@example.jp"]
)
def test_spelling_of_the_address_does_not_matter(database, who, email):
    """Capitals, blanks and full-width letters are the same address."""
    assert session_of(database, enter(database, email), now=NOON).actor == who.shop


@pytest.mark.parametrize(
    ("email", "password"),
    [(SHOP, "wrong password"), ("nobody@example.jp", PASSWORD), (SHOP, ""), ("", "")],
)
def test_wrong_and_unknown_are_told_alike(database, who, email, password):
    """Nobody learns from the answer which addresses have an account."""
    with pytest.raises(AccountError) as caught:
        enter(database, email, password)

    assert caught.value.problems[0].rule == "account_login_refused"
    assert caught.value.problems[0].got is None


def test_unknown_user_costs_the_same_work(monkeypatch):
    """A hash is computed for nobody too, so that time tells nothing."""
    verified = []

    class Hasher:
        def hash(self, _):
            return "hash of nobody"

        def verify(self, kept, _):
            verified.append(kept)
            return True

    monkeypatch.setattr("sim.accounts.passwords._hasher", Hasher)
    monkeypatch.setattr("sim.accounts.passwords._hash_of_nobody", lambda: "nobody")

    assert not is_right("password", None)
    assert verified == ["nobody"]


def test_only_the_digest_of_a_token_is_kept(database, who):
    """Who reads the database cannot log in with what is there."""
    token = enter(database)
    with database.reading() as connection:
        (kept,) = connection.execute(select(SessionRow)).all()

    assert kept.token_sha256 == sha256_hex(token)
    assert token not in str(kept)
    assert session_of(database, kept.token_sha256, now=NOON) is None


def test_session_ends_by_itself(database, who):
    """Unused for three days, or thirty days old, a session is over."""
    token = enter(database)
    just = NOON + IDLE_AT_MOST - timedelta(seconds=1)
    assert session_of(database, token, now=just)
    assert session_of(database, token, now=just + IDLE_AT_MOST) is None

    token = enter(database)
    day = NOON
    while day < NOON + LONGEST - timedelta(days=1):
        day += timedelta(days=1)
        assert session_of(database, token, now=day)
    assert session_of(database, token, now=NOON + LONGEST) is None


def test_logout_ends_this_session_alone(database, who):
    """Logging out here leaves the other browser logged in; everywhere ends all."""
    here, there = enter(database), enter(database)
    log_out(database, here)
    assert session_of(database, here, now=NOON) is None
    assert session_of(database, there, now=NOON)

    assert log_out_everywhere(database, who.shop) == 1
    assert session_of(database, there, now=NOON) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda d, who: set_role(d, "planner@example.jp", "viewer"),
        lambda d, who: change_role(d, who.shop, who.shop_planner.user_id, "viewer"),
        lambda d, who: disable_user(d, "planner@example.jp"),
        lambda d, who: set_enabled(
            d, who.shop, who.shop_planner.user_id, is_enabled=False
        ),
        lambda d, who: change_password(
            d, who.shop_planner, old=PASSWORD, new="another long password"
        ),
    ],
    ids=["role by server", "role by approver", "disabled", "disabled2", "password"],
)
def test_change_of_the_account_ends_its_sessions_at_once(database, who, change):
    """Nobody goes on with rights of before; others stay logged in."""
    token = enter(database, "planner@example.jp")
    other = enter(database)
    change(database, who)

    assert session_of(database, token, now=NOON) is None
    assert session_of(database, other, now=NOON)


def test_disabled_user_cannot_log_in_until_enabled(database, who):
    """A disabled account is refused like a wrong password."""
    disable_user(database, SHOP)
    with pytest.raises(AccountError, match="wrong"):
        enter(database)
    enable_user(database, SHOP)
    assert enter(database)


def test_password_is_hashed_again_when_costs_change(database, who, monkeypatch):
    """A hash of cheaper days is replaced at the next login: Argon2id at full cost."""
    monkeypatch.undo()
    enter(database)
    with database.reading() as connection:
        this = UserRow.email == SHOP
        kept = connection.scalar(select(UserRow.password_hash).where(this))

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert enter(database)


def test_csrf_token_belongs_to_one_session(database, who):
    """Each session has its own form token, which does not tell the session's."""
    first, second = enter(database), enter(database)
    tokens = {
        session_of(database, each, now=NOON).csrf_token for each in (first, second)
    }

    assert len(tokens) == 2
    assert csrf_token(first) in tokens
    assert first not in tokens


def test_last_use_is_noted_at_most_once_a_minute(database, who):
    """Clicking fast writes little; the session is kept alive all the same."""
    token = enter(database)
    for seconds, seen in ((30, 0), (61, 61), (90, 61)):
        session_of(database, token, now=NOON + timedelta(seconds=seconds))
        with database.reading() as connection:
            this = SessionRow.token_sha256 == sha256_hex(token)
            kept = connection.scalar(select(SessionRow.last_seen_at).where(this))
        assert kept == NOON + timedelta(seconds=seen)
