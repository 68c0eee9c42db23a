"""Agreed against delivered, and the work log, in words."""

from datetime import datetime

from sim.agreements.words import choice_text
from sim.language import Language, day_text, moment_text, number_text, text, yen_text
from sim.quotes.billing import Line
from sim.report.quantities import amount_text, least_text, range_text
from sim.report.quote_words import line_label
from sim.report.ship_by_words import ship_by_words
from sim.report.word_tables import WordTable, word_table
from sim.review.agreed import Agreed
from sim.review.delivered import Delivered, DeliveredClass, DeliveredVolume
from sim.review.promises import KeptPromise, Part

__all__ = ["delivered_sentences", "delivered_tables", "work_tables"]

_ROLES = ("viewer", "planner", "approver")
_PROMISE_HEADS = ("promise", "promised", "happened", "kept")
_UNKNOWN = float("nan")


def delivered_sentences(found: Delivered, language: Language) -> list[str]:
    """Return what is to be paid beside what was quoted, or why that is not known."""
    promise = found.agreed.terms.quality.missed_share
    said = [
        _say(
            _quality(found),
            language,
            number=found.agreed.number,
            promised=amount_text(promise, "share", language),
            kept=_share_words(found.kept_missed, language),
        )
    ]
    if found.bill is None:
        mark = text("report.comma", language)
        names = mark.join(_say(f"need_{need}", language) for need in found.needs)
        return [*said, _say("no_bill", language, names=names)]
    said.append(
        _say(
            "bill",
            language,
            total=yen_text(float(found.bill.total_yen), language),
            before=yen_text(float(found.bill.before_tax_yen), language),
            tax=yen_text(float(found.bill.tax_yen), language),
        )
    )
    quoted = found.agreed.terms.price.quoted
    if quoted is not None:
        said.append(
            _say(
                "quoted",
                language,
                median=yen_text(quoted.p50_yen, language),
                range=range_text(quoted.p10_yen, quoted.p90_yen, "yen", language),
                n=number_text(quoted.n, language),
            )
        )
    return [*said, _say("bill_by", language)]


def delivered_tables(found: Delivered, language: Language) -> list[WordTable]:
    """Return volume, times, hours and the bill, as far as they are known."""
    volume = tuple(_volume_row(row, language) for row in found.volume)
    classes = tuple(_class_row(row, language) for row in found.classes)
    promises = tuple(_promise_row(row, language) for row in found.promises)
    hours = tuple(
        (
            row.label,
            amount_text(row.agreed, "hours", language),
            amount_text(_or_nan(row.worked), "hours", language),
        )
        for row in found.hours
    )
    tables = [
        word_table(
            "delivered", "volume", ("day", "band", "came", "place"), volume, language
        ),
        word_table(
            "delivered",
            "classes",
            ("class", "ship_by", "due", "missed"),
            classes,
            language,
            n_words=2,
        ),
        word_table(
            "delivered", "promises", _PROMISE_HEADS, promises, language, n_words=4
        ),
        word_table(
            "delivered",
            "hours",
            ("team", "hours_agreed", "hours_worked"),
            hours,
            language,
        ),
    ]
    if found.bill is not None:
        labels = {t.name: t.label or t.name for t in found.agreed.plan.teams}
        lines = [_line_row(line, labels, language) for line in found.bill.lines]
        sums = [
            (_say(f"sum_{name}", language), "", "", yen_text(float(yen), language))
            for name, yen in (
                ("before", found.bill.before_tax_yen),
                ("tax", found.bill.tax_yen),
                ("total", found.bill.total_yen),
            )
        ]
        heads = ("line", "quantity", "rate", "yen")
        tables.append(word_table("delivered", "bill", heads, (*lines, *sums), language))
    return tables


def work_tables(agreed: Agreed, language: Language) -> tuple[WordTable, WordTable]:
    """Return who handles which step, and what was decided when and by which role."""
    work = tuple(
        (
            item.item,
            _responsible(agreed, item.responsible, language),
            item.done_when or "",
        )
        for item in agreed.terms.sop
    )
    decided = []
    for event in agreed.events:
        at = datetime.fromisoformat(event.at).astimezone(agreed.terms.zone)
        said = event.payload.get("reason") or event.payload.get("comment") or ""
        role = event.role
        decided.append(
            (
                moment_text(at, language),
                event.organization or "-",
                text(f"accounts.role_{role}", language) if role in _ROLES else "-",
                text(f"agreements.event_{event.type}", language),
                str(event.revision or "-"),
                str(said),
            )
        )
    heads = ("at", "organization", "role", "event", "revision", "said")
    return (
        word_table(
            "delivered",
            "work",
            ("item", "responsible", "done_when"),
            work,
            language,
            n_words=3,
        ),
        word_table("delivered", "decided", heads, tuple(decided), language, n_words=6),
    )


def _quality(found: Delivered) -> str:
    missed = found.kept_missed
    if missed.share is None:
        return "quality_unknown"
    if missed.is_kept is None:
        return "quality_open"
    return "quality_kept" if missed.is_kept else "quality_broken"


def _volume_row(row: DeliveredVolume, language: Language) -> tuple[str, ...]:
    place = "inside"
    if row.orders < row.low:
        place = "below"
    elif row.orders > row.high:
        place = "above"
    return (
        _say("all_days", language) if row.day is None else day_text(row.day, language),
        range_text(row.low, row.high, "orders", language),
        amount_text(row.orders, "orders", language),
        _say(f"place_{place}", language),
    )


def _class_row(row: DeliveredClass, language: Language) -> tuple[str, ...]:
    return (
        row.label or _say("no_class", language),
        ship_by_words(row.ship_by, language) if row.label else "",
        amount_text(row.due, "orders", language),
        (least_text if row.missed_open else amount_text)(
            _or_nan(row.missed), "orders", language
        ),
    )


def _promise_row(row: KeptPromise, language: Language) -> tuple[str, ...]:
    share = amount_text(row.promised, "share", language)
    if isinstance(row.found, Part):
        happened = _say(
            "happened",
            language,
            share=_share_words(row, language),
            some=number_text(row.found.some, language),
            all=number_text(row.found.all, language),
        )
    else:
        happened = _say(f"gap_{row.found}", language)
    place = {None: "unmeasured", True: "kept", False: "broken"}[row.is_kept]
    bound = "at_least" if row.kind == "replies" else "at_most"
    return (
        _say(f"promise_{row.kind}", language),
        _say(bound, language, share=share),
        happened,
        _say(f"place_{place}", language),
    )


def _share_words(row: KeptPromise, language: Language) -> str:
    """Return what a promised share came to, or came to at least."""
    is_least = isinstance(row.found, Part) and row.found.open > 0
    words = least_text if is_least else amount_text
    return words(_or_nan(row.share), "share", language)


def _line_row(
    line: Line, labels: dict[str, str], language: Language
) -> tuple[str, ...]:
    name = line_label(line.kind, line.item, language, labels)
    if line.unit == "once":
        return name, text("quotes.unit_once", language), "", _yen(line, language)
    amount = number_text(float(line.quantity), language, 2)
    rate = (
        f"{line.rate:.2%}" if line.kind == "sales" else f"¥{line.rate.normalize():,f}"
    )
    unit = text(f"quotes.unit_{line.unit}", language, amount=amount)
    return name, unit, rate, _yen(line, language)


def _yen(line: Line, language: Language) -> str:
    return yen_text(float(line.yen), language)


def _responsible(agreed: Agreed, side: str | None, language: Language) -> str:
    """Return the organization and the role that answers for it."""
    if side is None:
        return "-"
    if side not in ("shop", "agency"):
        return choice_text(side, language)
    party = agreed.terms.parties[0 if side == "shop" else 1]
    return " ".join(
        part for part in (party.name or party.organization, party.contact_role) if part
    )


def _or_nan(value: float | None) -> float:
    return _UNKNOWN if value is None else value


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"delivered.{key}", language, **values)
