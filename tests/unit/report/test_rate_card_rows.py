"""Prices and ship-by rules in the words of an agreement."""

import pytest

from sim.language import LANGUAGES
from sim.quotes.files import loads_rate_card
from sim.report.rate_card_rows import cancellation_rows, rate_card_rows
from sim.report.ship_by_words import ship_by_words
from sim.scenario.classes import ShipBy

FULL = """\
name = "全部"
agency = "代行"
minimum_yen = 30000

[per_order]
bands = [{ up_to = 500, yen = 120 }, { up_to = 900, yen = 110 }, { yen = 99.5 }]

[per_inquiry]
bands = [{ yen = 300 }]

[sales]
share = 0.05

[[fixed]]
label = "初期設定"
yen = 10000

[[teams]]
name = "desk"
yen_per_hour = 1900
overtime = 1.25
employment = "spot"
standby_yen_per_head_day = 1500
yen_per_call = 3000

[[teams]]
name = "*"
yen_per_hour = 1500

[[surge]]
label = "セール"
days = ["2026-12-04..2026-12-10", "Sat", "holiday"]
above_orders_a_day = 500
order_share = 0.2
order_yen = 10
hour_share = 0.1

[cancellation]
steps = [{ within_hours = 24, share = 1 }, { within_hours = 72, share = 0.5 }]
"""


def test_every_price_has_a_row():
    """Bands, inquiries, sales, fees, hours, standby, calls, surge, minimum, tax."""
    rows = rate_card_rows(loads_rate_card(FULL), "ja", {"desk": "受注担当"})

    assert [row[:2] for row in rows] == [
        ("注文1件(1〜500件目)", "￥120"),
        ("注文1件(501〜900件目)", "￥110"),
        ("注文1件(901件目から)", "￥99.5"),
        ("問い合わせ1件", "￥300"),
        ("売上歩合", "5%"),
        ("固定料金", "￥10,000"),
        ("受注担当 1時間", "￥1,900"),
        ("受注担当 待機1人1日", "￥1,500"),
        ("受注担当 呼び出し1回", "￥3,000"),
        ("すべてのチーム 1時間", "￥1,500"),
        ("セール", "注文単価の20%増し、注文1件 ￥10 増し、時間料金の10%増し"),
        ("最低料金", "￥30,000"),
        ("消費税", "10%"),
        ("端数処理", "四捨五入"),
    ]
    assert rows[6][2] == "スポット(直接雇用)、残業×1.25"
    assert rows[10][2] == (
        "2026/12/4(金)–2026/12/10(木)、土曜日、祝日、1日500件を超えた分"
    )


def test_cancelled_shift_costs_what_the_card_says():
    """The steps by notice, and the least of a spot shift."""
    rows = cancellation_rows(loads_rate_card(FULL), "en")

    assert rows == [
        ("cancelled less than 24 hours before the start", "100%"),
        ("cancelled less than 72 hours before the start", "50%"),
        ("spot shifts cancelled less than 24 hours before the start", "at least 60%"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_have_words_in_both_languages(language):
    """No row is empty in either language."""
    rows = rate_card_rows(loads_rate_card(FULL), language, {})

    assert all(item and price for item, price, _ in rows)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, "nothing is promised"),
        (ShipBy(within_hours=36), "within 36 hours of the order"),
        (
            ShipBy(cutoff="13:00"),
            "orders before 13:00: same day, by 24:00 "
            "(business days of the shipping calendar)",
        ),
        (
            ShipBy(cutoff="12:00", cutoff_closed_soon="09:00", business_days=3),
            "orders before 12:00: 3 business days later, by 24:00 (business days of "
            "the shipping calendar); cut-off on weekends and holidays 09:00",
        ),
    ],
)
def test_ship_by_rule_in_words(rule, expected):
    """Whatever the rule, both sides read the same thing."""
    assert ship_by_words(rule, "en") == expected
