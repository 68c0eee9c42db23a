"""``hanboki verify-receipt``: is a receipt as it was made, without any database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.exits import MISSED
from sim.cli.failures import problem_data, show_problems
from sim.cli.options import JsonOption, LangOption
from sim.cli.tables import plain_table
from sim.cli.talk import Talk
from sim.language import text

if TYPE_CHECKING:
    from sim.agreements.receipt_check import ReceiptCheck, ReceiptReport

__all__ = ["verify_receipt"]


def verify_receipt(
    receipt: Annotated[Path, typer.Argument(metavar="FILE")],
    rerun: Annotated[bool, typer.Option("--rerun")] = False,
    signature: Annotated[
        Path | None, typer.Option("--signature", metavar="FILE")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE")] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Check the receipt of an agreement, offline, and name the first bad item."""
    from sim.agreements.receipt_check import verify_receipt as checked

    talk = Talk.in_language(lang)
    if (signature is None) != (key is None):
        raise typer.BadParameter(talk.say("signature_and_key"))
    report = checked(receipt.read_bytes())
    checks = list(report.checks)
    if signature is not None and key is not None and report.body is not None:
        checks.append(_signature(report, signature, key))
    is_same_version = True
    if rerun and report.passed:
        check, is_same_version = _rerun(report, talk)
        checks.append(check)
    faults = [
        check
        for check in checks
        if check.problem is not None
        and (check.name != "rerun" or is_same_version)  # other versions may differ
    ]
    if json:
        talk.show_json(_data(report, checks, talk, passed=not faults))
    else:
        _show(report, checks, talk, is_same_version=is_same_version)
    if faults:
        raise typer.Exit(MISSED)


def _signature(report: "ReceiptReport", signature: Path, key: Path) -> "ReceiptCheck":
    from sim.agreements.receipt_check import ReceiptCheck
    from sim.agreements.signature import read_signature, verify_signature

    assert report.body is not None
    found = read_signature(signature.read_bytes())
    digest = str(report.body["sha256"])
    problem = verify_signature(found, digest, key.read_bytes())
    return ReceiptCheck("signature", problem)


def _rerun(report: "ReceiptReport", talk: Talk) -> "tuple[ReceiptCheck, bool]":
    from sim.agreements.receipt_check import ReceiptCheck
    from sim.agreements.rerun import rerun

    assert report.terms is not None
    n = report.terms.run.replications
    with talk.progress("simulating", n) as on_progress:
        found = rerun(report, on_progress=on_progress)
    return ReceiptCheck("rerun", found.problem), found.is_same_version


def _data(
    report: "ReceiptReport", checks: "list[ReceiptCheck]", talk: Talk, *, passed: bool
) -> dict[str, object]:
    body = report.body or {}
    return {
        "passed": passed,
        "concluded": passed and report.is_concluded,
        "agreement": body.get("agreement"),
        "status": body.get("status"),
        "sha256": body.get("sha256"),
        "checks": [
            {
                "name": check.name,
                "passed": check.passed,
                "problem": check.problem and problem_data(check.problem, talk),
            }
            for check in checks
        ],
    }


def _show(
    report: "ReceiptReport",
    checks: "list[ReceiptCheck]",
    talk: Talk,
    *,
    is_same_version: bool,
) -> None:
    from sim.agreements.receipt_check import CHECKS

    made = {check.name for check in checks}
    rows = [
        (
            _mark(check, is_same_version=is_same_version, talk=talk),
            _what(check.name, talk),
        )
        for check in checks
    ]
    rows += [
        (text("receipt.unknown", talk.language), _what(name, talk))
        for name in CHECKS
        if name not in made
    ]
    heads = [talk.say(f"verify_head_{head}") for head in ("verdict", "what")]
    talk.show(plain_table(heads, rows))
    problems = tuple(c.problem for c in checks if c.problem is not None)
    if problems:
        show_problems(problems[:1], talk, "receipt_faulty")
    if not is_same_version:
        talk.show_text(talk.say("receipt_other_version"), style="yellow")
    if not problems:
        _say_standing(report, talk)
    talk.show_text("\n" + text("receipt.statement", talk.language), style="dim")


def _mark(check: "ReceiptCheck", *, is_same_version: bool, talk: Talk) -> str:
    if check.name == "rerun" and not check.passed and not is_same_version:
        return text("receipt.unknown", talk.language)
    return text(f"receipt.{'passed' if check.passed else 'failed'}", talk.language)


def _what(name: str, talk: Talk) -> str:
    return text(f"receipt.check_{name}", talk.language)


def _say_standing(report: "ReceiptReport", talk: Talk) -> None:
    """Say which agreement it is, and whether both sides have accepted it."""
    from sim.report.receipt_bundle import issue_of

    issue = issue_of(report)
    status = text(f"receipt.status_{issue.status}", talk.language)
    assert report.terms is not None
    words = talk.say(
        "receipt_standing",
        number=issue.agreement,
        revision=issue.revision,
        status=status,
        digest=report.terms.digest,
    )
    talk.show_text("\n" + words, style="bold")
