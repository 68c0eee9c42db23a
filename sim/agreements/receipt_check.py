"""Verifying a receipt, offline and without a database: every item, the first bad named.

Each check answers one question that a reader has; the words are in ``receipt.toml``.
A chain cannot show by itself that its end was cut off and every hash made anew: compare
the receipt with the copy of the other side, whose head hash must be the same.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from sim.agreements.canonical import content_digest, parsed_json
from sim.agreements.chain import Event, event_from, verify_chain
from sim.agreements.receipt import (
    ACCEPTED,
    CONCLUDED,
    LOCKED,
    RECEIPT_FORMAT,
    RevisionRecord,
    derived_parts,
    receipt_digest,
)
from sim.agreements.terms import Terms
from sim.agreements.terms_files import terms_of
from sim.errors import Problem, TermsError
from sim.language import LANGUAGES, text

__all__ = ["CHECKS", "ReceiptCheck", "ReceiptReport", "verify_receipt"]

Body = Mapping[str, object]

CHECKS = (
    "readable",
    "terms",
    "chain",
    "bound",
    "accepted",
    "files",
    "repeated",
    "whole",
)
"""What is checked, in order."""

_FOUNDATIONS = ("terms", "chain")
"""Checks that the later ones rest on: where one fails, they are not made."""
_PARTS = frozenset(
    {
        "acceptances",
        "agreement",
        "events",
        "exported",
        "files",
        "final",
        "format",
        "head_sha256",
        "how_to_verify",
        "original",
        "parties",
        "revisions",
        "sha256",
        "statement",
        "status",
        "timeline",
    }
)


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """One question with its answer."""

    name: str
    """Entry of the catalogue, one of :data:`CHECKS`."""
    problem: Problem | None
    """The first bad item; None when all is well."""

    @property
    def passed(self) -> bool:
        """Whether all is well."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """What verifying a receipt found."""

    checks: tuple[ReceiptCheck, ...]
    """All checks that could be made, in order."""
    body: Body | None
    """The receipt; None when it is not readable."""
    terms: Terms | None
    """The final document; None when terms or events are not as they were hashed."""

    @property
    def passed(self) -> bool:
        """Whether the receipt is as it was made."""
        return len(self.checks) == len(CHECKS) and all(c.passed for c in self.checks)

    @property
    def fault(self) -> Problem | None:
        """The first bad item; None when there is none."""
        return next((c.problem for c in self.checks if c.problem is not None), None)

    @property
    def is_concluded(self) -> bool:
        """Whether both sides have accepted the final document, by the chain."""
        return (
            self.passed and self.body is not None and self.body["status"] in CONCLUDED
        )

    def data(self) -> dict[str, object]:
        """Return the report as plain data for other programs."""
        return {
            "passed": self.passed,
            "checks": [
                {
                    "name": each.name,
                    "passed": each.passed,
                    "where": None if each.problem is None else each.problem.where,
                    "rule": None if each.problem is None else each.problem.rule,
                }
                for each in self.checks
            ],
        }


def verify_receipt(content: bytes) -> ReceiptReport:
    """Return what is right and wrong with a receipt."""
    parts, problem = _read(content)
    readable = ReceiptCheck("readable", problem)
    if parts is None:
        return ReceiptReport((readable,), None, None)
    checks = [readable]
    for name in CHECKS[1:]:
        check = ReceiptCheck(name, _FINDERS[name](parts))
        checks.append(check)
        if not check.passed and name in _FOUNDATIONS:
            return ReceiptReport(tuple(checks), parts.body, None)
    return ReceiptReport(tuple(checks), parts.body, parts.terms())


@dataclass(frozen=True, slots=True)
class _Parts:
    """A receipt taken apart."""

    body: Body
    revisions: tuple[RevisionRecord, ...]
    recorded: tuple[str, ...]
    """Hash beside each revision."""
    events: tuple[Event, ...]
    kept: tuple[str, ...]
    """Hash beside each event."""
    files: Mapping[str, str]

    def terms(self) -> Terms:
        """Return the final document."""
        return terms_of(self.revisions[-1].content)


def _read(content: bytes) -> tuple[_Parts | None, Problem | None]:
    """Return the receipt taken apart, or what keeps it from being one."""
    try:
        body = parsed_json(content)
        if not isinstance(body, Mapping) or body.get("format") != RECEIPT_FORMAT:
            found = body.get("format") if isinstance(body, Mapping) else None
            values = {"format": RECEIPT_FORMAT}
            return None, Problem("format", "receipt_format", found, values)
        return _taken_apart(body), None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        # what a damaged file may lead to: it is named, and nothing is guessed
        values = {"message": f"{type(error).__name__}: {error}"}
        return None, Problem("", "receipt_unreadable", values=values)


def _taken_apart(body: Body) -> _Parts:
    if set(body) != _PARTS:
        msg = f"parts missing or unknown: {', '.join(sorted(_PARTS ^ set(body)))}"
        raise ValueError(msg)
    revisions = _rows(body["revisions"])
    events = _rows(body["events"])
    parts = _Parts(
        body=body,
        revisions=tuple(
            RevisionRecord(_number(row["revision"]), _table(row["content"]))
            for row in revisions
        ),
        recorded=tuple(_text(row["sha256"]) for row in revisions),
        events=tuple(
            event_from({key: row[key] for key in row if key != "sha256"})
            for row in events
        ),
        kept=tuple(_text(row["sha256"]) for row in events),
        files={key: _text(value) for key, value in _table(body["files"]).items()},
    )
    if not parts.revisions or not parts.events:
        msg = "no revision or no event"
        raise ValueError(msg)
    content_digest(body)
    _table(body["exported"])
    for key in ("statement", "how_to_verify"):
        _table(body[key])
    return parts


def _terms(parts: _Parts) -> Problem | None:
    """Return the first revision that has not the hash beside it."""
    last = 0
    for place, (each, kept) in enumerate(
        zip(parts.revisions, parts.recorded, strict=True)
    ):
        where = f"revisions[{place}]"
        if each.sha256 != kept:
            return Problem(where, "receipt_terms", each.sha256, {"expected": kept})
        if each.revision <= last:
            return Problem(where, "receipt_revision_order", each.revision)
        last = each.revision
    try:
        parts.terms()
    except TermsError as error:
        first = error.problems[0]
        where = f"revisions[{len(parts.revisions) - 1}].content.{first.where}"
        return replace(first, where=where)
    return None


def _chain(parts: _Parts) -> Problem | None:
    """Return the first event that is not as it was sealed."""
    head = str(parts.body["head_sha256"])
    fault = verify_chain(parts.events, recorded=parts.kept, head=head)
    found = parts.body["agreement"]
    if fault is None and parts.events[0].agreement != found:
        values = {"expected": parts.events[0].agreement}
        return Problem("agreement", "chain_other_agreement", found, values)
    return None if fault is None else fault.problem


def _bound(parts: _Parts) -> Problem | None:
    """Return the first event about a revision that names another content."""
    digests = {each.revision: each.sha256 for each in parts.revisions}
    for place, event in enumerate(parts.events):
        known = digests.get(event.revision or 0)
        is_other = known is not None and event.content_sha256 not in (None, known)
        if is_other and event.type != "edited_draft" and event.type != "created":
            values = {"expected": known}
            where = f"events[{place}].content_sha256"
            return Problem(where, "receipt_bound", event.content_sha256, values)
    return None


def _accepted(parts: _Parts) -> Problem | None:
    """Return what is missing where the receipt says that both sides accepted."""
    if parts.body["status"] not in CONCLUDED:
        return None
    final = parts.revisions[-1]
    about = [each for each in parts.events if each.content_sha256 == final.sha256]
    who = {each.organization for each in about if each.type == ACCEPTED}
    parties = {each.organization for each in parts.terms().parties if each.organization}
    if len(who) < 2 or not parties <= who:
        found = ", ".join(sorted(who)) or None
        return Problem("acceptances", "receipt_accepted", found)
    if not any(each.type == LOCKED for each in about):
        return Problem("events", "receipt_not_locked", parts.body["status"])
    return None


def _files(parts: _Parts) -> Problem | None:
    """Return the first file that is not the one the final document is bound to."""
    bound = parts.terms().run.files
    for path in sorted({*bound, *parts.files}):
        words = parts.files.get(path)
        found = None if words is None else hashlib.sha256(words.encode()).hexdigest()
        if found != bound.get(path):
            values = {"expected": bound.get(path)}
            return Problem(f"files[{path}]", "receipt_file", found, values)
    return None


def _repeated(parts: _Parts) -> Problem | None:
    """Return the first part for readers that is not what events and terms say."""
    derived = derived_parts(parts.revisions, parts.events)
    for key, right in derived.items():
        if content_digest(parts.body.get(key)) != content_digest(right):
            return Problem(key, "receipt_repeated")
    if _table(parts.body["exported"]).get("hanboki") != version("hanboki"):
        return None  # other versions may word it otherwise
    for key in ("statement", "how_to_verify"):
        said = _table(parts.body[key])
        for language in LANGUAGES:
            if said.get(language) != text(f"receipt.{key}", language):
                return Problem(f"{key}.{language}", "receipt_repeated")
    return None


def _whole(parts: _Parts) -> Problem | None:
    """Return that the hash of the whole is another one."""
    kept = str(parts.body.get("sha256"))
    found = receipt_digest(parts.body)
    if found != kept:
        return Problem("sha256", "receipt_whole", found, {"expected": kept})
    return None


_FINDERS: Mapping[str, Callable[[_Parts], Problem | None]] = {
    "terms": _terms,
    "chain": _chain,
    "bound": _bound,
    "accepted": _accepted,
    "files": _files,
    "repeated": _repeated,
    "whole": _whole,
}


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list):
        msg = f"must be a list, got {value!r:.40}"
        raise TypeError(msg)
    return [_table(row) for row in value]


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        msg = f"must be an object, got {value!r:.40}"
        raise TypeError(msg)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"must be text, got {value!r:.40}"
        raise TypeError(msg)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        msg = f"must be a whole number, got {value!r:.40}"
        raise TypeError(msg)
    return value
