"""Paper: Japanese that can be read and copied; agreement and result as PDF."""

import io
from datetime import UTC, datetime
from functools import cache

import pytest
from pypdf import PdfReader

from sim.language import LANGUAGES, Language
from sim.report.agreement_pdf import Acceptance, Issue, agreement_pdf
from sim.report.line_breaks import broken
from sim.report.pdf import MISSING, Paper
from sim.report.result_pdf import result_pdf
from tests.unit.agreements.world import complete_terms, draft, result
from tests.unit.charts.fake_result import fake_result

AT = datetime(2026, 11, 18, 1, 2, 3, tzinfo=UTC)


def words(pdf: bytes) -> str:
    """Return the text of all pages without any space (and without pypdf's NULs)."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    found = "".join(page.extract_text() for page in pages)
    return "".join(found.replace("\0", "").split())


def says(pdf_words: str, expected: str) -> bool:
    """Return whether something stands in the words of a PDF, spaces aside."""
    return "".join(expected.split()) in pdf_words


def shown_name(name: str) -> str:
    """Return a name as this computer's fonts can show it."""
    paper = Paper("ja", title="x")
    shown = paper.printable(name)
    paper.finished()
    return shown


@cache
def agreed(language: Language) -> bytes:
    """Return the paper of the agreed document."""
    return agreement_pdf(complete_terms(), language, issue=issue())


def issue() -> Issue:
    """Return an agreed document with both acceptances."""
    digest = complete_terms().digest
    return Issue(
        agreement="A-0012",
        revision=2,
        status="locked",
        acceptances=(
            Acceptance("shop", "hanako@example.jp", AT, digest),
            Acceptance("agency", "ichiro@example.jp", AT, digest),
        ),
        at=AT,
    )


def test_agreement_says_who_what_and_on_which_hash():
    """Names (rare kanji too), articles, prices, hash and both acceptances are text."""
    found = words(agreed("ja"))
    shop = complete_terms().party("shop").name

    for expected in (
        # 𠮷 is itself where the system has a CJK font, and marked as missing elsewhere
        shown_name(shop),
        "合意番号 A-0012 第2版",
        "第1条(目的)",
        "増員して約束どおり処理する",
        "￥99.5",
        complete_terms().digest,
        "hanako@example.jp",
        "2026-11-18 10:02:03 JST",
        "UTC 2026-11-18 01:02:03",
        "認定を受けた電子署名でもありません",
    ):
        assert says(found, expected), expected


def test_english_agreement_says_that_it_is_for_reference():
    """A Japanese document has an English form, and says which one counts."""
    found = words(agreed("en"))

    assert says(found, "Agreement A-0012, revision 2")
    assert says(found, "The Japanese text counts")
    assert says(found, "not a qualified electronic signature")


def test_every_page_names_agreement_revision_and_hash():
    """A page that lies alone still says what it belongs to."""
    reader = PdfReader(io.BytesIO(agreed("ja")))
    pages = [page.extract_text() for page in reader.pages]

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"A-0012 第2版  SHA-256 {complete_terms().digest}" in page
        assert f"{number} / {len(pages)}" in page


def test_draft_is_marked_and_lists_its_blanks():
    """Nobody takes a draft for an agreement, and everybody sees what is missing."""
    found = words(agreement_pdf(draft(), "ja"))

    assert says(found, "下書き(番号なし)")
    assert says(found, "まだ合意されていない")
    assert says(found, "未記入の項目")
    assert not says(found, "承諾済")


def test_result_chart_is_drawn_only_for_the_bound_run():
    """The chart of another scenario never stands in an agreement."""
    assert len(agreement_pdf(complete_terms(), "ja", result=result())) > 10_000
    with pytest.raises(ValueError, match="bound to"):
        agreement_pdf(complete_terms(), "ja", result=fake_result())


def test_same_document_gives_the_same_paper():
    """With the moment given, the file is the same to the last byte."""
    again = agreement_pdf(complete_terms(), "ja", issue=issue())

    assert again == agreed("ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_summary_of_a_result(language):
    """The verdict, the numbers with range and interval, seed and digest are on it."""
    pdf = result_pdf(fake_result(), language)
    found, record = words(pdf), fake_result().record

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert record.scenario_digest[:12] in found
    assert str(record.seed) in found
    assert says(found, "起こりうる幅" if language == "ja" else "Range of outcomes")


def test_character_that_no_font_has_is_shown_as_missing(monkeypatch):
    """No letter is dropped in silence: a mark stands for it, a note says so."""
    monkeypatch.setattr("sim.report.pdf._FALLBACK_FONTS", ())
    paper = Paper("ja", title="x")
    paper.paragraph("𠮷野屋\U0001f600")
    found = words(paper.finished())

    assert f"{MISSING}野屋{MISSING}" in found
    assert says(found, "U+20BB7 U+1F600")


def test_invisible_marks_are_left_out():
    """A variation selector chooses a form of a letter and has none of its own."""
    paper = Paper("ja", title="x")

    assert paper.printable("葛\U000e0100城") == "葛城"
    assert "〓" not in words(paper.finished())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("あいうえおか。き", "あいうえお\nか。き"),
        ("あいうえ(か)き", "あいうえ\n(か)き"),
        ("あいう12345かき", "あいう\n12345か\nき"),
        ("1234567890", "123456\n7890"),
        ("あい\nう", "あい\nう"),
        ("", ""),
    ],
)
def test_lines_break_as_japanese_does(text, expected):
    """No line begins with 。 or ends with an opening mark; numbers stay whole."""
    assert broken(text, 6, len) == expected
