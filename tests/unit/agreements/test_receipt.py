"""The receipt: either side proves offline what was agreed on; changes are named."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agreements.bound_run import scenario_files
from sim.agreements.canonical import canonical_bytes, content_digest, parsed_json
from sim.agreements.receipt import make_receipt, receipt_digest
from sim.agreements.receipt_check import CHECKS, verify_receipt
from sim.agreements.rerun import rerun, scenario_of
from sim.agreements.signature import (
    create_key,
    fingerprint,
    read_signature,
    sign_receipt,
    verify_signature,
)
from sim.errors import TermsError
from sim.language import LANGUAGES, text
from sim.scenario.files import load
from sim.scenario.shipped import scenario_path
from tests.unit.agreements.receipts import START, concluded, events_of, receipt

RECEIPT = receipt()


def body() -> dict:
    """Return the receipt as data that a forger may change."""
    return json.loads(RECEIPT)


def written(changed: dict, *, hash_again: bool = False) -> bytes:
    """Return a forged receipt; with the hash of the whole made anew if asked."""
    if hash_again:
        changed["sha256"] = receipt_digest(changed)
    return json.dumps(changed, ensure_ascii=False).encode()


def test_receipt_passes_every_check():
    """What was exported verifies, and says that the agreement is concluded."""
    report = verify_receipt(RECEIPT)

    assert [check.name for check in report.checks] == list(CHECKS)
    assert report.passed
    assert report.is_concluded
    assert report.fault is None


def test_receipt_says_what_it_is():
    """It is credible evidence and no qualified electronic signature, in its words."""
    statement = body()["statement"]

    assert "not a qualified electronic signature" in statement["en"]
    assert "認定を受けた電子署名でもありません" in statement["ja"]
    assert "hanboki verify-receipt" in body()["how_to_verify"]["ja"]


def test_receipt_names_original_final_and_timeline():
    """Both hashes, who accepted when in local time, and every event are there."""
    found = body()
    one, two = concluded().revisions

    assert found["original"] == {"revision": 1, "sha256": one.sha256}
    assert found["final"] == {"revision": 2, "sha256": two.sha256}
    assert [each["organization"] for each in found["acceptances"]] == [
        "agency-b",
        "shop-a",
    ]
    assert found["acceptances"][0]["at_local"] == "2026-11-10 15:00:00+09:00"
    assert len(found["timeline"]) == 8


def test_key_order_and_white_space_do_not_matter():
    """A receipt that a program wrote anew is the same receipt."""
    assert verify_receipt(canonical_bytes(parsed_json(RECEIPT))).passed
    assert verify_receipt(json.dumps(body(), indent=7, sort_keys=True).encode()).passed


@settings(max_examples=250, deadline=None)
@given(st.integers(0, len(RECEIPT) - 1), st.integers(1, 255))
def test_any_changed_byte_is_detected(place, flip):
    """One changed byte anywhere is named, or means the very same (white space)."""
    forged = bytearray(RECEIPT)
    forged[place] ^= flip
    report = verify_receipt(bytes(forged))

    if report.passed:
        assert parsed_json(bytes(forged)) == parsed_json(RECEIPT)
    else:
        assert report.fault is not None
        assert report.fault.text("ja")


REGIONS = [
    pytest.param("revisions", "notice_days", "revisions[0]", id="terms"),
    pytest.param("events", "countered 受領", "events[3]", id="payload of an event"),
    pytest.param("events", "hanako", "events[0]", id="actor of an event"),
    pytest.param("files", "小さなセール", "files[scenario.toml]", id="scenario"),
]


@pytest.mark.parametrize(("part", "words", "where"), REGIONS)
def test_first_bad_item_is_named(part, words, where):
    """Terms, event and scenario that were changed are named, not just "wrong"."""
    whole = RECEIPT.decode()
    place = whole.index(words, whole.index(f'\n "{part}":'))
    forged = whole[:place] + "9" + whole[place + 1 :]
    report = verify_receipt(forged.encode())

    assert report.fault is not None
    assert report.fault.where == where


def swap(rows: list) -> None:
    """Exchange two events."""
    rows[2], rows[3] = rows[3], rows[2]


ATTACKS = [
    pytest.param(lambda e: e.pop(3), "events[3]", id="deletion"),
    pytest.param(lambda e: e.insert(3, e[2]), "events[3]", id="insertion"),
    pytest.param(swap, "events[2]", id="reordering"),
    pytest.param(lambda e: e[4].update(actor="x"), "events[4]", id="edit"),
    pytest.param(lambda e: e.pop(), "events[7]", id="end cut off"),
]


@pytest.mark.parametrize(("attack", "where"), ATTACKS)
def test_attack_on_the_events_is_named(attack, where):
    """Even with the hash of the whole made anew the first bad event is named."""
    changed = body()
    attack(changed["events"])
    report = verify_receipt(written(changed, hash_again=True))

    assert report.fault is not None
    assert report.fault.where == where


def test_one_side_cannot_exchange_the_terms():
    """Terms with their own hash made anew no longer fit the events about them."""
    changed = body()
    final = changed["revisions"][1]
    final["content"]["changes"]["notice_days"] = 1
    final["sha256"] = content_digest(final["content"])
    report = verify_receipt(written(changed, hash_again=True))

    assert report.fault is not None
    assert report.fault.rule == "receipt_bound"
    assert report.fault.where == "events[3].content_sha256"


def test_one_acceptance_is_not_an_agreement():
    """A receipt that says "locked" needs both organizations on the same hash."""
    two = concluded().revisions[1]
    who = {"actor": "hanako", "role": "approver", "organization": "shop-a"}
    story = [("created", who, two), ("accepted", who, two), ("accepted", who, two)]
    alone = replace(concluded(), events=events_of(story), revisions=(two,))
    other = {**who, "organization": "agency-b"}
    unlocked = replace(alone, events=events_of([*story, ("accepted", other, two)]))

    rules = [
        verify_receipt(make_receipt(each, at=START, organization="x")).fault.rule
        for each in (alone, unlocked)
    ]
    assert rules == ["receipt_accepted", "receipt_not_locked"]


def test_open_negotiation_has_a_receipt_too():
    """It verifies, and does not claim that anything was concluded."""
    record = replace(concluded(), status="sent", events=concluded().events[:3])
    report = verify_receipt(
        make_receipt(record, at=START + timedelta(1), organization="shop-a")
    )

    assert report.passed
    assert not report.is_concluded


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"timeline": []}, "receipt_repeated"),
        ({"parties": [{"name": "別の会社"}]}, "receipt_repeated"),
        ({"statement": {"ja": "電子署名です", "en": "signed"}}, "receipt_repeated"),
        ({"agreement": "A-0002"}, "chain_other_agreement"),
        ({"files": {}}, "receipt_file"),
        ({"format": "hanboki.receipt/9"}, "receipt_format"),
        ({"revisions": []}, "receipt_unreadable"),
        ({"events": [1]}, "receipt_unreadable"),
        ({"surplus": 1}, "receipt_unreadable"),
    ],
)
def test_changed_part_is_named(change, rule):
    """Whatever part is exchanged, the reason names it."""
    report = verify_receipt(written(body() | change, hash_again=True))

    assert report.fault is not None
    assert report.fault.rule == rule


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b'{"format": 1}', b"[" * 9999]
)
def test_no_receipt_is_no_crash(content):
    """Any file gets an answer."""
    report = verify_receipt(content)

    assert not report.passed
    assert len(report.checks) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_words(language):
    """The table of the checks is readable in both languages."""
    for name in (*CHECKS, "rerun", "signature"):
        assert text(f"receipt.check_{name}", language)


def test_agreed_run_is_repeated_from_the_receipt_alone():
    """The bundle gives the same numbers to the last bit."""
    found = rerun(verify_receipt(RECEIPT), workers=1)

    assert found.is_same_version
    assert found.problem is None


def test_other_numbers_are_named():
    """A run that differs names the number and the agreed value."""
    found = rerun(verify_receipt(RECEIPT), workers=1)
    line = found.agreed.kpis[0]
    kpis = (line.replace(mean=1.0), *found.agreed.kpis[1:])
    changed = replace(found, agreed=found.agreed.replace(kpis=kpis))
    other = replace(found, agreed=found.agreed.replace(scenario_digest="0" * 64))

    assert changed.problem is not None
    assert changed.problem.where == "run.kpis[orders]"
    assert other.problem is not None
    assert other.problem.rule == "receipt_rerun_digest"


def test_forged_receipt_is_not_run():
    """Nothing of a receipt that does not pass is simulated."""
    with pytest.raises(TermsError):
        rerun(verify_receipt(RECEIPT.replace(b"hanako", b"hanaka")))


@pytest.mark.parametrize("path", ["../" * 13 + "x.csv", "/tmp/x.csv"])
def test_files_stay_in_their_folder(path):
    """A path of a receipt never leads to another place of the disk."""
    with pytest.raises(TermsError, match="leads out"):
        scenario_of({path: "x"})


def test_signature_of_a_receipt(tmp_path):
    """A key signs the receipt; the other side verifies with the public key alone."""
    public = create_key(tmp_path / "shop.pem")
    digest = body()["sha256"]
    signed = sign_receipt(
        digest, (tmp_path / "shop.pem").read_bytes(), organization="店", at=START
    )
    signature = read_signature(signed)
    pem = public.read_bytes()

    assert verify_signature(signature, digest, pem) is None
    assert signature.key_sha256 == fingerprint(pem)
    assert os.stat(tmp_path / "shop.pem").st_mode & 0o777 == 0o600  # noqa: PTH116


def test_wrong_signature_is_refused(tmp_path):
    """Another receipt, another name or another key does not fit."""
    mine = create_key(tmp_path / "a.pem").read_bytes()
    other = create_key(tmp_path / "b.pem").read_bytes()
    key = (tmp_path / "a.pem").read_bytes()
    signature = read_signature(sign_receipt("0" * 64, key, organization="a", at=START))

    assert verify_signature(signature, "1" * 64, mine) is not None
    assert verify_signature(signature, "0" * 64, other) is not None
    for change in ({"organization": "b"}, {"signature": "AAAA"}, {"signature": "?"}):
        assert verify_signature(replace(signature, **change), "0" * 64, mine)


def test_key_is_never_replaced(tmp_path):
    """A second key at the same place is refused; the first stays."""
    create_key(tmp_path / "a.pem")
    before = (tmp_path / "a.pem").read_bytes()
    with pytest.raises(FileExistsError):
        create_key(tmp_path / "a.pem")

    assert (tmp_path / "a.pem").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 1}'])
def test_what_is_no_signature_is_refused(content, tmp_path):
    """Neither a key nor a signature is guessed from another file."""
    with pytest.raises(TermsError):
        read_signature(content)
    with pytest.raises(TermsError):
        sign_receipt("0" * 64, content, organization="x", at=START)
    with pytest.raises(TermsError):
        fingerprint(content)


@pytest.mark.slow
def test_every_seventh_byte_of_the_receipt_counts():
    """No byte can be changed unseen, unless the file then means the very same."""
    meant = parsed_json(RECEIPT)
    for place in range(0, len(RECEIPT), 7):
        forged = bytearray(RECEIPT)
        forged[place] ^= (1, 4, 32)[place % 3]
        if verify_receipt(bytes(forged)).passed:
            assert parsed_json(bytes(forged)) == meant, place


def test_plan_with_files_travels_in_the_receipt():
    """A scenario that replays an order file is the same plan after the journey."""
    scenario = load(scenario_path(Path("replay-real-orders")))
    files = scenario_files(scenario)

    assert len(files) == 1 + len(scenario.attachments) > 1
    assert scenario_of(files).digest == scenario.digest
