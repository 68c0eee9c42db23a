"""An agreement in words: where it stands, its numbers, what changed, what happened."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from dashboards.i18n import Language, say
from sim.agreements.comparing import FigureChange, OfferChange
from sim.agreements.receipt_check import ReceiptReport
from sim.agreements.records import Agreement, Notification, Revision, Summary
from sim.agreements.terms import Terms
from sim.agreements.walk import leaves
from sim.agreements.words import place_text, value_text
from sim.language import moment_text, number_text, percent_text, text
from sim.report.agreement_pdf import kpi_cells
from sim.report.change_words import change_cells
from sim.report.quantities import amount_text, range_text
from sim.report.word_tables import WordTable

__all__ = [
    "basis_words",
    "change_tables",
    "check_lines",
    "document_tables",
    "figures_table",
    "history_table",
    "list_label",
    "news_line",
    "promise_words",
    "revision_words",
    "standing_words",
    "state_words",
    "time_left",
]


def state_words(summary: Summary, language: Language) -> str:
    """Return where an agreement stands."""
    return text(f"agreements.state_{summary.state}", language)


def standing_words(summary: Summary, language: Language) -> str:
    """Return number, revision, both sides and state in one line."""
    key = "standing" if summary.current_revision else "standing_draft"
    return say(
        f"agreements.{key}",
        language,
        number=summary.number,
        revision=summary.current_revision,
        state=state_words(summary, language),
        shop=summary.shop.name,
        agency=summary.agency.name,
    )


def list_label(summary: Summary, language: Language) -> str:
    """Return one line of the list."""
    mark = say("agreements.my_turn", language) if summary.awaits_me else ""
    return f"{standing_words(summary, language)} {mark}".strip()


def time_left(until: datetime, language: Language) -> str:
    """Return how long there is until a moment, in words."""
    left = until - datetime.now(UTC)
    minutes = int(left.total_seconds() // 60)
    if minutes < 0:
        return say("agreements.time_over", language)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    return say(
        "agreements.time_left", language, days=days, hours=hours, minutes=minutes
    )


def promise_words(terms: Terms, language: Language) -> str:
    """Return how likely the target is kept, with its interval."""
    promise, quality = terms.run.promise, terms.quality
    return say(
        "agreements.promise",
        language,
        missed=percent_text(quality.missed_share, language),
        asked=percent_text(quality.with_probability, language),
        share=percent_text(promise.probability, language),
        low=percent_text(promise.ci_low, language),
        high=percent_text(promise.ci_high, language),
        n=number_text(promise.n, language),
    )


def basis_words(terms: Terms, sha256: str, language: Language) -> str:
    """Return what the numbers rest on, and the hash that is accepted."""
    run = terms.run
    return say(
        "agreements.basis",
        language,
        digest=run.scenario_digest[:12],
        seed=run.seed,
        replications=number_text(run.replications, language),
        engine=run.engine,
        version=run.versions.get("hanboki", "-"),
        sha256=sha256,
    )


def figures_table(terms: Terms, language: Language) -> WordTable:
    """Return the price and the headline numbers of a document."""
    rows = []
    quoted = terms.price.quoted
    if quoted is not None:
        mean = amount_text(quoted.mean_yen, "yen", language)
        if quoted.ci_low_yen is not None and quoted.ci_high_yen is not None:
            spread = (quoted.ci_low_yen, quoted.ci_high_yen)
            mean += f" ({range_text(*spread, 'yen', language)})"
        rows.append(
            (
                text("agreements.kpi_price", language),
                amount_text(quoted.p50_yen, "yen", language),
                range_text(quoted.p10_yen, quoted.p90_yen, "yen", language),
                mean,
                number_text(quoted.n, language),
            )
        )
    rows += [kpi_cells(line, language) for line in terms.run.kpis]
    return WordTable(
        caption=say("agreements.figures", language),
        head=_heads(("what", "median", "range", "mean", "n"), language),
        rows=tuple(rows),
    )


def change_tables(
    change: OfferChange, language: Language
) -> tuple[str, WordTable, WordTable]:
    """Return the change of the risk in words, of the numbers and of the document."""
    old, new = change.promises
    words = say(
        "agreements.promise_change",
        language,
        before=percent_text(old.probability, language),
        after=percent_text(new.probability, language),
        low=percent_text(new.ci_low, language),
        high=percent_text(new.ci_high, language),
        n=number_text(new.n, language),
    )
    figures = WordTable(
        caption=say("agreements.change_figures", language),
        head=_heads(("what", "before", "after", "change", "told"), language),
        rows=tuple(
            (*change_cells(each, language), say(_verdict(each), language))
            for each in change.figures
        ),
    )
    places = WordTable(
        caption=say("agreements.change_terms", language),
        head=_heads(("what", "before", "after"), language),
        rows=tuple((each.label, each.before, each.after) for each in change.terms),
        n_words=3,
    )
    return words, figures, places


def document_tables(terms: Terms, language: Language) -> list[WordTable]:
    """Return the whole document, one value a row, a table for each of its parts."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for leaf in leaves(terms):
        if leaf.path.startswith(("run.", "schema_version")):
            continue
        title, place = say("agreements.document", language), leaf.place
        if len(place) > 1:
            title, place = place_text(place[:1], language), place[1:]
        value = value_text(leaf.value, leaf.model, leaf.field, language)
        parts.setdefault(title, []).append((place_text(place, language), value))
    return [
        WordTable(
            caption=title,
            head=_heads(("what", "value"), language),
            rows=tuple(rows),
            n_words=2,
        )
        for title, rows in parts.items()
    ]


def history_table(found: Agreement, zone: tzinfo, language: Language) -> WordTable:
    """Return everything that has happened, the newest first."""
    rows = []
    for event in reversed(found.events):
        said = _said(event.payload)
        at = datetime.fromisoformat(event.at).astimezone(zone)
        rows.append(
            (
                str(event.seq),
                moment_text(at, language),
                event.organization or "-",
                event.actor if event.organization else "-",
                text(f"agreements.event_{event.type}", language),
                str(event.revision or "-"),
                said,
                event.sha256[:12],
            )
        )
    names = ("seq", "at", "side", "who", "event", "revision", "said", "hash")
    return WordTable(
        caption=say("agreements.history", language),
        head=_heads(names, language),
        rows=tuple(rows),
        n_words=len(names),
    )


def news_line(note: Notification, language: Language) -> str:
    """Return one piece of news."""
    return say(
        "agreements.news_line",
        language,
        number=note.number,
        side=note.event.organization or "-",
        event=text(f"agreements.event_{note.event.type}", language),
        said=_said(note.event.payload),
    ).strip()


def check_lines(report: ReceiptReport, language: Language) -> list[tuple[bool, str]]:
    """Return each check of a receipt, whether it passed, and what is wrong."""
    lines = []
    for check in report.checks:
        words = text(f"receipt.check_{check.name}", language)
        if check.problem is not None:
            words += " ・ " + check.problem.text(language)
        lines.append((check.passed, words))
    return lines


def revision_words(revision: Revision, language: Language) -> str:
    """Return which revision this is and what has become of it."""
    zone = revision.terms.zone
    return say(
        "agreements.revision",
        language,
        revision=revision.number,
        author=revision.author.name,
        at=moment_text(revision.sent_at.astimezone(zone), language),
        status=text(f"agreements.status_{revision.status}", language),
    )


def _verdict(each: FigureChange) -> str:
    """Return the words for whether a change can be told from luck."""
    if each.differs is None:
        return "agreements.not_computed"
    if each.differs:
        return "agreements.told_apart"
    is_equal = each.ci_low == each.ci_high == 0
    return "agreements.equal" if is_equal else "agreements.not_told_apart"


def _said(payload: Mapping[str, object]) -> str:
    return str(payload.get("reason") or payload.get("comment") or "")


def _heads(names: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(say(f"agreements.head_{name}", language) for name in names)
