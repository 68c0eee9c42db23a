"""What ``hanboki agreement receipt`` writes: a receipt, a paper, or all of it."""

import json

import pytest

from sim.cli.exits import Refusal
from sim.cli.receipt_files import refuse_receipt, write_receipt
from tests.unit.agreements.receipts import receipt


@pytest.mark.parametrize(
    ("name", "begins"), [("a.json", b"{"), ("a.PDF", b"%PDF"), ("a.xlsx", b"PK")]
)
def test_file_is_what_its_name_says(tmp_path, name, begins):
    """The ending chooses the receipt, the paper or the table."""
    write_receipt(receipt(), tmp_path / name, "ja")

    assert (tmp_path / name).read_bytes().startswith(begins)


def test_folder_holds_everything(tmp_path):
    """Receipt, agreement, terms and plan lie side by side."""
    write_receipt(receipt(), tmp_path / "A-0001", "en")
    found = sorted(
        str(path.relative_to(tmp_path / "A-0001"))
        for path in (tmp_path / "A-0001").rglob("*")
        if path.is_file()
    )

    assert found == [
        "agreement.pdf",
        "agreement.xlsx",
        "receipt.json",
        "scenario/scenario.toml",
        "terms.toml",
    ]


def test_nothing_of_others_is_replaced(tmp_path):
    """A folder with something in it, and a file, stay unless replacing is asked."""
    (tmp_path / "x.txt").write_text("mine")
    (tmp_path / "r.json").write_text("mine")

    with pytest.raises(Refusal):
        refuse_receipt(tmp_path, may_replace=True)
    with pytest.raises(Refusal):
        refuse_receipt(tmp_path / "r.json", may_replace=False)
    refuse_receipt(tmp_path / "r.json", may_replace=True)
    refuse_receipt(tmp_path / "new", may_replace=False)


def test_receipt_of_the_store_becomes_paper_with_both_names(run, tmp_path, monkeypatch):
    """From the command line: two sides agree, and the folder verifies."""
    from datetime import UTC, datetime, timedelta

    from sim.agreements.receipt_check import verify_receipt
    from sim.agreements.terms_files import dumps_terms
    from sim.report.receipt_bundle import issue_of
    from tests.unit.agreements.world import CARD, SALE, complete_terms

    monkeypatch.setenv("HANBOKI_DATABASE", str(tmp_path / "hanboki.db"))
    soon = datetime.now(UTC)
    terms = complete_terms().replace(
        decide_by=soon + timedelta(days=2), valid_until=soon + timedelta(days=5)
    )
    for name, words in (
        ("plan.toml", SALE),
        ("card.toml", CARD),
        ("terms.toml", dumps_terms(terms)),
    ):
        (tmp_path / name).write_text(words, encoding="utf-8")

    def say(*words, who="shop"):
        result = run("agreement", *words, "--as", who)
        assert result.exit_code == 0, result.stderr
        return result

    files = ("--rates", tmp_path / "card.toml", "--terms", tmp_path / "terms.toml")
    few = ("--replications", 5, "--seed", 7, "--engine", "reference", "--json")
    number = json.loads(say("new", tmp_path / "plan.toml", *files, *few).stdout)
    number = number["agreement"]
    say("send", number)
    for who in ("shop", "agency"):
        say("show", number, who=who)
        say("accept", number, "--revision", 1, who=who)
    say("receipt", number, "--out", tmp_path / "signed", who="agency")
    report = verify_receipt((tmp_path / "signed" / "receipt.json").read_bytes())

    assert report.is_concluded
    assert {each.side for each in issue_of(report).acceptances} == {"shop", "agency"}
    assert run("verify-receipt", tmp_path / "signed" / "receipt.json").exit_code == 0
