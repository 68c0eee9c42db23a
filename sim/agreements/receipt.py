"""The receipt: one JSON file from which either side can prove what was agreed on.

It stands beside the agreement and needs no database to be verified
(:mod:`sim.agreements.receipt_check`)::

    {"format": "hanboki.receipt/1",
     "agreement", "status", "exported": {at, organization, hanboki},
     "statement": {ja, en}, "how_to_verify": {ja, en},
     "parties": [{kind, organization, name, representative}],
     "original": {revision, sha256}, "final": {revision, sha256},
     "revisions": [{revision, sha256, content}],
     "acceptances": [{at, at_local, actor, role, organization, revision, sha256}],
     "timeline": [{seq, at_local, organization, type, revision}],
     "events": [{…every field of an event…, sha256}], "head_sha256",
     "files": {"scenario.toml": text, …},
     "sha256": hash of all of the above}

All hashes are SHA-256 over RFC 8785 canonical JSON, those of ``files`` over UTF-8 text.
White space and key order of the file do not matter; everything else does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final
from zoneinfo import ZoneInfo

from sim.agreements.canonical import content_digest
from sim.agreements.chain import GENESIS, Event, utc_text
from sim.language import LANGUAGES, text

__all__ = [
    "ACCEPTED",
    "CONCLUDED",
    "LOCKED",
    "RECEIPT_FORMAT",
    "AgreementRecord",
    "RevisionRecord",
    "derived_parts",
    "make_receipt",
    "receipt_digest",
]

RECEIPT_FORMAT: Final = "hanboki.receipt/1"
ACCEPTED: Final = "accepted"
"""Type of the event by which one side accepts a revision."""
LOCKED: Final = "locked"
"""State, and type of the event, when both sides have accepted one revision."""
CONCLUDED: Final = (LOCKED,)
"""States in which both sides have accepted the final revision."""

_OWN_HASH: Final = "sha256"


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """One revision of the document."""

    revision: int
    """Its number, from 1."""
    content: Mapping[str, object]
    """Terms as plain data."""

    @property
    def sha256(self) -> str:
        """Digest of the terms."""
        return content_digest(self.content)


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """Everything that a receipt is made from; the store of agreements hands it out."""

    agreement: str
    """Number of the agreement."""
    status: str
    """State in which it is: sent, locked, cancelled …"""
    revisions: tuple[RevisionRecord, ...]
    """All revisions that were sent, in order; the last is the final one."""
    events: tuple[Event, ...]
    """The whole chain, in order."""
    files: Mapping[str, str]
    """Scenario of the final revision and the files it refers to, by path; see
    :func:`sim.agreements.bound_run.scenario_files`."""


def make_receipt(record: AgreementRecord, *, at: datetime, organization: str) -> bytes:
    """Return the receipt as the bytes of a JSON file.

    Parameters
    ----------
    at
        Aware moment of the export.
    organization
        Who exports it.
    """
    body: dict[str, object] = {
        "format": RECEIPT_FORMAT,
        "agreement": record.agreement,
        "status": record.status,
        "exported": {
            "at": utc_text(at),
            "organization": organization,
            "hanboki": version("hanboki"),
        },
        **_said("statement"),
        **_said("how_to_verify"),
        "revisions": [
            {
                "revision": each.revision,
                "sha256": each.sha256,
                "content": dict(each.content),
            }
            for each in record.revisions
        ],
        "events": [{**each.content(), "sha256": each.sha256} for each in record.events],
        "head_sha256": record.events[-1].sha256 if record.events else GENESIS,
        "files": dict(record.files),
        **derived_parts(record.revisions, record.events),
    }
    body[_OWN_HASH] = receipt_digest(body)
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def receipt_digest(body: Mapping[str, object]) -> str:
    """Return the hash over everything in a receipt but that hash itself."""
    return content_digest({key: body[key] for key in body if key != _OWN_HASH})


def derived_parts(
    revisions: Sequence[RevisionRecord], events: Sequence[Event]
) -> dict[str, object]:
    """Return what a receipt repeats for its readers: parties, timeline, acceptances."""
    final = revisions[-1]
    zone = ZoneInfo(str(final.content["timezone"]))
    return {
        "parties": final.content["parties"],
        "original": _named(revisions[0]),
        "final": _named(final),
        "acceptances": [
            {
                "at": event.at,
                "at_local": _local(event.at, zone),
                "actor": event.actor,
                "role": event.role,
                "organization": event.organization,
                "revision": event.revision,
                "sha256": event.content_sha256,
            }
            for event in events
            if event.type == ACCEPTED
        ],
        "timeline": [
            {
                "seq": event.seq,
                "at_local": _local(event.at, zone),
                "organization": event.organization,
                "type": event.type,
                "revision": event.revision,
            }
            for event in events
        ],
    }


def _named(revision: RevisionRecord) -> dict[str, object]:
    return {"revision": revision.revision, "sha256": revision.sha256}


def _local(at: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(at).astimezone(zone)
    return moment.isoformat(sep=" ", timespec="seconds")


def _said(key: str) -> dict[str, object]:
    return {key: {lang: text(f"receipt.{key}", lang) for lang in LANGUAGES}}
