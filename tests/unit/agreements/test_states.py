"""The table of states: every cell of state and action is tried on a real database."""

from datetime import timedelta

import pytest

from sim.agreements import drafts, store, workflow
from sim.agreements.diagram import mermaid, state_table
from sim.agreements.states import (
    ACTIONS,
    FINAL,
    STATES,
    TRANSITIONS,
    find_transition,
    transitions_of,
)
from sim.errors import SimError
from sim.language import LANGUAGES
from tests.unit.accounts.worlds import NOON
from tests.unit.agreements.table import VALID, Table, offer


def reach(table: Table, state: str) -> None:
    """Bring a new agreement of the shop into a state; the shop is the author."""
    table.now = NOON
    REACHING[state](table)
    assert table.state() == state


def withdrawn(table: Table) -> None:
    """The shop takes its offer back."""
    table.withdraw(table.shop, table.send())


def rejected(table: Table) -> None:
    """The agency turns the offer down."""
    table.reject(table.agency, table.send())


def expired(table: Table) -> None:
    """Nobody decides in time."""
    table.send()
    table.now += VALID + timedelta(seconds=1)
    store.expire_due(table.database, now=table.now)


def amendment(table: Table) -> int:
    """The shop wants to change what is locked."""
    table.lock()
    return table.counter(table.shop, 1)


def ask_cancel(table: Table, side: str) -> None:
    """One side wants to end what is locked."""
    table.lock()
    actor = getattr(table, side)
    workflow.ask_cancel(table.database, actor, table.id, "x", now=table.now)


def cancelled(table: Table) -> None:
    """Both want to end it."""
    ask_cancel(table, "shop")
    workflow.agree_cancel(table.database, table.agency, table.id, now=table.now)


REACHING = {
    "draft": lambda t: t.begin(),
    "sent": lambda t: t.send(),
    "accepted_by_shop": lambda t: t.accept(t.shop, t.send()),
    "accepted_by_agency": lambda t: t.accept(t.agency, t.send()),
    "locked": lambda t: t.lock(),
    "amendment_sent": amendment,
    "amendment_accepted_by_shop": lambda t: t.accept(t.shop, amendment(t)),
    "amendment_accepted_by_agency": lambda t: t.accept(t.agency, amendment(t)),
    "cancel_asked_by_shop": lambda t: ask_cancel(t, "shop"),
    "cancel_asked_by_agency": lambda t: ask_cancel(t, "agency"),
    "rejected": rejected,
    "withdrawn": withdrawn,
    "expired": expired,
    "cancelled": cancelled,
}


def write(table: Table, actor, revision: int) -> None:
    """Send another document, whatever that means in this state."""
    until = table.now + VALID
    if table.state() == "draft":
        drafts.send(table.database, actor, table.id, draft_version=1, now=table.now)
    else:
        table.counter(actor, revision, valid_until=until, decide_by=until)


def about(name: str, *said: object, **more: object):
    """Return what does something with the agreement as a whole."""

    def act(table: Table, actor, _revision: int) -> None:
        call = getattr(workflow, name)
        call(table.database, actor, table.id, *said, **more, now=table.now)

    return act


def edit(table: Table, actor, revision: int) -> None:
    """Save the first draft again."""
    drafts.save_draft(
        table.database,
        actor,
        table.id,
        offer("e"),
        revision=0,
        draft_version=1,
        now=table.now,
    )


def accept(table: Table, actor, revision: int) -> None:
    """Look at what is current and accept it, even where there is nothing."""
    table.view(actor, revision)
    table.sign(actor, revision, None if revision else "0" * 64)


ACTING = {
    "edit": edit,
    "send": write,
    "counter": write,
    "revise": write,
    "amend": write,
    "view": lambda t, actor, revision: t.view(actor, revision),
    "comment": about("comment", "x"),
    "accept": accept,
    "reject": lambda t, actor, revision: t.reject(actor, revision),
    "withdraw": lambda t, actor, revision: t.withdraw(actor, revision),
    "ask_cancel": about("ask_cancel", "x"),
    "refuse_cancel": about("refuse_cancel", "x"),
    "agree_cancel": about("agree_cancel"),
    "take_back_cancel": about("take_back_cancel"),
    "export": about("log_export", "a" * 64),
    "verify": about("log_verification", "a" * 64, passed=True),
}
WRITING = ("send", "counter", "revise", "amend")
"""What it means to send a document is decided by the state, not by who sends it."""


@pytest.mark.parametrize("state", STATES)
def test_every_cell_of_the_table_is_kept(table, state):
    """In each state each side can do what the table says, and nothing else."""
    reach(table, state)
    for side in ("shop", "agency"):
        for action, act in ACTING.items():
            steps = [find_transition(state, action, side, "shop")]
            if action in WRITING:
                steps = [find_transition(state, e, side, "shop") for e in WRITING]
            step = next(filter(None, steps), None)
            if state == "draft" and side == "agency":
                step = None  # it is not there for the other side
            revision = table.see(table.shop).summary.current_revision
            try:
                act(table, getattr(table, side), revision)
            except SimError:
                assert step is None, (action, side)
            else:
                assert step is not None or action == "view", (action, side)
            expected = step.to if step else state
            assert table.state() == expected, (action, side)
            if step and (action not in KEEPING or step.to != state):
                reach(table, state)


KEEPING = ("view", "comment", "export", "verify")
"""What leaves an agreement as it was, so that the next cell can be tried on it."""


def test_every_action_is_tried():
    """The tests know every action but the clock's, which has tests of its own."""
    assert set(ACTING) == set(ACTIONS) - {"expire"}


def test_final_states_lead_nowhere():
    """Rejected, withdrawn, expired and cancelled refuse all but reading and proof."""
    for state in FINAL:
        allowed = {each.action for each in transitions_of(state)}
        assert allowed == {"export", "verify"}


def test_every_state_can_be_reached_and_left_or_is_final():
    """The table has no state that is an island or a trap."""
    reached = {each.to for each in TRANSITIONS if each.to != each.state} | {"draft"}
    left = {each.state for each in TRANSITIONS if each.to != each.state}

    assert reached == set(STATES)
    assert left == set(STATES) - set(FINAL)


def test_no_two_rows_answer_one_question():
    """State, action and side decide what happens; no second row is ever looked at."""
    for author in ("shop", "agency"):
        for side in ("shop", "agency"):
            keys = [
                (each.state, each.action)
                for each in TRANSITIONS
                if each.is_for(side, author)
            ]
            assert len(keys) == len(set(keys))


def test_only_approvers_bind_their_side():
    """What binds or ends needs an approver, what writes a planner."""
    needs = {each.action: each.role for each in TRANSITIONS}
    binding = {"accept", "reject", "ask_cancel", "agree_cancel", "refuse_cancel"}

    assert {needs[action] for action in binding | {"take_back_cancel"}} == {"approver"}
    writing = {"edit", "send", "counter", "revise", "amend", "withdraw", "comment"}
    assert {needs[action] for action in writing} == {"planner"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_table_has_words_in_both_languages(language):
    """Every state, action and side can be shown."""
    assert len(state_table(language)) == len(TRANSITIONS)


def test_diagram_shows_every_move():
    """The picture has one arrow for each row that leads to another state."""
    arrows = [line for line in mermaid().splitlines() if " : " in line]

    assert len(arrows) == sum(each.to != each.state for each in TRANSITIONS)
