"""A shop, its agency, a stranger, and the people in them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sim.accounts import Actor, accept_invitation
from sim.accounts.administration import add_organization, connect_partners, invite
from sim.accounts.reading import actor_of, find_user
from sim.database import Database

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
HOME = "203.0.113.7"


@dataclass(frozen=True)
class People:
    """Who takes part in the stories of the tests."""

    shop: Actor
    """Approver of the shop."""
    shop_planner: Actor
    shop_viewer: Actor
    agency: Actor
    """Approver of the agency."""
    agency_planner: Actor
    stranger: Actor
    """Approver of a shop that has nothing to do with the others."""
    other_agency: Actor
    """Approver of an agency that has nothing to do with the others."""


def add_user(database: Database, organization: str, email: str, role: str) -> Actor:
    """Invite somebody and let them accept."""
    token = invite(database, organization, email, role, now=NOON)
    accept_invitation(
        database, token, name=email.partition("@")[0], password=PASSWORD, now=NOON
    )
    with database.reading() as connection:
        return actor_of(find_user(connection, email), address=HOME)


def people(database: Database) -> People:
    """Make all organizations and people."""
    kinds = {"店": "shop", "代行": "agency", "他店": "shop", "他代行": "agency"}
    for name, kind in kinds.items():
        add_organization(database, name, kind, now=NOON)
    connect_partners(database, "店", "代行")
    return People(
        shop=add_user(database, "店", "shop@example.jp", "approver"),
        shop_planner=add_user(database, "店", "planner@example.jp", "planner"),
        shop_viewer=add_user(database, "店", "viewer@example.jp", "viewer"),
        agency=add_user(database, "代行", "agency@example.jp", "approver"),
        agency_planner=add_user(database, "代行", "ap@example.jp", "planner"),
        stranger=add_user(database, "他店", "stranger@example.jp", "approver"),
        other_agency=add_user(database, "他代行", "other@example.jp", "approver"),
    )
