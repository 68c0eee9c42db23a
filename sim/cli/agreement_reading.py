"""Commands that read: list, show, compare, history, receipt, diagram."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.acting import AsOption, DatabaseOption, acting, now
from sim.cli.agreement_acting import see
from sim.cli.agreement_page import (
    NumberArgument,
    agreement_data,
    change_data,
    show_agreement,
    show_change,
    show_history,
    show_list,
)
from sim.cli.exits import Refusal
from sim.cli.options import ForceOption, JsonOption, LangOption
from sim.cli.receipt_files import refuse_receipt, write_receipt
from sim.cli.talk import Talk

if TYPE_CHECKING:
    from sim.accounts import Actor
    from sim.agreements.records import Agreement
    from sim.database import Database

__all__ = ["compare", "diagram", "history", "list_agreements", "receipt", "show"]

RevisionOption = Annotated[int | None, typer.Option("--revision", metavar="N", min=1)]


def list_agreements(
    who: AsOption,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """List the agreements of a side, what waits for it first."""
    from sim.agreements.store import agreements

    talk = Talk.in_language(lang)
    with acting(place, who, talk) as (database, actor):
        found = agreements(database, actor, now=now())
    if json:
        talk.show_json(
            [
                {
                    "agreement": each.number,
                    "title": each.title,
                    "state": each.state,
                    "shop": each.shop.name,
                    "agency": each.agency.name,
                    "revision": each.current_revision,
                    "awaits_me": each.awaits_me,
                }
                for each in found
            ]
        )
        return
    show_list(found, talk)


def show(
    number: NumberArgument,
    who: AsOption,
    revision: RevisionOption = None,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show an agreement and the risk of its revision; this counts as having seen it."""
    from sim.agreements import workflow

    talk = Talk.in_language(lang)
    with acting(place, who, talk) as (database, actor):
        seen = _see_with(database, actor, number, revision)
        current = seen.summary.current_revision
        if json:
            talk.show_json(agreement_data(seen))
        else:
            show_agreement(seen, revision, talk)
        if current and revision in (None, current):
            found = seen.summary.id
            workflow.view(database, actor, found, revision=current, now=now())


def compare(
    number: NumberArgument,
    who: AsOption,
    revision: RevisionOption = None,
    to: Annotated[int | None, typer.Option("--to", metavar="N", min=1)] = None,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show what a revision changes: document, price, key figures, risk."""
    from sim.agreements.comparing import compare_offers

    talk = Talk.in_language(lang)
    with acting(place, who, talk) as (database, actor):
        seen = _see_with(database, actor, number, revision)
    new = revision or seen.summary.current_revision
    old = to or new - 1
    if not 1 <= old <= len(seen.revisions) or not new:
        raise Refusal(key="agreement_no_revision", revision=old)
    before, after = seen.revision(old), seen.revision(new)
    change = compare_offers(before.offer, after.offer, talk.language)
    if json:
        talk.show_json({"before": old, "after": new, **change_data(change)})
        return
    talk.show_text(talk.say("agreement_compared", before=old, after=new), style="bold")
    show_change(change, talk)


def history(
    number: NumberArgument,
    who: AsOption,
    place: DatabaseOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show everything that has happened, and whether the chain is whole."""
    from sim.agreements.store import chain_fault

    talk = Talk.in_language(lang)
    with acting(place, who, talk) as (database, actor):
        seen = see(database, actor, number)
        fault = chain_fault(database, actor, seen.summary.id, now=now())
    if json:
        whole = fault is None
        events = [{**e.content(), "sha256": e.sha256} for e in seen.events]
        talk.show_json({"agreement": number, "is_whole": whole, "events": events})
        return
    show_history(seen, talk)
    if fault is None:
        talk.show_text(talk.say("agreement_chain_whole", count=len(seen.events)))
    else:
        talk.show_text(fault.problem.text(talk.language), style="red")


def receipt(
    number: NumberArgument,
    who: AsOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE|DIR")],
    force: ForceOption = False,
    place: DatabaseOption = None,
    lang: LangOption = None,
) -> None:
    """Write the receipt, which anybody can verify without the database."""
    from sim.agreements.evidence import export_receipt

    talk = Talk.in_language(lang)
    refuse_receipt(out, may_replace=force)
    with acting(place, who, talk) as (database, actor):
        seen = see(database, actor, number)
        content = export_receipt(database, actor, seen.summary.id, now=now())
    write_receipt(content, out, talk.language)
    talk.tell("written", path=out)


def diagram(
    table: Annotated[bool, typer.Option("--table")] = False, lang: LangOption = None
) -> None:
    """Print the states of an agreement as a Mermaid diagram, or as a table."""
    from sim.agreements.diagram import mermaid, state_table
    from sim.cli.tables import plain_table

    talk = Talk.in_language(lang)
    if not table:
        talk.show_raw(mermaid())
        return
    names = ("state", "action", "side", "role", "next")
    heads = [talk.say(f"agreement_head_{name}") for name in names]
    talk.show(plain_table(heads, state_table(talk.language)))


def _see_with(
    database: "Database", actor: "Actor", number: str, revision: int | None
) -> "Agreement":
    """Return an agreement that has this revision."""
    seen = see(database, actor, number)
    if revision is not None and revision > len(seen.revisions):
        raise Refusal(key="agreement_no_revision", revision=revision)
    return seen
