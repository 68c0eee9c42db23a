"""Saved plans of an organization: every save is a version, and one is the baseline.

A plan is the text of a scenario file. What is typed is kept as a draft of its user
until it is saved; a partner may be allowed to read a plan, not to change it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)

from sim.accounts import Actor, Organization
from sim.accounts.members import confirm, partners_of
from sim.accounts.people import checked_kind
from sim.accounts.tables import OrganizationRow, UserRow
from sim.accounts.tokens import new_id
from sim.agreements.tables import PlanDraftRow, PlanRow, PlanShareRow, PlanVersionRow
from sim.database import Database, Moment
from sim.errors import AgreementError, Problem

__all__ = [
    "Plan",
    "PlanDraft",
    "PlanVersion",
    "archive_plan",
    "keep_draft",
    "kept_draft",
    "plan",
    "plan_history",
    "plans",
    "save_new_plan",
    "save_plan",
    "set_baseline",
    "share_plan",
    "unshare_plan",
]

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, as its newest version has it."""

    id: str
    title: str
    owner: Organization
    """Organization that may change it."""
    version: int
    """Counts its saves from 1."""
    is_baseline: bool
    """Whether the owner compares its other plans with this one."""
    updated_at: datetime
    """When it was last saved."""
    shared_with: tuple[str, ...]
    """Identities of the partners that may read it; for its owner's eyes only."""


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A plan as it was saved once."""

    version: int
    title: str
    scenario: str
    """Text of the scenario file."""
    saved_by: str
    """Name of who saved it."""
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a user was typing."""

    content: str
    saved_at: datetime


def save_new_plan(
    database: Database, actor: Actor, title: str, scenario: str, *, now: datetime
) -> str:
    """Save a first version; return the identity of the plan."""
    shown = _checked_title(title)
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        plan_id = new_id()
        connection.execute(
            insert(PlanRow).values(
                id=plan_id,
                organization_id=actor.organization_id,
                title=shown,
                version=1,
                is_baseline=False,
                is_archived=False,
                created_at=now,
                updated_at=now,
            )
        )
        _add_version(connection, actor, plan_id, 1, shown, scenario, now)
        return plan_id


def save_plan(
    database: Database,
    actor: Actor,
    plan_id: str,
    title: str,
    scenario: str,
    *,
    seen_version: int,
    now: datetime,
) -> int:
    """Save the next version over the one that was seen; return its number.

    Raises
    ------
    AgreementError
        There is no such plan of the own organization, or somebody saved it meanwhile.
    """
    shown = _checked_title(title)
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        _own(connection, actor, plan_id)
        version = seen_version + 1
        saved = connection.execute(
            update(PlanRow)
            .where(*_is_own(actor, plan_id), PlanRow.version == seen_version)
            .values(version=version, title=shown, updated_at=now, is_archived=False)
        )
        if saved.rowcount != 1:
            raise AgreementError(Problem("plan", "plan_changed", seen_version))
        _add_version(connection, actor, plan_id, version, shown, scenario, now)
        return version


def plans(database: Database, actor: Actor) -> tuple[Plan, ...]:
    """Return the own plans and those that partners share, the newest first."""
    query = _readable(actor).where(PlanRow.is_archived.is_(False))
    with database.reading() as connection:
        confirm(connection, actor)
        rows = connection.execute(query.order_by(PlanRow.updated_at.desc(), PlanRow.id))
        return tuple(_plan(connection, actor, row) for row in rows.all())


def plan(
    database: Database, actor: Actor, plan_id: str, *, version: int | None = None
) -> tuple[Plan, PlanVersion]:
    """Return a plan and one of its versions; None means the newest.

    Raises
    ------
    AgreementError
        There is no such plan or version for the one who asks.
    """
    with database.reading() as connection:
        confirm(connection, actor)
        found = _find(connection, actor, plan_id)
        is_own = found.owner.id == actor.organization_id
        wanted = found.version if version is None or not is_own else version
        if version not in (None, wanted):
            raise _not_found(plan_id)
        row = connection.execute(
            _versions(plan_id).where(PlanVersionRow.version == wanted)
        ).first()
        if row is None:
            raise _not_found(plan_id)
        return found, _version(row)


def plan_history(
    database: Database, actor: Actor, plan_id: str
) -> tuple[PlanVersion, ...]:
    """Return all versions of an own plan, the newest first."""
    with database.reading() as connection:
        confirm(connection, actor)
        _own(connection, actor, plan_id)
        rows = connection.execute(
            _versions(plan_id).order_by(PlanVersionRow.version.desc())
        )
        return tuple(map(_version, rows))


def set_baseline(database: Database, actor: Actor, plan_id: str) -> None:
    """Make an own plan the only one that others are compared with."""
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        _own(connection, actor, plan_id)
        mine = OrganizationRow.id == actor.organization_id
        # of two who choose at once, the second waits here
        connection.execute(select(OrganizationRow.id).where(mine).with_for_update())
        own = PlanRow.organization_id == actor.organization_id
        connection.execute(update(PlanRow).where(own).values(is_baseline=False))
        this = PlanRow.id == plan_id
        connection.execute(update(PlanRow).where(this).values(is_baseline=True))


def archive_plan(database: Database, actor: Actor, plan_id: str) -> None:
    """Take an own plan off the list; its versions are kept, a save brings it back."""
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        _own(connection, actor, plan_id)
        values = {"is_archived": True, "is_baseline": False}
        this = PlanRow.id == plan_id
        connection.execute(update(PlanRow).where(this).values(**values))


def share_plan(database: Database, actor: Actor, plan_id: str, partner_id: str) -> None:
    """Let a partner read the newest version of an own plan; twice changes nothing."""
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        _own(connection, actor, plan_id)
        if partner_id not in {each.id for each in partners_of(connection, actor)}:
            raise _not_found(partner_id)
        keys = {"plan_id": plan_id, "organization_id": partner_id}
        if connection.execute(select(PlanShareRow).filter_by(**keys)).first() is None:
            connection.execute(insert(PlanShareRow).values(**keys))


def unshare_plan(
    database: Database, actor: Actor, plan_id: str, partner_id: str
) -> None:
    """Let a partner read an own plan no more."""
    with database.writing() as connection:
        confirm(connection, actor, "planner")
        _own(connection, actor, plan_id)
        keys = {"plan_id": plan_id, "organization_id": partner_id}
        connection.execute(delete(PlanShareRow).filter_by(**keys))


def keep_draft(
    database: Database, actor: Actor, key: str, content: str, *, now: datetime
) -> None:
    """Keep what a user is typing, over what was kept before.

    ``key`` — what it belongs to, such as the identity of a plan; the user's own choice.
    """
    keys = {"user_id": actor.user_id, "key": key}
    values = {"content": content, "saved_at": now}
    with database.writing() as connection:
        confirm(connection, actor)
        connection.execute(_KEEP, {**keys, **values})


def kept_draft(database: Database, actor: Actor, key: str) -> PlanDraft | None:
    """Return what a user was typing; None when nothing was kept."""
    keys = {"user_id": actor.user_id, "key": key}
    with database.reading() as connection:
        confirm(connection, actor)
        row = connection.execute(select(PlanDraftRow).filter_by(**keys)).first()
    return None if row is None else PlanDraft(row.content, row.saved_at)


_KEEP = text(
    "INSERT INTO plan_drafts (user_id, key, content, saved_at)"
    " VALUES (:user_id, :key, :content, :saved_at)"
    " ON CONFLICT (user_id, key)"
    " DO UPDATE SET content = :content, saved_at = :saved_at"
).bindparams(bindparam("saved_at", type_=Moment))


def _readable(actor: Actor) -> Select[*tuple[Any, ...]]:
    shared = select(PlanShareRow.plan_id).where(
        PlanShareRow.organization_id == actor.organization_id
    )
    is_mine = PlanRow.organization_id == actor.organization_id
    return (
        select(PlanRow, OrganizationRow.name, OrganizationRow.kind)
        .join(OrganizationRow, OrganizationRow.id == PlanRow.organization_id)
        .where(or_(is_mine, PlanRow.id.in_(shared)))
    )


def _find(connection: Connection, actor: Actor, plan_id: str) -> Plan:
    row = connection.execute(_readable(actor).where(PlanRow.id == plan_id)).first()
    if row is None:
        raise _not_found(plan_id)
    return _plan(connection, actor, row)


def _own(connection: Connection, actor: Actor, plan_id: str) -> None:
    query = select(PlanRow.id).where(*_is_own(actor, plan_id))
    if connection.execute(query).first() is None:
        raise _not_found(plan_id)


def _is_own(actor: Actor, plan_id: str) -> tuple[Any, ...]:
    return (
        PlanRow.id == plan_id,
        PlanRow.organization_id == actor.organization_id,
    )


def _plan(connection: Connection, actor: Actor, row: Row[*tuple[Any, ...]]) -> Plan:
    shares: tuple[str, ...] = ()
    if row.organization_id == actor.organization_id:
        query = select(PlanShareRow.organization_id).filter_by(plan_id=row.id)
        shares = tuple(sorted(connection.execute(query).scalars()))
    return Plan(
        id=row.id,
        title=row.title,
        owner=Organization(row.organization_id, row.name, checked_kind(row.kind)),
        version=row.version,
        is_baseline=row.is_baseline,
        updated_at=row.updated_at,
        shared_with=shares,
    )


def _versions(plan_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(PlanVersionRow, UserRow.name)
        .join(UserRow, UserRow.id == PlanVersionRow.saved_by)
        .where(PlanVersionRow.plan_id == plan_id)
    )


def _version(row: Row[*tuple[Any, ...]]) -> PlanVersion:
    return PlanVersion(
        version=row.version,
        title=row.title,
        scenario=row.scenario,
        saved_by=row.name,
        saved_at=row.saved_at,
    )


def _add_version(
    connection: Connection,
    actor: Actor,
    plan_id: str,
    version: int,
    title: str,
    scenario: str,
    now: datetime,
) -> None:
    connection.execute(
        insert(PlanVersionRow).values(
            plan_id=plan_id,
            version=version,
            title=title,
            scenario=scenario,
            saved_by=actor.user_id,
            saved_at=now,
        )
    )


def _checked_title(title: str) -> str:
    shown = " ".join(title.split())[:LONGEST_TITLE]
    if not shown:
        raise AgreementError(Problem("title", "plan_title_missing"))
    return shown


def _not_found(got: str) -> AgreementError:
    return AgreementError(Problem("plan", "plan_not_found", got))
