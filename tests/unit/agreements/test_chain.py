"""The chain of events: every attack on it is seen, and the first bad item named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agreements.chain import (
    GENESIS,
    Event,
    event_from,
    seal,
    utc_text,
    verify_chain,
)

START = datetime(2026, 11, 1, 3, tzinfo=UTC)
WHO = {"actor": "user-1", "role": "approver", "organization": "shop-a"}


def chain(n: int, agreement: str = "A-0001") -> list[Event]:
    """Return a chain of ``n`` events, a minute apart."""
    events: list[Event] = []
    for i in range(n):
        events.append(
            seal(
                events[-1] if events else None,
                at=utc_text(START + timedelta(minutes=i)),
                type="commented",
                agreement=agreement,
                revision=1,
                content_sha256="ab" * 32,
                payload={"text": f"意見{i}"},
                **WHO,
            )
        )
    return events


lengths = st.integers(2, 6)


@given(lengths)
def test_sealed_chain_is_sound(n):
    """What was sealed event by event verifies, with and without the kept hashes."""
    events = chain(n)
    kept = [event.sha256 for event in events]

    assert verify_chain(events) is None
    assert verify_chain(events, recorded=kept, head=kept[-1]) is None
    assert events[0].prev_sha256 == GENESIS


@given(lengths, st.data())
def test_deleted_event_is_named(n, data):
    """Where an event is gone, the numbers do not follow each other."""
    events, head = chain(n), chain(n)[-1].sha256
    place = data.draw(st.integers(0, n - 1))
    del events[place]

    fault = verify_chain(events, head=head)
    assert fault is not None
    assert fault.place == place
    assert fault.kind == ("chain_cut" if place == n - 1 else "chain_number")


@given(lengths, st.data())
def test_inserted_event_is_named(n, data):
    """A forged event between two others fits one of them at most."""
    events = chain(n)
    head = events[-1].sha256
    place = data.draw(st.integers(0, n))
    before = events[place - 1] if place else None
    forged = seal(
        before,
        at=before.at if before else events[0].at,
        type="accepted",
        agreement="A-0001",
        **WHO,
    )
    events.insert(place, forged)

    fault = verify_chain(events, head=head)
    assert fault is not None
    assert fault.place == place + 1


@given(lengths, st.data())
def test_moved_event_is_named(n, data):
    """Two events that changed places no longer follow their numbers."""
    events = chain(n)
    first, second = sorted(
        data.draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True))
    )
    events[first], events[second] = events[second], events[first]

    fault = verify_chain(events)
    assert fault is not None
    assert (fault.place, fault.kind) == (first, "chain_number")


CHANGES = {
    "seq": 77,
    "at": "2027-01-01T00:00:00.000000+00:00",
    "actor": "user-2",
    "role": "viewer",
    "organization": "agency-b",
    "type": "accepted",
    "agreement": "A-0002",
    "revision": None,
    "content_sha256": "cd" * 32,
    "prev_sha256": "ef" * 32,
    "payload": {"text": "別の意見"},
}


@given(lengths, st.data())
@pytest.mark.parametrize("field", CHANGES)
def test_edited_event_is_named(field, n, data):
    """Whatever field of whatever event is changed, that event is named."""
    events = chain(n)
    kept = [event.sha256 for event in events]
    place = data.draw(st.integers(0, n - 1))
    events[place] = replace(events[place], **{field: CHANGES[field]})

    fault = verify_chain(events, recorded=kept)
    assert fault is not None
    assert fault.place == place


def test_edit_is_seen_without_kept_hashes_too():
    """The link of the next event shows the edit of the one before."""
    events = chain(4)
    events[1] = replace(events[1], payload={"text": "書き換え"})

    fault = verify_chain(events)
    assert fault is not None
    assert (fault.place, fault.kind) == (2, "chain_link")


def test_fault_prints_in_both_languages():
    """Either side reads in its own language what is wrong and where."""
    events = chain(3)
    del events[1]
    fault = verify_chain(events)

    assert fault is not None
    assert fault.problem.text("en").startswith("events[1]: the numbers of the events")
    assert "記録の番号が続いていません(本来は 2)" in fault.problem.text("ja")


def test_event_reads_back_as_it_was_written():
    """Plain data and event are the same thing in two forms."""
    event = chain(1)[0]

    assert event_from(event.content()) == event
    assert event_from(event.content()).sha256 == event.sha256


@pytest.mark.parametrize(
    "change",
    [
        {"seq": True},
        {"seq": "1"},
        {"revision": "1"},
        {"payload": []},
        {"prev_sha256": "0"},
        {"actor": None},
        {"extra": 1},
    ],
)
def test_wrong_field_is_refused(change):
    """An event with a field of another kind is no event."""
    with pytest.raises(ValueError, match="event"):
        event_from({**chain(1)[0].content(), **change})


def test_time_never_runs_back():
    """An event before the one before it is not sealed."""
    first = chain(1)[0]
    earlier = utc_text(START - timedelta(seconds=1))

    with pytest.raises(ValueError, match="chain_time"):
        seal(first, at=earlier, type="sent", agreement="A-0001", **WHO)


def test_times_are_in_utc():
    """A local time is written in UTC; a time without zone is refused."""
    tokyo = timezone(timedelta(hours=9))

    assert utc_text(START.astimezone(tokyo)) == utc_text(START)
    with pytest.raises(ValueError, match="time zone"):
        utc_text(START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="chain_time"):
        seal(None, at="2026-11-01", type="created", agreement="A-0001", **WHO)
