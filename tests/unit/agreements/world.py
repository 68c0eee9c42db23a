"""A small sale with shop and agency people, its result, a rate card and a document."""

from datetime import datetime, timedelta, timezone
from functools import cache

from sim.agreements.clauses import Party
from sim.agreements.draft import draft_terms
from sim.agreements.price import QuotedPrice
from sim.agreements.terms import Terms
from sim.experiments import Result, run
from sim.quotes.files import loads_rate_card
from sim.quotes.rate_card import RateCard
from sim.scenario.files import loads
from sim.scenario.model import Scenario

__all__ = ["complete_terms", "draft", "rate_card", "result", "small_sale"]

TOKYO = timezone(timedelta(hours=9))

SALE = """\
name = "小さなセール"
horizon = { start = 2026-12-04T00:00:00, end = 2026-12-07T00:00:00, grid_minutes = 60 }

[[demand]]
shop = "small"
orders_per_day = 12
level = { cv = 0.2 }

[[classes]]
name = "standard"
label = "通常"
share = 1.0
ship_by = { cutoff = "13:00", business_days = 1 }

[[flow.order]]
step = "confirm"
label = "注文確認"
kind = "work"
minutes = { distribution = "exponential", mean = 6 }

[[flow.order]]
step = "pickup"
label = "集荷"
kind = "gate"
at = ["17:00"]
completes = "shipped"

[[flow.contact]]
step = "reply"
label = "返信"
kind = "work"
minutes = { distribution = "constant", value = 5 }

[[triggers]]
when = "arrived"
share = 0.2
start = "contact"
reply_within_hours = 24

[[teams]]
name = "desk"
label = "受注担当(代行)"
employer = "agency"
serves = ["confirm", "contact.reply"]
on_call = { watch = "confirm", above = 30, lead_hours = 12, heads = 2, hours = 8 }

[[teams.shifts]]
days = ["daily"]
from = "09:00"
to = "17:00"
breaks = ["12:00-13:00"]
heads = 2

[[teams]]
name = "own"
label = "店舗スタッフ"
employer = "shop"
serves = ["confirm"]

[[teams.shifts]]
days = ["2026-12-05"]
from = "10:00"
to = "12:00"
heads = 1
"""

CARD = """\
name = "標準料金 2026年冬"
agency = "髙島受注代行"
minimum_yen = 30000

[per_order]
bands = [{ up_to = 500, yen = 120 }, { yen = 99.5 }]

[[teams]]
name = "desk"
yen_per_hour = 1900
overtime = 1.25
employment = "spot"

[[fixed]]
label = "初期設定"
yen = 10000

[cancellation]
steps = [{ within_hours = 24, share = 1 }, { within_hours = 72, share = 0.5 }]

[cost_basis]
teams = [{ name = "*", yen_per_hour = 1300 }]
"""


def small_sale() -> Scenario:
    """Return the scenario."""
    return loads(SALE, ".")


@cache
def result() -> Result:
    """Return the result of five replications by the reference engine."""
    return run(small_sale(), replications=5, seed=7, engine="reference", workers=1)


def rate_card() -> RateCard:
    """Return a rate card with the agency's own costs on it."""
    return loads_rate_card(CARD)


def draft() -> Terms:
    """Return the first document of the plan."""
    return draft_terms(result(), rate_card=rate_card())


def quoted() -> QuotedPrice:
    """Return a price over the simulated sales."""
    return QuotedPrice(
        mean_yen=98_765,
        ci_low_yen=95_000,
        ci_high_yen=102_500,
        p10_yen=91_000,
        p50_yen=98_000,
        p90_yen=107_000,
        n=5,
        card_digest=rate_card().digest,
    )


def complete_terms() -> Terms:
    """Return a document in which nothing is blank."""
    shop = Party(
        kind="shop",
        organization="shop-a",
        name="株式会社𠮷野髙原アパレル",
        representative="代表取締役 𠮷野 花子",
        contact_role="店長",
    )
    agency = Party(
        kind="agency",
        organization="agency-b",
        name="髙島受注代行",
        representative="代表取締役 髙島 一郎",
        contact_role="現場責任者",
    )
    terms = draft_terms(
        result(), rate_card=rate_card(), quoted=quoted(), shop=shop, agency=agency
    )
    return terms.replace(
        engagement="outsourcing",
        volume=terms.volume.replace(
            above="extra_heads", below="minimum_fee", tell_within_hours=2
        ),
        quality=terms.quality.replace(
            error_share=0.005,
            reply_in_time_share=0.95,
            if_missed="原因と対策を3日以内に報告し、翌月の固定料金を請求しない。",
        ),
        price=terms.price.replace(payment="月末締め、翌月末払い。"),
        changes=terms.changes.replace(notice_days=7, termination_days=30),
        contacts=tuple(
            each.replace(
                reach="電話・チャット", hours="9:00–21:00", answer_within_minutes=30
            )
            for each in terms.contacts
        ),
        systems=tuple(
            each.replace(link="api", automatic="取り込み") for each in terms.systems
        ),
        review=terms.review.replace(weekday="Mon", at="10:00"),
        decide_by=datetime(2026, 11, 20, 18, tzinfo=TOKYO),
        valid_until=datetime(2026, 11, 25, 18, tzinfo=TOKYO),
    )
