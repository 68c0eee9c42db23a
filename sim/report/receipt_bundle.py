"""Everything that a side files away of an agreement, made from its receipt alone."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from sim.agreements.chain import Event, event_from
from sim.agreements.receipt import ACCEPTED
from sim.agreements.receipt_check import ReceiptReport, verify_receipt
from sim.agreements.terms import Terms
from sim.agreements.terms_files import dumps_terms
from sim.errors import TermsError
from sim.experiments import Result
from sim.language import Language
from sim.report.agreement_excel import agreement_xlsx
from sim.report.agreement_pdf import Acceptance, Issue, agreement_pdf

if TYPE_CHECKING:
    from sim.agreements.clauses import Side

__all__ = ["RECEIPT_NAME", "issue_of", "receipt_bundle"]

RECEIPT_NAME = "receipt.json"
"""File of the receipt itself within a bundle."""


def receipt_bundle(
    receipt: bytes, language: Language, *, result: Result | None = None
) -> dict[str, bytes]:
    """Return the files of an agreement by name.

    They are the receipt as it is, the agreement as PDF and as Excel, its terms as TOML
    and, in the folder ``scenario``, the plan with the files that it refers to.

    Parameters
    ----------
    result
        Run of the plan, for the chart of open orders; None leaves the chart out.

    Raises
    ------
    TermsError
        The receipt does not verify; nothing is made of it.
    """
    report = verify_receipt(receipt)
    if not report.passed or report.terms is None or report.body is None:
        problem = report.fault
        assert problem is not None
        raise TermsError(problem)
    terms, issue = report.terms, issue_of(report)
    files = cast("Mapping[str, str]", report.body["files"])
    return {
        RECEIPT_NAME: receipt,
        "agreement.pdf": agreement_pdf(terms, language, issue=issue, result=result),
        "agreement.xlsx": agreement_xlsx(terms, language, issue=issue),
        "terms.toml": dumps_terms(terms).encode(),
        **{
            f"scenario/{path}": words.encode()
            for path, words in files.items()
            if _stays_inside(path)
        },
    }


def issue_of(report: ReceiptReport) -> Issue:
    """Return where the document of a receipt that passed stands."""
    assert report.body is not None
    assert report.terms is not None
    body = cast("Mapping[str, Mapping[str, object]]", report.body)
    return Issue(
        agreement=str(report.body["agreement"]),
        revision=cast("int", body["final"]["revision"]),
        status=str(report.body["status"]),
        acceptances=tuple(_acceptances(report.body, report.terms)),
        at=datetime.fromisoformat(str(body["exported"]["at"])),
    )


def _acceptances(body: Mapping[str, object], terms: Terms) -> Iterator[Acceptance]:
    """Yield who accepted the final document; the sides go by their organizations."""
    sides: dict[str, Side] = {each.organization: each.kind for each in terms.parties}
    for event in _events(body):
        side = sides.get(event.organization)
        is_final = event.content_sha256 == terms.digest
        if event.type == ACCEPTED and is_final and side is not None:
            at = datetime.fromisoformat(event.at)
            yield Acceptance(side, event.actor, at, terms.digest)


def _events(body: Mapping[str, object]) -> Iterator[Event]:
    for row in cast("list[Mapping[str, object]]", body["events"]):
        yield event_from({key: row[key] for key in row if key != "sha256"})


def _stays_inside(path: str) -> bool:
    """Return whether a path names a file within the folder."""
    parts = PurePosixPath(path).parts
    return ".." not in parts and not path.startswith("/") and "\\" not in path
