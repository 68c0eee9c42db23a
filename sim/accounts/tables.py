"""Tables of the accounts; what leaves this room are frozen records, never rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sim.database import Base, Moment

__all__ = [
    "AttemptRow",
    "IdentityRow",
    "KnownAddressRow",
    "LinkRow",
    "OrganizationRow",
    "PartnershipRow",
    "SessionRow",
    "UserRow",
]


class OrganizationRow(Base):
    """A shop or an agency."""

    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("kind IN ('shop', 'agency')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)


class PartnershipRow(Base):
    """A shop and an agency that may send each other plans and agreements."""

    __tablename__ = "partnerships"

    shop_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), primary_key=True
    )
    agency_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), primary_key=True
    )


class UserRow(Base):
    """A person of one organization."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('planner', 'approver', 'viewer')", name="role"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id"), index=True
    )
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]
    password_hash: Mapped[str | None]
    is_enabled: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)


class SessionRow(Base):
    """A login that has not ended; of its token only the SHA-256 is kept."""

    __tablename__ = "sessions"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    address: Mapped[str]
    user_agent: Mapped[str]


class LinkRow(Base):
    """A one-time link: an invitation, or the reset of a password."""

    __tablename__ = "links"
    __table_args__ = (CheckConstraint("kind IN ('invitation', 'reset')", name="kind"),)

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    email: Mapped[str] = mapped_column(index=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class IdentityRow(Base):
    """What an OpenID provider calls a user."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("user_id", "issuer"),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))


class AttemptRow(Base):
    """How often logins failed of late, by account, by address, and by both."""

    __tablename__ = "attempts"

    key_sha256: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)
    blocked_until: Mapped[datetime | None] = mapped_column(Moment)


class KnownAddressRow(Base):
    """An address from which a user has logged in; kept as SHA-256."""

    __tablename__ = "known_addresses"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    address_sha256: Mapped[str] = mapped_column(primary_key=True)
    last_at: Mapped[datetime] = mapped_column(Moment)
