"""Guessing passwords is slow, and a stranger cannot lock anybody out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sim.accounts import log_in, session_of
from sim.accounts.administration import add_organization
from sim.errors import AccountError
from tests.unit.accounts.worlds import HOME, NOON, PASSWORD, add_user

VICTIM = "victim@example.jp"


@pytest.fixture
def victim(database):
    """A user who has logged in from HOME before."""
    add_organization(database, "店", "shop", now=NOON)
    user = add_user(database, "店", VICTIM, "approver")
    log_in(database, VICTIM, PASSWORD, address=HOME, now=NOON)
    return user


def attempt(database, now, *, password="wrong", email=VICTIM, address="198.51.100.9"):
    """Try to log in; return what was answered and the seconds to wait."""
    try:
        log_in(database, email, password, address=address, now=now)
    except AccountError as error:
        (problem,) = error.problems
        return problem.rule, problem.values.get("seconds", 0)
    return "in", 0


def test_waits_double_after_the_free_failures(database, victim):
    """Five failures are free; then the waits are 2, 4, 8 … seconds, at most 15 min."""
    now, waits = NOON, []
    for _ in range(5):
        assert attempt(database, now, address=HOME)[0] == "account_login_refused"
    for _ in range(12):
        attempt(database, now, address=HOME)
        waits.append(attempt(database, now, address=HOME)[1])
        now += timedelta(seconds=waits[-1])

    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == waits[-1] == 900


def test_right_password_has_to_wait_too(database, victim):
    """During a wait even the right password is not looked at."""
    for _ in range(6):
        attempt(database, NOON)

    assert attempt(database, NOON, password=PASSWORD)[0] == "account_throttled"
    later = NOON + timedelta(seconds=3)
    assert attempt(database, later, password=PASSWORD)[0] == "in"


def test_stranger_cannot_lock_the_user_out(database, victim):
    """However many addresses guess for a day, the user gets in from the own one."""
    for minute in range(0, 24 * 60, 30):
        now = NOON + timedelta(minutes=minute)
        for number in range(4):
            attempt(database, now, address=f"198.51.100.{minute % 97}-{number}")

    assert attempt(database, now, address="192.0.2.1")[0] == "account_throttled"
    assert attempt(database, now, password=PASSWORD, address=HOME)[0] == "in"


def test_many_addresses_cannot_guess_one_account_fast(database, victim):
    """A thousand addresses together get few guesses an hour at one account."""
    guesses = 0
    for second in range(0, 3600, 30):
        now = NOON + timedelta(seconds=second)
        rule, _ = attempt(database, now, address=f"198.51.100.{second}")
        guesses += rule == "account_login_refused"

    assert guesses < 40


def test_one_address_cannot_try_many_accounts_fast(database, victim):
    """Thirty failures from one address slow it down for every account."""
    answers = [attempt(database, NOON, email=f"n{n}@example.jp")[0] for n in range(40)]

    assert answers.count("account_login_refused") == 31
    assert answers[-1] == "account_throttled"


def test_attempts_at_once_are_all_counted(database, victim):
    """Thirty threads that guess together get no more than one after another."""
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: attempt(database, NOON)[0], range(30)))

    assert answers.count("account_login_refused") == 6


def test_own_login_does_not_wash_an_address_clean(database, victim):
    """Who has one account cannot use it to guess others without waits."""
    own = "own@example.jp"
    add_user(database, "店", own, "viewer")
    for number in range(35):
        attempt(database, NOON, email=f"n{number}@example.jp")
        attempt(database, NOON, email=own, password=PASSWORD)

    assert attempt(database, NOON, email="x@example.jp")[0] == "account_throttled"


def test_failures_are_forgotten_after_a_day(database, victim):
    """A user who mistyped yesterday starts afresh."""
    for _ in range(5):
        attempt(database, NOON)
    tomorrow = NOON + timedelta(days=1, seconds=1)

    assert attempt(database, tomorrow)[0] == "account_login_refused"
    assert attempt(database, tomorrow)[0] == "account_login_refused"


def test_right_login_clears_the_account(database, victim):
    """After a right login the next mistake is the first one again."""
    for _ in range(5):
        attempt(database, NOON, address=HOME)
    token = log_in(database, VICTIM, PASSWORD, address=HOME, now=NOON)

    assert session_of(database, token, now=NOON)
    for _ in range(5):
        assert attempt(database, NOON, address=HOME)[0] == "account_login_refused"
