"""Commands by which a side decides: comment, accept, reject, withdraw, cancel, keep."""

from typing import Annotated

import typer

from sim.cli.acting import AsOption, DatabaseOption, now
from sim.cli.agreement_acting import changing
from sim.cli.agreement_page import NumberArgument
from sim.cli.options import JsonOption, LangOption
from sim.cli.talk import Talk

__all__ = ["accept", "cancel", "comment", "keep", "reject", "withdraw"]

RevisionOption = Annotated[int, typer.Option("--revision", metavar="N", min=1)]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT")]


def comment(
    number: NumberArgument,
    words: Annotated[str, typer.Argument(metavar="TEXT")],
    who: AsOption,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say something that both sides read."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        workflow.comment(database, actor, seen.summary.id, words, now=now())


def accept(
    number: NumberArgument,
    revision: RevisionOption,
    who: AsOption,
    sha256: Annotated[str | None, typer.Option("--sha256", metavar="HEX")] = None,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Accept a revision that was shown, for the own side."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        known = revision <= len(seen.revisions)
        digest = seen.revision(revision).content_sha256 if known else ""
        workflow.accept(
            database,
            actor,
            seen.summary.id,
            revision=revision,
            content_sha256=sha256 or digest,
            now=now(),
        )


def reject(
    number: NumberArgument,
    revision: RevisionOption,
    reason: ReasonOption,
    who: AsOption,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Turn a revision of the other side down, with a reason."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        workflow.reject(
            database, actor, seen.summary.id, reason, revision=revision, now=now()
        )


def withdraw(
    number: NumberArgument,
    who: AsOption,
    revision: Annotated[int, typer.Option("--revision", metavar="N", min=0)] = 0,
    reason: ReasonOption = "",
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Take the own revision back, or the first draft."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        workflow.withdraw(
            database, actor, seen.summary.id, reason, revision=revision, now=now()
        )


def cancel(
    number: NumberArgument,
    who: AsOption,
    reason: ReasonOption = "",
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """End a locked agreement: ask the other side, or agree when it has asked."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        state = seen.summary.state
        if state.startswith("cancel_asked"):
            workflow.agree_cancel(database, actor, seen.summary.id, now=now())
        else:
            workflow.ask_cancel(database, actor, seen.summary.id, reason, now=now())


def keep(
    number: NumberArgument,
    who: AsOption,
    reason: ReasonOption = "",
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Go on with an agreement: refuse to end it, or take the own wish back."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with changing(number, place, who, talk, is_json=json) as (database, actor, seen):
        state = seen.summary.state
        if state == f"cancel_asked_by_{actor.kind}":
            workflow.take_back_cancel(database, actor, seen.summary.id, now=now())
        else:
            workflow.refuse_cancel(database, actor, seen.summary.id, reason, now=now())
