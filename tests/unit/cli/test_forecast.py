"""``hanboki forecast``: from past orders to a demand block, each number tagged."""

import json
import tomllib

import numpy as np
import pytest

from sim.cli.forecast import DEFAULT_DRAWS
from sim.forecast.sampling import DRAWS
from sim.language import LANGUAGES, catalogue
from sim.orders import read_orders, write_orders
from tests.unit.forecast.shops import SALES, shop, table_of

PAST, NEXT = SALES[:2]
MOMENT = "%Y-%m-%dT%H:%M"
FEW = ("--replications", 8)
NEXT_WORDS = (
    "--next-from",
    NEXT.start.strftime(MOMENT),
    "--next-to",
    "2026-06-11T01:59",
)
PAST_WORDS = (
    "--sale-from",
    PAST.start.strftime(MOMENT),
    "--sale-to",
    PAST.end.strftime(MOMENT),
)


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Return the orders table of four months of a small shop, with one sale."""
    counts = shop(np.random.default_rng(3), SALES[:2], per_day=12, weeks_before=5)
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    write_orders(table_of(counts.until(NEXT.start)), path)
    return path


@pytest.fixture
def forecast(run, orders):
    """Return what forecasts the June sale: further words in, result out."""

    def forecast_with(*words, lang="ja"):
        return run("forecast", orders, *NEXT_WORDS, *FEW, *words, lang=lang)

    return forecast_with


def test_default_number_of_draws_is_that_of_the_forecast():
    """The light copy of the default is the default."""
    assert DEFAULT_DRAWS == DRAWS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_screen_says_of_every_number_what_it_rests_on(forecast, lang):
    """The total comes first; each factor is measured or assumed, with its n."""
    result = forecast(*PAST_WORDS, lang=lang)
    words = catalogue("forecast", lang)

    assert result.exit_code == 0, result.stderr
    assert "P10" in result.stdout
    for key in ("orders_per_day", "level", "start_dash", "measured", "assumption"):
        assert words[key] in result.stdout
    assert "--out" in result.stderr


def test_an_end_at_59_minutes_is_the_whole_hour(forecast):
    """A sale until 01:59 ends at 02:00."""
    found = json.loads(forecast("--multiplier", 10, "--json").stdout)

    assert found["sale"]["end"] == "2026-06-11T02:00:00"


def test_json_holds_total_factors_and_tables(forecast):
    """Programs get every factor with its kind, and the hours and days."""
    found = json.loads(forecast(*PAST_WORDS, "--json").stdout)

    assert found["format"] == "hanboki.forecast/1"
    assert found["orders"]["p10"] <= found["orders"]["p50"] <= found["orders"]["p90"]
    assert {each["kind"] for each in found["factors"]} == {"measured", "assumption"}
    assert [len(found["tables"][by]["p50"]) for by in ("hours", "days")] == [150, 8]
    assert len(found["past"]) == 1


def test_same_seed_gives_same_bytes(forecast):
    """A forecast is a pure function of orders, words and seed."""
    first, second = (forecast("--multiplier", 5, "--json").stdout for _ in range(2))

    assert first == second


def test_multiplier_is_an_assumption(forecast):
    """Without a past sale the size of the sale is assumed, and said to be."""
    found = json.loads(forecast("--multiplier", 10, "--json").stdout)
    kinds = {each["name"]: each["kind"] for each in found["factors"]}

    assert found["multiplier"] == pytest.approx(10)
    assert (kinds["level"], kinds["orders_per_day"]) == ("assumption", "measured")


def test_a_guess_of_orders_becomes_the_range(forecast):
    """Low and high in orders of the whole sale are about P10 and P90 of its total."""
    guess = ("--low", 500, "--likely", 800, "--high", 1200, "--unit", "orders")
    words = (*guess, "--replications", 60, "--json")
    found = json.loads(forecast(*words).stdout)

    assert found["source"] == "guess"
    assert 350 < found["orders"]["p10"] < found["orders"]["p90"] < 1700


def test_out_is_a_folder_with_block_shape_chart_and_numbers(forecast, tmp_path):
    """The block names the shape beside it; the chart carries all that it needs."""
    out = tmp_path / "forecast"
    assert forecast(*PAST_WORDS, "--out", out).exit_code == 0
    block = tomllib.loads((out / "demand.toml").read_text(encoding="utf-8"))
    chart = (out / "chart.html").read_text(encoding="utf-8")

    assert block["demand"][0]["profile"] == "demand-profile.csv"
    assert "orders.csv" in block["origins"][0]["note"]
    assert (out / "demand-profile.csv").is_file()
    assert "Plotly.newPlot" in chart
    assert 'src="http' not in chart


def test_earlier_results_are_replaced_only_with_force(forecast, tmp_path):
    """A second run is refused, a forced one replaces; nothing is left beside it."""
    out = tmp_path / "forecast"
    words = ("--multiplier", 10, "--out", out)

    assert [forecast(*words).exit_code for _ in range(2)] == [0, 2]
    assert forecast(*words, "--force").exit_code == 0
    assert list(tmp_path.iterdir()) == [out]


def test_a_failure_while_writing_leaves_nothing(forecast, tmp_path, monkeypatch):
    """When the disk gives up in the middle, there is no folder and no scrap of it."""

    def give_up(*_words, **_more):
        raise PermissionError(13, "full", "demand.toml")

    monkeypatch.setattr("sim.forecast.block.profile_csv", give_up)
    result = forecast("--multiplier", 10, "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_same_order_in_two_tables_counts_once(run, orders, forecast):
    """Giving a table twice changes nothing."""
    words = (*NEXT_WORDS, *FEW, "--multiplier", 10, "--json")
    once, twice = (
        run("forecast", *files, *words) for files in ([orders], [orders] * 2)
    )

    assert once.stdout == twice.stdout


def test_an_unnamed_sale_is_pointed_out(forecast):
    """A sale that is not named shows up as days too hot to be ordinary."""
    shown = forecast("--multiplier", 10, lang="en").stdout

    assert "too many orders for ordinary days" in shown
    assert "2026 Wed 4 Mar–Tue 10 Mar" in shown


def test_an_event_left_out_is_not_pointed_out(forecast):
    """What is named as another event is neither ordinary nor pointed out."""
    named = [word.replace("sale", "other") for word in PAST_WORDS]
    shown = forecast("--multiplier", 10, *named, lang="en").stdout

    assert "too many orders" not in shown


def test_a_coupon_is_a_phase_of_the_sale_it_lies_in(forecast):
    """A coupon in the next sale multiplies its hours."""
    coupon = ("--coupon-from", "2026-06-07T20:00", "--coupon-to", "2026-06-07T23:59")
    found = json.loads(forecast("--multiplier", 10, *coupon, "--json").stdout)

    assert found["sale"]["coupons"] == [["2026-06-07T20:00:00", "2026-06-08T00:00:00"]]
    assert "coupon" in {each["name"] for each in found["factors"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "how large"),
        (("--multiplier", 0), "above 0"),
        (("--multiplier", 5000), "1000 times"),
        (("--low", 5, "--likely", 6, "--high", "inf"), "1000 times"),
        (("--low", 5), "give all three"),
        (("--low", 9, "--likely", 8, "--high", 7), "in order"),
        (("--low", 5, "--likely", 6, "--high", 7, "--multiplier", 3), "not both"),
        (("--multiplier", "ten"), "--multiplier"),
        (("--sale-from", "2026-03-04T20:00"), "equally often"),
        (("--sale-from", "2026-03-04", "--sale-to", "2026-03-05"), "2026-09-04T20:00"),
        (("--multiplier", 3, "--timezone", "Mars"), "time zone"),
        (("--multiplier", 3, "--shop", "other"), "no order"),
        (
            ("--multiplier", 3, "--coupon-from", "2026-01-01T00:00",
             "--coupon-to", "2026-01-01T02:00"),
            "lies in no sale",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_forecast_is_explained(forecast, tmp_path, words, said):
    """A mistake ends with code 2 and words, and no file is written."""
    result = forecast(*words, "--out", tmp_path / "out", lang="en")

    assert result.exit_code == 2, result.stderr
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_mall_file_is_sent_to_import_orders(run, tmp_path):
    """Somebody who gives the mall's own file is told the step before."""
    path = tmp_path / "rms.csv"
    path.write_bytes("注文番号,注文日時\n1,2026-11-02 10:05:00\n".encode("cp932"))
    result = run("forecast", path, *NEXT_WORDS, "--multiplier", 3)

    assert result.exit_code == 2
    assert "hanboki import-orders" in result.stderr


def test_a_canonical_table_with_a_wrong_row_names_it(run, orders, tmp_path):
    """A mistake in an orders table is shown with its line, not taken for a mall's."""
    path = tmp_path / "orders.csv"
    path.write_text("order_id,ordered_at\n1,yesterday\n", encoding="utf-8")
    result = run("forecast", path, *NEXT_WORDS, "--multiplier", 3)

    assert result.exit_code == 2
    assert "orders.csv:2" in result.stderr
    assert len(read_orders(orders)) > 1000


def test_with_a_template_the_folder_holds_a_whole_scenario(forecast, run, tmp_path):
    """The written scenario passes the check as it is."""
    folder = tmp_path / "out"
    result = forecast(
        *PAST_WORDS, "--template", "case1-sale-10x-no-temps", "--out", folder
    )

    assert result.exit_code == 0, result.stderr
    assert run("check", folder / "scenario.toml").exit_code == 0
