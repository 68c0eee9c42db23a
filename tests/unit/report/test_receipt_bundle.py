"""What a side files away, made from the receipt alone."""

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from sim.agreements.receipt_check import verify_receipt
from sim.agreements.terms_files import loads_terms
from sim.errors import TermsError
from sim.report.receipt_bundle import RECEIPT_NAME, issue_of, receipt_bundle
from sim.scenario.files import loads
from tests.unit.agreements.receipts import concluded, receipt
from tests.unit.agreements.world import complete_terms, result, small_sale


def test_bundle_holds_everything():
    """Receipt, PDF, Excel, terms and scenario; each can be read for itself."""
    files = receipt_bundle(receipt(), "ja", result=result())
    pages = PdfReader(io.BytesIO(files["agreement.pdf"])).pages

    assert files[RECEIPT_NAME] == receipt()
    assert complete_terms().digest in pages[0].extract_text()
    assert load_workbook(io.BytesIO(files["agreement.xlsx"])).sheetnames
    assert loads_terms(files["terms.toml"].decode()) == complete_terms()
    assert loads(files["scenario/scenario.toml"].decode(), ".") == small_sale()


def test_issue_names_both_acceptances():
    """Who accepted the final document, and when, comes from the chain."""
    issue = issue_of(verify_receipt(receipt()))

    assert (issue.agreement, issue.revision, issue.status) == ("A-0001", 2, "locked")
    assert [(each.side, each.actor) for each in issue.acceptances] == [
        ("agency", "ichiro"),
        ("shop", "hanako"),
    ]
    assert {each.sha256 for each in issue.acceptances} == {
        concluded().revisions[-1].sha256
    }


def test_nothing_is_made_of_a_forged_receipt():
    """A receipt that does not verify gives no paper."""
    with pytest.raises(TermsError, match=r"events\[0\]"):
        receipt_bundle(receipt().replace(b"hanako", b"hanaka"), "ja")
