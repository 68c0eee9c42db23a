"""Who may do what: organizations, users, roles, sessions, invitations.

Functions that a person's request reaches take the acting :class:`Actor` and answer
within its organization; those of :mod:`sim.accounts.administration` are for whoever
runs the server. Every moment comes in as an argument.
"""

from sim.accounts.identities import Identity, attach_identity, log_in_by_identity
from sim.accounts.links import (
    accept_invitation,
    ask_reset,
    link_email,
    reset_password,
)
from sim.accounts.local import local_actor
from sim.accounts.members import (
    change_language,
    change_password,
    change_role,
    colleagues,
    invite_colleague,
    partners,
    reset_link_for,
    set_enabled,
)
from sim.accounts.people import (
    KINDS,
    ROLES,
    Actor,
    Kind,
    Organization,
    Role,
    Session,
    User,
    may,
)
from sim.accounts.sessions import log_in, log_out, log_out_everywhere, session_of

__all__ = [
    "KINDS",
    "ROLES",
    "Actor",
    "Identity",
    "Kind",
    "Organization",
    "Role",
    "Session",
    "User",
    "accept_invitation",
    "ask_reset",
    "attach_identity",
    "change_language",
    "change_password",
    "change_role",
    "colleagues",
    "invite_colleague",
    "link_email",
    "local_actor",
    "log_in",
    "log_in_by_identity",
    "log_out",
    "log_out_everywhere",
    "may",
    "partners",
    "reset_link_for",
    "reset_password",
    "session_of",
    "set_enabled",
]
