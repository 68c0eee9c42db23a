"""The two sides on the command line: from a plan to a locked, amended agreement."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from sim.agreements.diagram import mermaid
from sim.agreements.receipt_check import verify_receipt
from sim.agreements.terms_files import dumps_terms
from sim.cli import app
from tests.unit.agreements.world import CARD, SALE, complete_terms

SHOP = ("--as", "shop")
ONE = ("--workers", 1)
TWO_HEADS = "heads = 2\n\n[[teams]]"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A database of its own, a plan, a smaller plan, a rate card, a full document."""
    monkeypatch.setenv("HANBOKI_DATABASE", str(tmp_path / "hanboki.db"))
    (tmp_path / "plan.toml").write_text(SALE, encoding="utf-8")
    assert TWO_HEADS in SALE
    smaller = SALE.replace(TWO_HEADS, TWO_HEADS.replace("2", "1", 1))
    (tmp_path / "smaller.toml").write_text(smaller, encoding="utf-8")
    (tmp_path / "card.toml").write_text(CARD, encoding="utf-8")
    soon = datetime.now(UTC)
    terms = complete_terms().replace(
        decide_by=soon + timedelta(days=2), valid_until=soon + timedelta(days=5)
    )
    (tmp_path / "terms.toml").write_text(dumps_terms(terms), encoding="utf-8")
    return tmp_path


@pytest.fixture
def say(run, folder):
    """Run ``hanboki agreement`` in the folder; return the parsed JSON."""

    def said(command, *words, who="shop", code=0):
        result = run("agreement", command, *words, "--as", who, "--json")
        assert result.exit_code == code, result.stderr
        return json.loads(result.stdout) if code == 0 else result.stderr

    return said


@pytest.fixture
def begun(say, folder):
    """The number of an agreement that was sent by the shop."""
    few = ("--replications", 5, "--seed", 7, "--engine", "reference", *ONE)
    files = ("--rates", folder / "card.toml", "--terms", folder / "terms.toml")
    made = say("new", folder / "plan.toml", *files, *few)
    assert (made["state"], made["blanks"]) == ("draft", [])
    assert say("send", made["agreement"])["state"] == "sent"
    return made["agreement"]


def both_accept(say, number, revision):
    """Let both sides look and accept."""
    for who in ("shop", "agency"):
        say("show", number, who=who)
        state = say("accept", number, "--revision", revision, who=who)["state"]
    return state


def test_story_from_plan_to_amended_agreement(run, say, begun, folder):
    """Offer, counter with another plan, both accept, receipt, amendment, history."""
    smaller = (
        "--scenario",
        folder / "smaller.toml",
        "--rates",
        folder / "card.toml",
        *ONE,
    )
    answer = say("counter", begun, *smaller, who="agency")
    assert (answer["state"], answer["revision"]) == ("sent", 2)
    change = say("compare", begun)
    figures = {each["name"]: each for each in change["figures"]}
    assert figures["price"]["change"] < 0
    assert figures["price"]["pairing"] == "paired"
    assert both_accept(say, begun, 2) == "locked"

    out = folder / "elsewhere" / "receipt.json"
    result = run("agreement", "receipt", begun, "--as", "agency", "--out", out)
    assert result.exit_code == 0
    report = verify_receipt(out.read_bytes())
    assert report.passed
    assert report.is_concluded

    back = ("--scenario", folder / "plan.toml", "--rates", folder / "card.toml", *ONE)
    assert say("amend", begun, *back)["state"] == "amendment_sent"
    assert both_accept(say, begun, 3) == "locked"
    told = say("history", begun)
    kinds = [event["type"] for event in told["events"]]
    assert told["is_whole"]
    assert kinds.count("accepted") == 4
    assert kinds[-2:] == ["amended", "locked"]
    seen = say("show", begun, who="agency")
    assert [each["status"] for each in seen["revisions"]] == [
        "countered",
        "amended",
        "locked",
    ]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_are_shown_in_both_languages(run, begun, say, folder, lang):
    """List, agreement, comparison, history and table have words for everything."""
    say("counter", begun, "--terms", edited(folder, "x"), who="agency")
    say("comment", begun, "夜は何人ですか")
    for words in (
        ("list", "--as", "shop"),
        ("show", begun, "--as", "shop"),
        ("compare", begun, "--as", "shop"),
        ("history", begun, "--as", "agency"),
        ("diagram", "--table"),
        ("keep", begun, "--as", "shop"),
    ):
        result = run("agreement", *words, lang=lang)
        assert result.exit_code == (2 if words[0] == "keep" else 0), result.stderr
        if words[0] == "history":
            assert "夜は何人ですか" in result.stdout
        if words[0] == "show":
            assert begun in result.stdout


def edited(folder, words):
    """Return the file of the document with other words in it."""
    path = folder / "edited.toml"
    text = (folder / "terms.toml").read_text(encoding="utf-8")
    line = next(each for each in text.splitlines() if each.startswith("subject"))
    changed = text.replace(line, line[:-1] + words + '"')
    path.write_text(changed, encoding="utf-8")
    return path


def test_draft_lists_its_blanks_and_is_filled_by_a_file(run, say, folder):
    """What is still blank is named; a filled file makes the draft fit to be sent."""
    few = ("--replications", 2, "--engine", "reference", *ONE)
    made = say("new", folder / "plan.toml", *few)
    number = made["agreement"]
    assert "valid_until" in made["blanks"]
    shown = run("agreement", "show", number, "--as", "shop").stdout
    assert f"{number} 下書き(" in shown
    assert "有効期限 (valid_until)" in say("send", number, code=2)
    out = folder / "draft.toml"
    assert (
        run("agreement", "terms", number, "--as", "shop", "--out", out).exit_code == 0
    )
    assert "未記入" in out.read_text(encoding="utf-8")
    assert say("edit", number, folder / "terms.toml")["blanks"] == []

    assert say("send", number)["state"] == "sent"


def test_unread_revision_is_not_accepted(say, begun):
    """Who has not looked at the revision cannot accept it."""
    said = say("accept", begun, "--revision", 1, who="agency", code=2)
    assert "まだ見ていません" in said
    say("show", begun, who="agency")

    wrong = ("--revision", 1, "--sha256", "0" * 64)
    assert "違います" in say("accept", begun, *wrong, who="agency", code=2)


def test_reject_withdraw_cancel_and_keep(say, begun):
    """Each way out of a negotiation or an agreement has a command."""
    assert "理由" in say(
        "reject", begun, "--revision", 1, "--reason", " ", who="agency", code=2
    )
    assert both_accept(say, begun, 1) == "locked"
    asked = say("cancel", begun, "--reason", "中止", who="agency")
    assert asked["state"] == "cancel_asked_by_agency"
    assert say("keep", begun, who="agency")["state"] == "locked"
    say("cancel", begun, "--reason", "中止")
    assert say("keep", begun, "--reason", "続けたい", who="agency")["state"] == "locked"
    say("cancel", begun, "--reason", "中止")
    assert say("cancel", begun, who="agency")["state"] == "cancelled"


def test_offer_can_be_rejected_or_withdrawn(say, begun):
    """The other side says no with a reason; what is over stays over."""
    words = ("--revision", 1, "--reason", "人が足りません")
    assert say("reject", begun, *words, who="agency")["state"] == "rejected"
    assert "終わっています" in say("withdraw", begun, "--revision", 1, code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "HB-0000-0000"), "見つかりません"),
        (("counter", "{number}", "--rates", "card.toml"), "--scenario"),
        (("amend", "{number}"), "確定していません"),
        (("compare", "{number}"), "版はありません"),
        (("show", "{number}", "--revision", 9), "版はありません"),
        (("terms", "{number}", "--revision", 9, "--out", "x.toml"), "版はありません"),
    ],
)
def test_refusals_are_told_in_words(run, begun, words, said):
    """What cannot be done is explained, with exit code 2."""
    command = [str(word).format(number=begun) for word in words]
    result = run("agreement", *command, "--as", "shop")

    assert result.exit_code == 2
    assert said in result.stderr


def test_diagram_is_the_table(run):
    """The printed diagram is made from the table of states."""
    assert run("agreement", "diagram").stdout == mermaid()


def test_user_acts_with_a_password_from_the_input(run, folder):
    """A real user is asked for the password; it stands in no command."""
    for words in (
        ("add-organization", "店", "--kind", "shop"),
        ("add-organization", "代行", "--kind", "agency"),
        ("add-partner", "店", "代行"),
    ):
        assert run("users", *words).exit_code == 0
    invite = ("invite", "店", "a@example.jp", "--role", "approver", "--json")
    token = json.loads(run("users", *invite).stdout)["token"]
    right = "a long enough password\n"
    accept = ["users", "accept", token, "--name", "花子"]
    assert CliRunner().invoke(app, accept, input=right).exit_code == 0
    ask = ["agreement", "list", "--as", "a@example.jp", "--json"]
    refused = CliRunner().invoke(app, ask, input="wrong password\n")
    assert refused.exit_code == 2
    assert CliRunner().invoke(app, ask, input=right).stdout == "[]\n"
