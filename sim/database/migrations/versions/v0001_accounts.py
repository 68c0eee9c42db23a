"""Accounts: organizations, partners, users, sessions, links, identities, attempts."""

import sqlalchemy as sa
from alembic import op

from sim.database.base import Moment
from sim.database.migrations.columns import reference

__all__ = ["upgrade"]

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the accounts."""
    _make_organizations()
    _make_users()
    _make_sessions()
    _make_links()
    _make_attempts()


def _make_organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("kind IN ('shop', 'agency')", name="kind"),
    )
    op.create_table(
        "partnerships",
        reference("shop_id", "organizations.id", is_key=True),
        reference("agency_id", "organizations.id", is_key=True),
    )


def _make_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String, primary_key=True),
        reference("organization_id", "organizations.id", index=True),
        sa.Column("email", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("is_enabled", sa.Boolean, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("role IN ('planner', 'approver', 'viewer')", name="role"),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        reference("user_id", "users.id"),
        sa.UniqueConstraint("user_id", "issuer"),
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String, primary_key=True),
        reference("user_id", "users.id", index=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("last_seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("user_agent", sa.String, nullable=False),
    )


def _make_links() -> None:
    op.create_table(
        "links",
        sa.Column("token_sha256", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False, index=True),
        reference("organization_id", "organizations.id"),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment),
        sa.CheckConstraint("kind IN ('invitation', 'reset')", name="kind"),
    )


def _make_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("key_sha256", sa.String, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", Moment, nullable=False),
        sa.Column("blocked_until", Moment),
    )
    op.create_table(
        "known_addresses",
        reference("user_id", "users.id", is_key=True),
        sa.Column("address_sha256", sa.String, primary_key=True),
        sa.Column("last_at", Moment, nullable=False),
    )
