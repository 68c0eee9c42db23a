"""What outlives a page: plans that were saved, and what was worked on last.

A link names a scenario by its key. Shipped ones are there for everybody; one's own are
kept in the database, so that a reload and a restart of the server find them again, and
are opened for nobody else. A saved plan is opened for its organization, and for
partners whom it is shared with.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboards.services import shelf
from dashboards.services.plans import plan as plan_of
from dashboards.services.questions import Question
from dashboards.services.store import database
from sim.accounts import Actor, Organization, may, partners
from sim.agreements import plans as kept
from sim.errors import ScenarioError
from sim.scenario.files import dumps, loads
from sim.scenario.shipped import shipped_folder

__all__ = [
    "Opened",
    "Recent",
    "found_again",
    "keep",
    "may_save",
    "open_plan",
    "recent",
    "save_as",
    "save_over",
    "saved_plans",
    "share",
    "sharing",
    "unshare",
]

_RECENT = "recent"
_KEPT = 40
_SCENARIO = "scenario:{}"


@dataclass(frozen=True, slots=True)
class Recent:
    """Something that was worked on."""

    question: Question
    title: str
    plan_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A saved plan that may be read."""

    scenario: str
    """Key of its scenario on the shelf."""
    title: str
    version: int
    is_own: bool
    """Whether it is one's own organization's, so that it can be changed."""
    owner: str


def keep(actor: Actor, question: Question, plan_id: str | None) -> None:
    """Keep what is worked on: its scenario, if it is one's own, and that it was last.

    Raises
    ------
    SimError
        The database refuses.
    """
    now = datetime.now(UTC)
    if question.scenario.startswith(shelf.OWN):
        key = _SCENARIO.format(question.scenario)
        if kept.kept_draft(database(), actor, key) is None:
            text = dumps(shelf.scenario(question.scenario))
            kept.keep_draft(database(), actor, key, text, now=now)
    title = shelf.title(question.scenario)
    latest = Recent(question, title, plan_id, now)
    others = [
        each
        for each in recent(actor)
        if each.question.scenario != question.scenario or each.plan_id != plan_id
    ]
    content = json.dumps([_plain(each) for each in (latest, *others)][:_KEPT])
    kept.keep_draft(database(), actor, _RECENT, content, now=now)


def recent(actor: Actor) -> tuple[Recent, ...]:
    """Return what was worked on, the newest first."""
    found = kept.kept_draft(database(), actor, _RECENT)
    entries = json.loads(found.content) if found else []
    return tuple(
        Recent(
            Question(
                entry["scenario"],
                tuple(entry["heads"]),
                entry["seed"],
                entry["replications"],
            ),
            entry["title"],
            entry["plan"],
            datetime.fromisoformat(entry["at"]),
        )
        for entry in entries
    )


def found_again(actor: Actor, scenario: str) -> bool:
    """Put one's own scenario back on the shelf; return whether it could be found."""
    found = kept.kept_draft(database(), actor, _SCENARIO.format(scenario))
    if found is None:
        return False
    try:
        shelf.put_back(scenario, loads(found.content, shipped_folder()))
    except ScenarioError:
        return False  # made by a version of hanboki that read files otherwise
    return True


def open_plan(actor: Actor, plan_id: str) -> Opened:
    """Put a saved plan on the shelf.

    Raises
    ------
    AgreementError
        There is no such plan for the one who asks.
    ScenarioError
        Its text cannot be read any more.
    """
    plan, version = kept.plan(database(), actor, plan_id)
    scenario = shelf.put(loads(version.scenario, shipped_folder()))
    is_own = plan.owner.id == actor.organization_id
    return Opened(scenario, plan.title, plan.version, is_own, plan.owner.name)


def saved_plans(actor: Actor) -> tuple[kept.Plan, ...]:
    """Return the own plans and those that partners share, the newest first."""
    return kept.plans(database(), actor)


def may_save(actor: Actor) -> bool:
    """Return whether somebody's role allows saving plans."""
    return may(actor, "planner")


def save_as(actor: Actor, question: Question, title: str) -> tuple[str, str]:
    """Save a new plan; return its identity and the key of its scenario.

    Raises
    ------
    AgreementError
        It has no title.
    AccountError
        The role is too low.
    """
    scenario, text = _named(question, title)
    now = datetime.now(UTC)
    return kept.save_new_plan(database(), actor, title, text, now=now), scenario


def save_over(
    actor: Actor, question: Question, plan_id: str, title: str, *, seen_version: int
) -> str:
    """Save the next version of a plan; return the key of its scenario.

    Raises
    ------
    AgreementError
        Somebody saved it meanwhile, or it is not one's own.
    """
    scenario, text = _named(question, title)
    kept.save_plan(
        database(),
        actor,
        plan_id,
        title,
        text,
        seen_version=seen_version,
        now=datetime.now(UTC),
    )
    return scenario


def sharing(actor: Actor, plan_id: str) -> dict[str, tuple[Organization, bool]]:
    """Return the partners by id, each with whether it may read an own plan."""
    plan, _ = kept.plan(database(), actor, plan_id)
    return {
        partner.id: (partner, partner.id in plan.shared_with)
        for partner in partners(database(), actor)
    }


def share(actor: Actor, plan_id: str, partner_id: str) -> None:
    """Let a partner read a plan."""
    kept.share_plan(database(), actor, plan_id, partner_id)


def unshare(actor: Actor, plan_id: str, partner_id: str) -> None:
    """Let a partner read a plan no more."""
    kept.unshare_plan(database(), actor, plan_id, partner_id)


def _named(question: Question, title: str) -> tuple[str, str]:
    """Return the edited scenario under a title, as key and as text."""
    name = " ".join(title.split())
    edited = plan_of(question.scenario, question.heads)
    named = edited.replace(name=name) if name else edited
    return shelf.put(named), dumps(named)


def _plain(entry: Recent) -> dict[str, object]:
    question = entry.question
    return {
        "scenario": question.scenario,
        "heads": list(question.heads),
        "seed": question.seed,
        "replications": question.replications,
        "title": entry.title,
        "plan": entry.plan_id,
        "at": entry.at.isoformat(),
    }
