"""Who acts: people of shops and agencies, and what their role lets them do.

======== ==========================================================================
role     may
======== ==========================================================================
viewer   read what the organization sees
planner  also save plans, and write, send, counter, comment and withdraw agreements
approver also accept, reject, amend and cancel agreements, and manage the people
======== ==========================================================================
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sim.errors import AccountError, Problem
from sim.language import Language

__all__ = [
    "KINDS",
    "ROLES",
    "Actor",
    "Kind",
    "Organization",
    "Role",
    "Session",
    "User",
    "checked_kind",
    "checked_role",
    "may",
]

Role = Literal["viewer", "planner", "approver"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Roles, each of which may do what those before it may."""

Kind = Literal["shop", "agency"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Organization:
    """A shop or an agency."""

    id: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class User:
    """A person of one organization."""

    id: str
    organization: Organization
    email: str
    name: str
    role: Role
    language: Language
    is_enabled: bool
    has_password: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something; every question is answered within its organization."""

    user_id: str
    name: str
    role: Role
    organization_id: str
    organization_name: str
    kind: Kind
    """Side of the organization: a shop or an agency."""
    address: str = ""
    """Network address, for the log; empty on this machine."""
    user_agent: str = ""
    """What the browser calls itself, for the log."""


@dataclass(frozen=True, slots=True)
class Session:
    """A login that has not ended."""

    actor: Actor
    language: Language
    created_at: datetime
    expires_at: datetime
    csrf_token: str
    """What a form must send back; made from the session's token."""


def may(actor: Actor, role: Role) -> bool:
    """Return whether somebody may do what a role may."""
    return ROLES.index(actor.role) >= ROLES.index(role)


def checked_role(role: str) -> Role:
    """Return a role by its name.

    Raises
    ------
    AccountError
        There is no such role.
    """
    for known in ROLES:
        if role == known:
            return known
    values = {"choices": ", ".join(ROLES)}
    raise AccountError(Problem("role", "account_no_choice", role, values))


def checked_kind(kind: str) -> Kind:
    """Return a kind of organization by its name.

    Raises
    ------
    AccountError
        There is no such kind.
    """
    for known in KINDS:
        if kind == known:
            return known
    values = {"choices": ", ".join(KINDS)}
    raise AccountError(Problem("kind", "account_no_choice", kind, values))
