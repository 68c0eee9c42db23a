"""Plans, agreements, their revisions and events, and what must never change."""

import sqlalchemy as sa
from alembic import op

from sim.database.migrations.append_only import make_append_only
from sim.database.migrations.columns import key, moment, number, reference, words

__all__ = ["upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of plans and agreements."""
    _make_plans()
    _make_agreements()
    _make_revisions()
    _make_events()
    make_append_only("revisions", "number")
    make_append_only("events", "seq")


def _make_plans() -> None:
    op.create_table(
        "plans",
        key("id"),
        reference("organization_id", "organizations.id", index=True),
        words("title"),
        number("version"),
        sa.Column("is_baseline", sa.Boolean, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        moment("created_at"),
        moment("updated_at"),
    )
    op.create_index(
        "uq_plans_one_baseline",
        "plans",
        ["organization_id"],
        unique=True,
        sqlite_where=sa.text("is_baseline"),
        postgresql_where=sa.text("is_baseline"),
    )
    op.create_table(
        "plan_versions",
        reference("plan_id", "plans.id", is_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        words("title"),
        sa.Column("scenario", sa.Text, nullable=False),
        reference("saved_by", "users.id"),
        moment("saved_at"),
    )
    op.create_table(
        "plan_drafts",
        reference("user_id", "users.id", is_key=True),
        key("key"),
        sa.Column("content", sa.Text, nullable=False),
        moment("saved_at"),
    )
    op.create_table(
        "plan_shares",
        reference("plan_id", "plans.id", is_key=True),
        reference("organization_id", "organizations.id", is_key=True, index=True),
    )


def _make_agreements() -> None:
    op.create_table(
        "agreements",
        key("id"),
        sa.Column("number", sa.String, nullable=False, unique=True),
        words("title"),
        reference("shop_id", "organizations.id", index=True),
        reference("agency_id", "organizations.id", index=True),
        reference("author_id", "organizations.id"),
        words("state"),
        number("version"),
        number("last_revision"),
        number("current_revision"),
        number("locked_revision", may_be_none=True),
        words("acceptance_order"),
        moment("valid_until", may_be_none=True),
        moment("decide_by", may_be_none=True),
        moment("created_at"),
        moment("updated_at"),
        sa.CheckConstraint("author_id IN (shop_id, agency_id)", name="author"),
    )


def _make_revisions() -> None:
    op.create_table(
        "revisions",
        reference("agreement_id", "agreements.id", is_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        reference("author_id", "organizations.id"),
        number("based_on", may_be_none=True),
        number("amends", may_be_none=True),
        *_document(),
        words("content_sha256"),
        moment("sent_at"),
    )
    op.create_table(
        "drafts",
        reference("agreement_id", "agreements.id", is_key=True),
        reference("organization_id", "organizations.id", is_key=True),
        number("version"),
        number("based_on"),
        number("amends", may_be_none=True),
        *_document(),
        reference("saved_by", "users.id"),
        moment("saved_at"),
    )


def _document() -> list["sa.Column[str]"]:
    names = ("content", "files", "samples")
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _make_events() -> None:
    op.create_table(
        "events",
        reference("agreement_id", "agreements.id", is_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        words("at"),
        words("actor"),
        words("role"),
        words("organization"),
        words("type"),
        number("revision", may_be_none=True),
        words("content_sha256", may_be_none=True),
        words("prev_sha256"),
        sa.Column("payload", sa.Text, nullable=False),
        words("sha256"),
    )
    op.create_table(
        "notifications",
        sa.Column("agreement_id", sa.String, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        reference("organization_id", "organizations.id", is_key=True, index=True),
        moment("created_at"),
        moment("read_at", may_be_none=True),
        sa.ForeignKeyConstraint(
            ["agreement_id", "seq"], ["events.agreement_id", "events.seq"]
        ),
    )
