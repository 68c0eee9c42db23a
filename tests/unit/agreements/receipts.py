"""A small agreement that two sides have concluded, and its receipt."""

from datetime import UTC, datetime, timedelta
from functools import cache

from sim.agreements.bound_run import scenario_files
from sim.agreements.chain import Event, seal, utc_text
from sim.agreements.receipt import AgreementRecord, RevisionRecord, make_receipt
from tests.unit.agreements.world import complete_terms, small_sale

__all__ = ["START", "concluded", "events_of", "receipt"]

START = datetime(2026, 11, 10, 1, tzinfo=UTC)
SHOP = {"actor": "hanako", "role": "approver", "organization": "shop-a"}
AGENCY = {"actor": "ichiro", "role": "approver", "organization": "agency-b"}


def events_of(story, agreement="A-0001") -> tuple[Event, ...]:
    """Return the chain of (type, who, revision record) steps, an hour apart."""
    events: list[Event] = []
    for hour, (kind, who, revision) in enumerate(story):
        events.append(
            seal(
                events[-1] if events else None,
                at=utc_text(START + timedelta(hours=hour)),
                type=kind,
                agreement=agreement,
                revision=revision.revision,
                content_sha256=revision.sha256,
                payload={"note": f"{kind} 受領"},
                **who,
            )
        )
    return tuple(events)


@cache
def concluded() -> AgreementRecord:
    """Return an agreement whose second revision both sides accepted."""
    final = complete_terms()
    first = final.replace(changes=final.changes.replace(notice_days=14))
    one = RevisionRecord(1, first.content())
    two = RevisionRecord(2, final.content())
    story = [
        ("created", SHOP, one),
        ("sent", SHOP, one),
        ("viewed", AGENCY, one),
        ("countered", AGENCY, two),
        ("viewed", SHOP, two),
        ("accepted", AGENCY, two),
        ("accepted", SHOP, two),
        ("locked", SHOP, two),
    ]
    return AgreementRecord(
        agreement="A-0001",
        status="locked",
        revisions=(one, two),
        events=events_of(story),
        files=scenario_files(small_sale()),
    )


@cache
def receipt() -> bytes:
    """Return the receipt of that agreement."""
    at = START + timedelta(days=1)
    return make_receipt(concluded(), at=at, organization="shop-a")
