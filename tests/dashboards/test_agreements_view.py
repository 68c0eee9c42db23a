"""The page 合意, without a browser: both sides, from a draft to a locked agreement."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest

from dashboards.i18n import say
from dashboards.services import agreements, quotes, rate_shelf, store
from dashboards.services.agreement_words import document_tables
from dashboards.services.questions import default_question
from sim.accounts import local_actor
from sim.agreements import drafts
from sim.agreements.receipt_check import verify_receipt
from sim.agreements.walk import leaves
from sim.errors import AgreementError, TermsError
from sim.language import text as say_sim
from sim.quotes.files import dumps
from tests.dashboards.pages import html_of, open_page
from tests.unit.agreements.table import offer
from tests.unit.agreements.world import complete_terms
from tests.unit.quotes.cards import card, in_house

LOOKS = 300
BY_ORDER = card(agency="A社", employer="shop", per_order={"bands": [{"yen": 300}]})


@pytest.fixture
def sides(folder):
    """The two local sides: shop and agency."""
    now = datetime.now(UTC)
    return [local_actor(store.database(), k, now=now) for k in ("shop", "agency")]


@pytest.fixture
def sent(sides):
    """The identity of an offer that the shop has sent."""
    shop, agency = sides
    now = datetime.now(UTC)
    dates = {
        "valid_until": now + timedelta(days=5),
        "decide_by": now + timedelta(days=2),
    }
    found = drafts.create(
        store.database(), shop, agency.organization_id, offer(**dates), now=now
    )
    agreements.send(shop, agreements.opened(shop, found))
    return found


def seen(at):
    """Return the page, which has no fault of its own."""
    assert not at.exception, at.exception
    return at


def words_of(at):
    """Return all plain words of the page."""
    kinds = (at.markdown, at.caption, at.text, at.error, at.info, at.subheader)
    plain = [each.value for kind in kinds for each in kind]
    return "\n".join([*plain, html_of(at)])


def keys_of(at):
    """Return the keys of the buttons on the page."""
    return {button.key for button in at.button}


def as_agency(at):
    """Look from the other side."""
    return seen(at.segmented_control(key="agreements_side").set_value("agency").run())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_offer_is_seen_from_both_sides(sent, language):
    """Author and other side see state, risk, price and hash; each has its actions."""
    at = seen(open_page("agreements", language, agreement=sent))
    assert say("agreements.promise", language, **ANY).split("{")[0][:6] in words_of(at)
    assert {"agreements_accept", "agreements_withdraw"} <= keys_of(at)
    assert "agreements_reject" not in keys_of(at)

    at = as_agency(at)
    assert {"agreements_accept", "agreements_reject"} <= keys_of(at)
    assert "agreements_withdraw" not in keys_of(at)
    assert say("agreements.head_range", language) in html_of(at)


ANY = dict.fromkeys(("missed", "asked", "share", "low", "high", "n"), "x")


def test_looking_at_a_revision_is_noted_once(sent, sides):
    """The page notes that the risk was shown, to whoever looked, once."""
    at = as_agency(seen(open_page("agreements", agreement=sent)))
    seen(at.run())
    found = agreements.opened(sides[1], sent)

    viewed = [e.organization for e in found.events if e.type == "viewed"]
    assert sorted(viewed) == sorted(each.organization_name for each in sides)
    assert agreements.news(sides[1]) == ()


def test_list_begins_with_what_waits_and_opens_it(sent, sides):
    """The overview shows news, the list and the countdown; a click opens."""
    at = as_agency(seen(open_page("agreements")))
    assert "送付" in words_of(at)
    assert "決定期限まで" in words_of(at)
    at = seen(at.button(key=f"agreements_open_{sent}").click().run())
    assert "agreements_accept" in keys_of(at)
    at = seen(at.button(key="agreements_back").click().run())

    assert f"agreements_open_{sent}" in keys_of(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_heads_that_differ_are_told_beside_the_scenario(sides, language):
    """The name of the scenario alone would hide which plan is agreed on."""
    at = seen(open_page("agreements", language, scenario="a-quiet", heads="3,0"))
    shift, changed = "受注担当 昼", words_of(at)
    line = say("plan_picker.changed_line", language, shift=shift, before=1, after=3)
    assert line in changed
    assert "受注担当 夜" not in changed


def test_unknown_agreement_shows_the_list(sides):
    """A link to what is not there, or not for this side, leads to the list."""
    at = seen(open_page("agreements", agreement="nothing"))

    assert say("agreements.none", "ja") in words_of(at)


@pytest.mark.jit
def test_work_on_an_agreement_is_open_until_plan_and_price_are_there(folder):
    """Sales priced before, on the page 見積, do not hide that the plan is still run."""
    (folder / "rates").mkdir()
    (folder / "rates" / "per-order.toml").write_text(dumps(BY_ORDER), encoding="utf-8")
    (card_key,) = rate_shelf.shipped_cards()
    question = replace(default_question("a-quiet"), replications=400)
    asked = quotes.Asked((quotes.Wanted(card_key, question),))
    quotes.ask(asked, "session")
    quotes.wait(asked, 60)
    assert quotes.is_ready(asked)
    agreements.compute(asked, "session")
    seen_open = 0
    for _ in range(LOOKS):
        known = agreements.progress(asked)
        if agreements.is_computed(asked):
            break
        assert known.is_open
        seen_open += 1
        sleep(0.05)
    assert seen_open
    assert not agreements.progress(asked).is_open


def test_agreement_is_begun_from_the_current_plan(folder, sides):
    """Plan and card are computed, and one draft is made however often one clicks."""
    rates = {"per-order.toml": BY_ORDER, "in-house/shop.toml": in_house()}
    (folder / "rates" / "in-house").mkdir(parents=True)
    for place, money in rates.items():
        (folder / "rates" / place).write_text(dumps(money), encoding="utf-8")
    at = seen(open_page("agreements"))
    at = seen(at.button(key="agreements_new_compute").click().run())
    for _ in range(LOOKS):
        if "agreements_begin" in keys_of(at):
            break
        sleep(0.2)
        at = seen(at.run())
    at = seen(at.button(key="agreements_begin").click().run())

    (summary,) = agreements.listed(sides[0])
    assert summary.state == "draft"
    assert agreements.listed(sides[1]) == ()
    assert "埋める欄と期限" in words_of(at)
    found = agreements.opened(sides[0], summary.id)
    field = f"agreements_fill_{summary.id}_1_subject"
    assert field not in {each.key for each in at.text_input}
    payment = f"agreements_fill_{summary.id}_1_price.payment"
    at.text_input(key=payment).set_value("月末締め")
    until = f"agreements_fill_{summary.id}_1_valid_until"
    at.text_input(key=until).set_value("2030-01-01 18:00")
    form = next(b for b in at.button if b.label == say("agreements.keep_draft", "ja"))
    at = seen(form.click().run())
    draft = agreements.opened(sides[0], summary.id).draft
    assert draft.version == 2
    assert draft.terms.price.payment == "月末締め"
    assert draft.terms.valid_until.isoformat() == "2030-01-01T18:00:00+09:00"
    at = seen(at.button(key="agreements_send").click().run())
    assert say("agreements.refused", "ja") in words_of(at)
    assert agreements.opened(sides[0], summary.id).summary.state == "draft"
    assert found.draft is not None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_refusal_calls_open_fields_as_the_form_does(sides, language):
    """What keeps a document from being sent is named as on the form, not by path."""
    shop, agency = sides
    volume = offer().terms.volume.replace(above=None, tell_within_hours=None)
    blank = offer(volume=volume, engagement=None, decide_by=None, valid_until=None)
    partner, now = agency.organization_id, datetime.now(UTC)
    found = drafts.create(store.database(), shop, partner, blank, now=now)
    at = seen(open_page("agreements", language, agreement=found))
    at = seen(at.button(key="agreements_send").click().run())

    rule = say_sim("problem.terms_blank", language)
    fields = agreements.fields_to_fill(agreements.opened(shop, found))
    labels = {each.label(language) for each in fields if each.value is None}
    assert len(labels) == 5
    unit = {"ja": "時間", "en": "hours"}[language]
    assert [each.placeholder for each in at.number_input] == [unit]
    for label in labels:
        assert f"{label}: {rule}" in words_of(at)
    assert "volume.above" not in words_of(at)
    assert say("agreements.nothing_sent", language) in words_of(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_dates_of_a_draft_say_what_ends_with_them(sides, language):
    """Who takes one date for the other loses an agreement; each explains itself."""
    shop, agency = sides
    partner, now = agency.organization_id, datetime.now(UTC)
    found = drafts.create(store.database(), shop, partner, offer(), now=now)
    at = seen(open_page("agreements", language, agreement=found))
    helps = {box.key.rpartition("_")[2]: box.help for box in at.text_input}

    assert helps["by"] == say("agreements.help_decide_by", language)
    assert helps["until"] == say("agreements.help_valid_until", language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_dates_in_the_wrong_order_are_told_without_a_path(sides, sent, language):
    """A rule about the whole document is told as a sentence that begins with itself."""
    found = agreements.opened(sides[1], sent)
    late = found.summary.valid_until + timedelta(days=1)
    with pytest.raises(TermsError) as refused:
        agreements.fill(sides[1], found, {"decide_by": late})

    said = refused.value.text(language)
    assert said.startswith(say_sim("problem.terms_decide_by", language))


def test_counter_shows_what_it_changes(sent, sides):
    """The page shows the change of words, numbers and risk beside the revision."""
    shop, agency = sides
    found = agreements.opened(agency, sent)
    agreements.fill(agency, found, {"price.payment": "翌々月払い"})
    agreements.send(agency, agreements.opened(agency, sent))
    at = seen(open_page("agreements", agreement=sent))

    assert "翌々月払い" in html_of(at)
    assert "第1版 → 第2版" in words_of(at)
    assert agreements.opened(shop, sent).summary.state == "sent"


def lock(sent, sides):
    """Let both sides look and accept."""
    for actor in sides:
        found = agreements.opened(actor, sent)
        agreements.note_seen(actor, found)
        revision = found.current
        agreements.accept(actor, sent, revision.number, revision.content_sha256)


def test_locked_agreement_offers_receipt_paper_amendment_and_end(sent, sides):
    """What both accepted can be taken home, amended, and ended by both."""
    lock(sent, sides)
    at = seen(open_page("agreements", agreement=sent))
    assert "双方合意・確定" in words_of(at)
    assert say("agreements.accepted_already", "ja") not in words_of(at)
    assert "agreements_ask_cancel" in keys_of(at)
    assert say("agreements.write_amend", "ja") in {each.label for each in at.expander}
    receipt = agreements.receipt_bytes(sides[0], sent)
    assert verify_receipt(receipt).is_concluded
    assert agreements.verified(sides[1], receipt).passed
    changed = receipt.replace(b"accepted", b"rejected", 1)
    assert not agreements.verified(sides[1], changed).passed
    found = agreements.opened(sides[0], sent)
    assert agreements.pdf_bytes(found, 1, "ja").startswith(b"%PDF")
    agreements.about_cancelling(sides[0], sent, "ask_cancel", "中止")
    at = as_agency(seen(open_page("agreements", agreement=sent)))

    assert {"agreements_agree_cancel", "agreements_refuse_cancel"} <= keys_of(at)


def test_stale_signature_is_refused(sent, sides):
    """Who signs what was on the screen before a counter-offer signs nothing."""
    shop, agency = sides
    old = agreements.opened(shop, sent)
    agreements.note_seen(shop, old)
    agreements.fill(agency, agreements.opened(agency, sent), {"price.payment": "x"})
    agreements.send(agency, agreements.opened(agency, sent))

    with pytest.raises(AgreementError, match="revision 2 is current"):
        agreements.accept(shop, sent, 1, old.current.content_sha256)


def test_comment_is_sent_once(sent, sides):
    """Two clicks on one comment make one event."""
    at = seen(open_page("agreements", agreement=sent))
    at.text_input(key="agreements_comment").set_value("夜は何人ですか")
    button = next(
        b for b in at.button if b.label == say("agreements.comment_now", "ja")
    )
    at = seen(button.click().run())
    button = next(
        b for b in at.button if b.label == say("agreements.comment_now", "ja")
    )
    at = seen(button.click().run())

    events = agreements.opened(sides[0], sent).events
    assert [event.type for event in events].count("commented") == 1
    assert "夜は何人ですか" in html_of(at)


def test_document_can_be_changed_as_a_file(sent, sides):
    """The file of the document, changed, becomes the own draft; its run stays."""
    agency = sides[1]
    found = agreements.opened(agency, sent)
    words = agreements.terms_bytes(found).decode()
    changed = words.replace("月末締め、翌月末払い。", "月末締め、翌々月末払い。")
    agreements.take_terms(agency, found, changed.encode())
    draft = agreements.opened(agency, sent).draft

    assert draft.terms.price.payment == "月末締め、翌々月末払い。"
    assert draft.terms.run == found.current.terms.run
    agreements.discard(agency, agreements.opened(agency, sent))
    assert agreements.opened(agency, sent).draft is None


def test_the_document_is_shown_part_by_part():
    """Every value of the document stands in one table, under the name of its part."""
    terms = complete_terms()
    tables = document_tables(terms, "ja")
    titles = [table.caption for table in tables]
    shown = [
        leaf
        for leaf in leaves(terms)
        if not leaf.path.startswith(("run.", "schema_version"))
    ]

    assert len(titles) == len(set(titles)) > 10
    assert titles[:4] == ["合意書", "当事者", "期間", "数量"]
    assert sum(len(table.rows) for table in tables) == len(shown)
