"""Tables of plans and agreements; what leaves this room are frozen records, never rows.

Rows of ``events`` and ``revisions`` are only ever added: triggers of the database
refuse to change or delete one, and to add one that is not the next.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sim.database import Base, Moment

__all__ = [
    "AgreementRow",
    "DraftRow",
    "EventRow",
    "NotificationRow",
    "PlanDraftRow",
    "PlanRow",
    "PlanShareRow",
    "PlanVersionRow",
    "RevisionRow",
]


class PlanRow(Base):
    """A saved plan of one organization."""

    __tablename__ = "plans"
    __table_args__ = (
        Index(
            "uq_plans_one_baseline",
            "organization_id",
            unique=True,
            sqlite_where=text("is_baseline"),
            postgresql_where=text("is_baseline"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), index=True
    )
    title: Mapped[str]
    version: Mapped[int]
    is_baseline: Mapped[bool]
    is_archived: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class PlanVersionRow(Base):
    """A plan as it was saved once."""

    __tablename__ = "plan_versions"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    scenario: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)


class PlanDraftRow(Base):
    """What a user is typing: kept by itself, seen by nobody else."""

    __tablename__ = "plan_drafts"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class PlanShareRow(Base):
    """A plan that a partner may read."""

    __tablename__ = "plan_shares"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), primary_key=True, index=True
    )


class AgreementRow(Base):
    """Where an agreement stands; how it came there is in its events."""

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint("author_id IN (shop_id, agency_id)", name="author"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    shop_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    """Side that wrote the current revision, or the first draft."""
    state: Mapped[str]
    version: Mapped[int]
    """Counts every change, so that two of them meet."""
    last_revision: Mapped[int]
    current_revision: Mapped[int]
    locked_revision: Mapped[int | None]
    acceptance_order: Mapped[str]
    valid_until: Mapped[datetime | None] = mapped_column(Moment)
    decide_by: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class RevisionRow(Base):
    """A revision that was sent; never changed again."""

    __tablename__ = "revisions"

    agreement_id: Mapped[str] = mapped_column(
        ForeignKey("agreements.id"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    based_on: Mapped[int | None]
    """Revision that it answers; None for the first."""
    amends: Mapped[int | None]
    """Locked revision that it would change; None before the first lock."""
    content: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str]
    files: Mapped[str] = mapped_column(Text)
    samples: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Moment)


class DraftRow(Base):
    """What one side is writing; the other side does not see it."""

    __tablename__ = "drafts"

    agreement_id: Mapped[str] = mapped_column(
        ForeignKey("agreements.id"), primary_key=True
    )
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), primary_key=True
    )
    version: Mapped[int]
    based_on: Mapped[int]
    amends: Mapped[int | None]
    content: Mapped[str] = mapped_column(Text)
    files: Mapped[str] = mapped_column(Text)
    samples: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)


class EventRow(Base):
    """One link of an agreement's chain; never changed, never deleted."""

    __tablename__ = "events"

    agreement_id: Mapped[str] = mapped_column(
        ForeignKey("agreements.id"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    actor: Mapped[str]
    role: Mapped[str]
    organization: Mapped[str]
    type: Mapped[str]
    revision: Mapped[int | None]
    content_sha256: Mapped[str | None]
    prev_sha256: Mapped[str]
    payload: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]


class NotificationRow(Base):
    """What a side is to be told, once."""

    __tablename__ = "notifications"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agreement_id", "seq"], ["events.agreement_id", "events.seq"]
        ),
    )

    agreement_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), primary_key=True, index=True
    )
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
