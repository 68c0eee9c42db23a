"""The states of an agreement, and the one table of what may be done in each.

An agreement is negotiated in revisions, of which one is current.
``author`` is the side that sent the current revision, ``other`` the side that it was
sent to; both sides have to accept it, the author too, since sending is a planner's work
and accepting an approver's.

Once both have accepted, the agreement is locked. What comes after is an amendment: a
further revision that changes nothing until both have accepted it; when it fails, the
agreement is locked as before.
What is not in the table is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sim.accounts import Kind, Role

__all__ = [
    "ACTIONS",
    "AMENDING",
    "CANCELLING",
    "FINAL",
    "IN_FORCE",
    "OPEN",
    "STATES",
    "TRANSITIONS",
    "Action",
    "State",
    "Transition",
    "Who",
    "find_transition",
    "is_open",
    "transitions_of",
]

State = Literal[
    "draft",
    "sent",
    "accepted_by_shop",
    "accepted_by_agency",
    "locked",
    "amendment_sent",
    "amendment_accepted_by_shop",
    "amendment_accepted_by_agency",
    "cancel_asked_by_shop",
    "cancel_asked_by_agency",
    "rejected",
    "withdrawn",
    "expired",
    "cancelled",
]
STATES: Final[tuple[State, ...]] = get_args(State)

Action = Literal[
    "edit",
    "send",
    "counter",
    "revise",
    "view",
    "comment",
    "accept",
    "reject",
    "withdraw",
    "expire",
    "amend",
    "ask_cancel",
    "agree_cancel",
    "refuse_cancel",
    "take_back_cancel",
    "export",
    "verify",
]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

Who = Literal["author", "other", "shop", "agency", "either", "clock"]
"""Side that may act; ``clock`` is nobody: time has passed."""

OPEN: Final[tuple[State, ...]] = ("sent", "accepted_by_shop", "accepted_by_agency")
"""The first negotiation is under way."""
AMENDING: Final[tuple[State, ...]] = (
    "amendment_sent",
    "amendment_accepted_by_shop",
    "amendment_accepted_by_agency",
)
"""An amendment is under way; the locked revision is in force meanwhile."""
CANCELLING: Final[tuple[State, ...]] = (
    "cancel_asked_by_shop",
    "cancel_asked_by_agency",
)
"""One side wants to end what is locked."""
IN_FORCE: Final[tuple[State, ...]] = ("locked", *AMENDING, *CANCELLING)
"""A revision that both have accepted holds."""
FINAL: Final[tuple[State, ...]] = ("rejected", "withdrawn", "expired", "cancelled")
"""Nothing comes after these."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One thing that may be done in one state."""

    state: State
    """Where it may be done."""
    action: Action
    """What is done."""
    who: Who
    """Which side may do it."""
    role: Role
    """Role that it needs at least."""
    to: State
    """Where it leads."""

    def is_for(self, side: Kind, author: Kind) -> bool:
        """Return whether a side may do it, when ``author`` sent the revision."""
        match self.who:
            case "author":
                return side == author
            case "other":
                return side != author
            case "either":
                return True
            case _:
                return side == self.who


def find_transition(
    state: State, action: Action, side: Kind, author: Kind
) -> Transition | None:
    """Return what happens when a side acts; None when it may not."""
    found = (each for each in TRANSITIONS if each.state == state)
    return next(
        (e for e in found if e.action == action and e.is_for(side, author)), None
    )


def transitions_of(state: State) -> tuple[Transition, ...]:
    """Return all that may be done in a state."""
    return tuple(each for each in TRANSITIONS if each.state == state)


def is_open(state: State) -> bool:
    """Return whether a revision waits to be accepted."""
    return state in OPEN or state in AMENDING


def _table() -> Iterator[Transition]:
    yield Transition("draft", "edit", "author", "planner", "draft")
    yield Transition("draft", "send", "author", "planner", "sent")
    yield Transition("draft", "withdraw", "author", "planner", "withdrawn")
    yield from _negotiation(
        "sent", ("accepted_by_shop", "accepted_by_agency"), "rejected", "withdrawn"
    )
    yield from _keeping("locked")
    yield Transition("locked", "amend", "either", "planner", "amendment_sent")
    yield Transition("locked", "ask_cancel", "shop", "approver", "cancel_asked_by_shop")
    yield Transition(
        "locked", "ask_cancel", "agency", "approver", "cancel_asked_by_agency"
    )
    yield from _negotiation(
        "amendment_sent",
        ("amendment_accepted_by_shop", "amendment_accepted_by_agency"),
        "locked",
        "locked",
    )
    yield from _cancelling("cancel_asked_by_shop", asker="shop", other="agency")
    yield from _cancelling("cancel_asked_by_agency", asker="agency", other="shop")
    for final in FINAL:
        yield Transition(final, "export", "either", "viewer", final)
        yield Transition(final, "verify", "either", "viewer", final)


def _negotiation(
    sent: State, accepted: tuple[State, State], rejected: State, withdrawn: State
) -> Iterator[Transition]:
    """Yield what may be done while a revision waits to be accepted."""
    by_shop, by_agency = accepted
    expired: State = "expired" if rejected == "rejected" else "locked"
    for state in (sent, by_shop, by_agency):
        yield from _keeping(state)
        yield Transition(state, "counter", "other", "planner", sent)
        yield Transition(state, "revise", "author", "planner", sent)
        yield Transition(state, "reject", "other", "approver", rejected)
        yield Transition(state, "withdraw", "author", "planner", withdrawn)
        yield Transition(state, "expire", "clock", "viewer", expired)
    yield Transition(sent, "accept", "shop", "approver", by_shop)
    yield Transition(sent, "accept", "agency", "approver", by_agency)
    yield Transition(by_shop, "accept", "agency", "approver", "locked")
    yield Transition(by_agency, "accept", "shop", "approver", "locked")


def _cancelling(state: State, asker: Kind, other: Kind) -> Iterator[Transition]:
    """Yield what may be done while one side asks to end a locked agreement."""
    yield from _keeping(state)
    yield Transition(state, "agree_cancel", other, "approver", "cancelled")
    yield Transition(state, "refuse_cancel", other, "approver", "locked")
    yield Transition(state, "take_back_cancel", asker, "approver", "locked")


def _keeping(state: State) -> Iterator[Transition]:
    """Yield what leaves the state as it is."""
    yield Transition(state, "view", "either", "viewer", state)
    yield Transition(state, "comment", "either", "planner", state)
    yield Transition(state, "export", "either", "viewer", state)
    yield Transition(state, "verify", "either", "viewer", state)


TRANSITIONS: Final[tuple[Transition, ...]] = tuple(_table())
"""Everything that may be done."""
