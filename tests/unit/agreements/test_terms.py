"""The agreement document: what it holds, what it refuses, and its digest."""

from datetime import date, datetime
from typing import get_args

import pytest
from pydantic import ValidationError

from sim.agreements.blanks import blanks
from sim.agreements.clauses import Clause, Party
from sim.agreements.difference import differences
from sim.agreements.draft import draft_terms
from sim.agreements.terms import Terms
from sim.agreements.terms_files import (
    dumps_terms,
    load_terms,
    loads_terms,
    save_terms,
    terms_of,
)
from sim.agreements.words import label_key, value_text
from sim.errors import TermsError
from sim.language import LANGUAGES, catalogue
from sim.scenario.base import Spec
from tests.unit.agreements.world import (
    TOKYO,
    complete_terms,
    draft,
    rate_card,
    result,
)


def test_draft_says_what_the_plan_says():
    """Period, bands, ship-by, promised share and on-call rule come from the plan."""
    terms = draft()

    assert (terms.period.start, terms.period.end) == (
        date(2026, 12, 4),
        date(2026, 12, 6),
    )
    assert [each.day.day for each in terms.volume.days] == [4, 5, 6]
    assert all(each.low <= each.expected <= each.high for each in terms.volume.days)
    assert terms.times.ship_by[0].order_class == "通常"
    assert terms.times.reply_within_hours == 24
    assert terms.quality.missed_share == 0.01
    assert terms.on_call[0].step == "注文確認"


def test_only_the_agencys_capacity_is_disclosed():
    """Heads and paid hours a day, breaks left out; the shop's own people are not."""
    capacity = draft().capacity

    assert [(each.team, each.heads, each.hours) for each in capacity] == [
        ("受注担当(代行)", 2, 14.0)
    ] * 3


def test_work_belongs_to_the_side_whose_teams_serve_it():
    """A step that both sides serve is shared."""
    found = {each.item: each.responsible for each in draft().sop}

    assert found["注文確認"] == "both"
    assert found["返信"] == "agency"


def test_agencys_own_costs_never_reach_the_document():
    """The other side does not learn the agency's margin from the rate card."""
    terms = draft()

    assert rate_card().cost_basis is not None
    assert terms.price.rate_card is not None
    assert terms.price.rate_card.cost_basis is None


def test_document_names_the_run_it_rests_on():
    """Digest, seed, replications, versions and the headline numbers are part of it."""
    bound, record = draft().run, result().record

    assert bound.scenario_digest == record.scenario_digest
    assert (bound.seed, bound.replications) == ("7", 5)
    assert dict(bound.versions) == dict(record.versions)
    assert [line.kpi for line in bound.kpis][:3] == ["orders", "due", "missed"]


def test_content_and_file_read_back_to_the_same_digest():
    """JSON and TOML are two forms of one document."""
    for terms in (draft(), complete_terms()):
        assert terms_of(terms.content()).digest == terms.digest
        assert loads_terms(dumps_terms(terms)).digest == terms.digest


def test_file_on_disk_reads_back(tmp_path):
    """What was written to a file is what is read from it."""
    save_terms(complete_terms(), tmp_path / "terms.toml")

    assert load_terms(tmp_path / "terms.toml") == complete_terms()
    with pytest.raises(TermsError):
        load_terms(tmp_path / "none.toml")


def test_every_word_counts():
    """One character more anywhere is another digest."""
    terms = complete_terms()
    other = terms.replace(subject=terms.subject + "。")

    assert other.digest != terms.digest


def test_blanks_are_listed_and_written_as_comments():
    """Nobody has to look for what is missing: it is listed, and marked in the file."""
    terms = draft()
    found = [each.path for each in blanks(terms)]
    written = dumps_terms(terms)

    assert "changes.notice_days" in found
    assert "parties[shop].name" in found
    assert written.count("未記入:") == len(found)
    assert "# notice_days =    # 未記入: 増員・減員の申し入れ(何日前まで)" in written
    assert loads_terms(written.replace("# notice_days =", "notice_days = 7"))


def test_complete_document_has_no_blanks():
    """A document that says everything may be sent."""
    assert blanks(complete_terms()) == ()


def test_blank_prints_in_both_languages():
    """Either side reads what is missing."""
    blank = next(each for each in blanks(draft()) if each.path == "decide_by")

    assert blank.label("ja") == "決定期限"
    assert blank.problem.text("en").startswith("Decide by: is blank")


def test_all_problems_of_a_file_come_at_once():
    """Unknown key, wrong number and naive moment are reported together."""
    words = (
        dumps_terms(complete_terms())
        .replace("notice_days = 7", "notice_dys = -7")
        .replace("with_probability = 0.95", "with_probability = 1.5")
        .replace("2026-11-20T18:00:00+09:00", "2026-11-20T18:00:00")
    )
    with pytest.raises(TermsError) as caught:
        loads_terms(words)

    rules = {each.where: each.rule for each in caught.value.problems}
    assert rules == {
        "changes.notice_dys": "unknown_key_similar",
        "quality.with_probability": "less_than",
        "decide_by": "zone_missing",
    }


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"parties": "swapped"}, "terms_parties"),
        ({"period": {"start": date(2026, 12, 2), "end": date(2026, 12, 1)}}, "period"),
        ({"decide_by": datetime(2027, 1, 1, tzinfo=TOKYO)}, "terms_decide_by"),
        ({"timezone": "Asia/Edo"}, "unknown_timezone"),
        ({"subject": "見え\u202eない"}, "text_control"),
        ({"subject": "nul\x00"}, "text_control"),
        ({"subject": ""}, "too_short"),
    ],
)
def test_what_cannot_be_agreed_on_is_refused(change, rule):
    """A document that contradicts itself or hides something is no document."""
    terms = complete_terms()
    if change.get("parties"):
        change = {"parties": terms.parties[::-1]}

    with pytest.raises(ValidationError, match=rule):
        terms.replace(**change)


def test_difference_names_place_before_and_after():
    """A counter-offer reads like a list of what the other side wants changed."""
    before = complete_terms()
    after = before.replace(
        volume=before.volume.replace(above="consult", days=before.volume.days[1:]),
        changes=before.changes.replace(notice_days=14),
    )
    found = differences(before, after, "ja")

    assert [(each.path, each.before, each.after) for each in found] == [
        ("volume.above", "増員して約束どおり処理する", "協議して決める"),
        ("changes.notice_days", "7日", "14日"),
        ("volume.days[2026-12-04]", found[2].before, "(なし)"),
    ]
    assert found[1].label == "変更と解約 › 増員・減員の申し入れ(何日前まで)"
    assert found[2].label == "数量 › 日別の件数 › 2026/12/4(金)"
    assert differences(before, before, "en") == ()


def test_row_put_in_first_changes_no_other_row():
    """Rows are told apart by their names, not by their numbers."""
    before = complete_terms()
    clause = Clause(title="特約", words="年末年始は対応しない。")
    after = before.replace(clauses=(clause, *before.clauses))
    (found,) = differences(before, after, "en")

    assert found.path == "clauses[特約]"
    assert found.before == "(none)"
    assert "年末年始" in found.after


def test_filled_blank_is_a_difference_from_blank():
    """Before stands the word for a blank, after it what was filled in."""
    before = draft()
    after = before.replace(
        parties=(Party(kind="shop", name="店"), before.parties[1]), price=before.price
    )
    (found,) = differences(before, after, "ja")

    assert (found.before, found.after) == ("(未記入)", "店")


def records(model: type[Spec], seen: dict[type[Spec], None]) -> dict[type[Spec], None]:
    """Return a record and all records that its fields may hold."""
    seen[model] = None
    for info in model.model_fields.values():
        for each in types(info.annotation):
            is_record = isinstance(each, type) and issubclass(each, Spec)
            if is_record and each not in seen:
                records(each, seen)
    return seen


def types(annotation: object) -> list[object]:
    """Return a type and all types inside it."""
    inner = [each for arg in get_args(annotation) for each in types(arg)]
    return [annotation, *inner]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_on_the_screen(language):
    """No field of the document, rate card included, is shown by its key."""
    words = catalogue("terms", language)
    missing = [
        label_key(model, field)
        for model in records(Terms, {})
        for field in model.model_fields
        if label_key(model, field) not in words
    ]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_words(language):
    """No written value of a choice is shown as the file has it."""
    for model in records(Terms, {}):
        for field, info in model.model_fields.items():
            for each in types(info.annotation):
                if isinstance(each, str) and not isinstance(each, type):
                    assert value_text(each, model, field, language)


def test_labour_notes_follow_the_employment():
    """Spot work brings the 24-hour rule; dispatch of a week the ban on it."""
    card = rate_card()
    dispatch = card.replace(
        teams=(card.teams[0].replace(employment="dispatch", contract_days=None),)
    )
    long = card.replace(
        teams=(card.teams[0].replace(employment="dispatch", contract_days=31),)
    )

    def rules(card):
        notes = draft_terms(result(), rate_card=card).labour_notes
        return [note.rule for note in notes]

    assert rules(card) == ["spot_24_hours", "disguised_contracting"]
    assert rules(dispatch) == ["daily_dispatch"]
    assert rules(long) == []
    assert rules(None) == ["disguised_contracting"]
