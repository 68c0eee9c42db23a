"""An agreement on the terminal: where it stands, its numbers, what changed, history."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.acting import now
from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.language import moment_text, percent_text, text

if TYPE_CHECKING:
    from sim.accounts import Actor
    from sim.agreements.comparing import OfferChange
    from sim.agreements.records import Agreement, Revision, Summary
    from sim.database import Database

__all__ = [
    "NumberArgument",
    "agreement_data",
    "change_data",
    "show_agreement",
    "show_change",
    "show_history",
    "show_list",
    "show_standing",
]

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER")]


def show_standing(
    database: "Database",
    actor: "Actor",
    agreement_id: str,
    talk: Talk,
    *,
    is_json: bool,
) -> None:
    """Say where an agreement stands after a command has changed it."""
    from sim.agreements.blanks import blanks
    from sim.agreements.store import agreement

    seen = agreement(database, actor, agreement_id, now=now())
    open_places = () if seen.draft is None else blanks(seen.draft.terms)
    if is_json:
        places = [blank.path for blank in open_places]
        talk.show_json({**_standing_data(seen.summary), "blanks": places})
        return
    talk.show_text(_standing(seen.summary, talk))
    if open_places:
        talk.show_text(talk.say("agreement_blanks", count=len(open_places)))
        for blank in open_places:
            talk.show_text(f"- {blank.label(talk.language)} ({blank.path})", indent=2)


def show_list(found: "tuple[Summary, ...]", talk: Talk) -> None:
    """Print one line an agreement."""
    if not found:
        talk.tell("agreement_none")
        return
    names = ("number", "title", "partners", "state", "revision", "until", "turn")
    rows = [
        [
            each.number,
            each.title,
            f"{each.shop.name} / {each.agency.name}",
            text(f"agreements.state_{each.state}", talk.language),
            str(each.current_revision or "-"),
            "-" if each.decide_by is None else _moment(each.decide_by, talk),
            talk.say("agreement_my_turn") if each.awaits_me else "",
        ]
        for each in found
    ]
    talk.show(plain_table([talk.say(f"agreement_head_{name}") for name in names], rows))


def show_agreement(seen: "Agreement", number: int | None, talk: Talk) -> None:
    """Print where an agreement stands and what one of its revisions says."""
    talk.show_text(seen.summary.title, style="bold")
    talk.show_text(_standing(seen.summary, talk))
    revision = seen.current if number is None else seen.revision(number)
    if revision is not None:
        _show_revision(revision, talk)
    if seen.draft is not None:
        talk.show_text(talk.say("agreement_has_draft", version=seen.draft.version))


def show_change(change: "OfferChange", talk: Talk) -> None:
    """Print what a revision changes: document, price, KPIs, risk."""
    from sim.report.change_words import change_cells

    old, new = change.promises
    talk.show_text(
        talk.say(
            "agreement_promise_change",
            before=percent_text(old.probability, talk.language),
            after=percent_text(new.probability, talk.language),
            low=percent_text(new.ci_low, talk.language),
            high=percent_text(new.ci_high, talk.language),
            n=new.n,
        )
    )
    heads = [talk.say(f"agreement_head_{n}") for n in ("what", "before", "after")]
    if change.figures:
        rows = [list(change_cells(each, talk.language)) for each in change.figures]
        figure_heads = [*heads, talk.say("agreement_head_change")]
        talk.show_text("")
        talk.show(plain_table(figure_heads, rows, numbers_from=1))
    if not change.terms:
        talk.show_text("\n" + talk.say("agreement_same_words"))
        return
    talk.show_text("")
    talk.show(plain_table(heads, [[e.label, e.before, e.after] for e in change.terms]))


def show_history(seen: "Agreement", talk: Talk) -> None:
    """Print everything that has happened, in order."""
    rows = []
    for event in seen.events:
        said = event.payload.get("reason") or event.payload.get("comment") or ""
        rows.append(
            [
                str(event.seq),
                _moment(datetime.fromisoformat(event.at), talk),
                event.organization or "-",
                event.actor if event.organization else "-",
                text(f"agreements.event_{event.type}", talk.language),
                str(event.revision or "-"),
                str(said),
                event.sha256[:12],
            ]
        )
    names = ("seq", "at", "side", "who", "event", "revision", "said", "hash")
    talk.show(plain_table([talk.say(f"agreement_head_{name}") for name in names], rows))


def agreement_data(seen: "Agreement") -> dict[str, object]:
    """Return an agreement as plain data."""
    return {
        **_standing_data(seen.summary),
        "revisions": [
            {
                "revision": each.number,
                "author": each.author.name,
                "status": each.status,
                "sent_at": each.sent_at.isoformat(),
                "amends": each.amends,
                "sha256": each.content_sha256,
                "accepted": {s: at.isoformat() for s, at in each.accepted_at.items()},
                "content": dict(each.content),
            }
            for each in seen.revisions
        ],
        "events": [{**e.content(), "sha256": e.sha256} for e in seen.events],
    }


def change_data(change: "OfferChange") -> dict[str, object]:
    """Return what a revision changes as plain data."""
    from dataclasses import asdict

    return {
        "promises": [each.model_dump(mode="json") for each in change.promises],
        "figures": [
            {**asdict(each), "differs": each.differs} for each in change.figures
        ],
        "terms": [
            {"path": each.path, "before": each.before, "after": each.after}
            for each in change.terms
        ],
    }


def _show_revision(revision: "Revision", talk: Talk) -> None:
    from sim.measures import kpi
    from sim.report.quantities import amount_text, range_text

    language, run = talk.language, revision.terms.run
    talk.show_text(
        "\n"
        + talk.say(
            "agreement_revision",
            revision=revision.number,
            author=revision.author.name,
            status=text(f"agreements.status_{revision.status}", language),
            at=_moment(revision.sent_at, talk),
        )
    )
    promise = run.promise
    talk.show_text(
        talk.say(
            "agreement_promise",
            share=percent_text(promise.probability, language),
            low=percent_text(promise.ci_low, language),
            high=percent_text(promise.ci_high, language),
            n=promise.n,
        )
    )
    rows = []
    for line in run.kpis:
        if line.p10 is None or line.p50 is None or line.p90 is None:
            continue
        label = kpi("kpis", line.kpi).label(language)
        middle = amount_text(line.p50, line.unit, language)
        rows.append(
            [label, middle, range_text(line.p10, line.p90, line.unit, language)]
        )
    quoted = revision.terms.price.quoted
    if quoted is not None:
        middle = amount_text(quoted.p50_yen, "yen", language)
        spread = range_text(quoted.p10_yen, quoted.p90_yen, "yen", language)
        rows.append([text("agreements.kpi_price", language), middle, spread])
    heads = [talk.say(f"agreement_head_{n}") for n in ("what", "median", "range")]
    talk.show(plain_table(heads, rows, numbers_from=1))
    for side, at in revision.accepted_at.items():
        words = text(f"accounts.kind_{side}", language)
        moment = _moment(at, talk)
        talk.show_text(talk.say("agreement_accepted_by", side=words, at=moment))
    talk.show_text(
        talk.say(
            "agreement_run",
            digest=run.scenario_digest[:12],
            seed=run.seed,
            n=run.replications,
            engine=run.engine,
            sha256=revision.content_sha256,
        ),
        style="dim",
    )


def _standing(summary: "Summary", talk: Talk) -> str:
    is_sent = summary.current_revision > 0
    words = talk.say(
        "agreement_standing" if is_sent else "agreement_standing_draft",
        number=summary.number,
        revision=summary.current_revision,
        state=text(f"agreements.state_{summary.state}", talk.language),
        shop=summary.shop.name,
        agency=summary.agency.name,
    )
    if summary.decide_by is not None and summary.valid_until is not None:
        words += " " + talk.say(
            "agreement_dates",
            decide_by=_moment(summary.decide_by, talk),
            valid_until=_moment(summary.valid_until, talk),
        )
    if summary.awaits_me:
        words += " " + talk.say("agreement_my_turn")
    return words


def _standing_data(summary: "Summary") -> dict[str, object]:
    dates = {"decide_by": summary.decide_by, "valid_until": summary.valid_until}
    return {
        "agreement": summary.number,
        "title": summary.title,
        "state": summary.state,
        "shop": summary.shop.name,
        "agency": summary.agency.name,
        "revision": summary.current_revision,
        "locked_revision": summary.locked_revision,
        **{name: at and at.isoformat() for name, at in dates.items()},
        "awaits_me": summary.awaits_me,
    }


def _moment(moment: datetime, talk: Talk) -> str:
    return moment_text(moment.astimezone(), talk.language)
