"""``hanboki backtest``: errors, coverage and two naive forecasts."""

import json

import numpy as np
import pytest

from sim.language import LANGUAGES, catalogue
from sim.orders import write_orders
from tests.unit.forecast.shops import SALES, office_hours, served, shop, table_of

MOMENT = "%Y-%m-%dT%H:%M"
PERIOD = ("--split", "2026-06-03", "--until", "2026-06-12", "--replications", 20)
SALE_WORDS = [
    word
    for sale in SALES[:2]
    for word in (
        "--sale-from",
        sale.start.strftime(MOMENT),
        "--sale-to",
        sale.end.strftime(MOMENT),
    )
]


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Return the orders table of a small shop with two sales, shipping times too."""
    counts = shop(np.random.default_rng(3), SALES[:2], per_day=12, weeks_before=5)
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    write_orders(served(counts, office_hours(4)), path)
    return path


@pytest.fixture
def backtest(run, orders):
    """Return what backtests the June sale: further words in, result out."""

    def backtest_with(*words, lang="ja"):
        return run("backtest", orders, *PERIOD, *words, lang=lang)

    return backtest_with


@pytest.mark.parametrize("lang", LANGUAGES)
def test_screen_compares_every_quantity_with_the_naive_forecasts(backtest, lang):
    """Errors and coverage first, then last week, then the last sale in sale hours."""
    result = backtest(*SALE_WORDS, "--promise-hours", 48, lang=lang)
    words = catalogue("cli", lang)

    assert result.exit_code == 0, result.stderr
    for key in ("arrivals_hour", "backlog_day", "wait_day", "missed_day", "in_sales"):
        assert words[f"backtest_{key}"] in result.stdout
    for key in ("coverage", "crps", "last_week", "last_sale"):
        assert words[f"backtest_head_{key}"] in result.stdout


def test_json_holds_scores_and_tables(backtest):
    """Programs get each score and each predicted value; the last day is included."""
    found = json.loads(backtest(*SALE_WORDS, "--json").stdout)
    scores = {row["quantity"]: row for row in found["scores"]}

    assert found["days"] == 10
    assert scores["arrivals_hour"]["n"] == 240
    assert len(found["tables"]["arrivals_day"]["p50"]) == 10
    assert scores["backlog_day"]["crps_last_sale"] is None
    assert len(found["sales"]) == 1


def test_language_changes_no_byte_of_json(backtest):
    """JSON is for programs, in no language."""
    first, second = (backtest("--json", lang=lang).stdout for lang in LANGUAGES)

    assert first == second


def test_a_sale_of_unknown_size_is_pointed_out(backtest):
    """A sale that nothing tells the size of is predicted as ordinary days, and said."""
    june = SALE_WORDS[4:]

    assert "--multiplier" in backtest(*june).stderr
    assert backtest(*june, "--multiplier", 6).stderr == ""


def test_a_roster_makes_capacity_follow_the_heads(backtest, tmp_path):
    """With a roster the screen says that heads were used."""
    roster = tmp_path / "roster.csv"
    rows = [f"all,2026-{month}-01T09:00,2026-{month}-25T09:00,1" for month in (5, 6)]
    padded = "\n".join(rows).replace("-5-", "-05-").replace("-6-", "-06-")
    roster.write_text(f"team,start,end,heads\n{padded}\n", encoding="utf-8")
    shown = backtest("--roster", roster, lang="en")

    assert "heads of the roster" in shown.stdout, shown.stderr


def test_without_shipping_times_only_orders_are_compared(run, tmp_path):
    """A table of order times alone is compared in its orders, and that is said."""
    counts = shop(np.random.default_rng(3), SALES[:1], per_day=12)
    path = tmp_path / "orders.csv"
    write_orders(table_of(counts), path)
    words = ("--split", "2026-02-10", "--until", "2026-02-12", "--replications", 5)
    result = run("backtest", path, *words, lang="en")

    assert result.exit_code == 0, result.stderr
    assert "only orders were compared" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--until", "2026-06-02"), "--until"),
        (("--until", "2026-08-01"), "beyond the end"),
        (("--split", "2026-02-10"), "four weeks"),
        (("--split", "soon"), "--split"),
        (("--roster", "nothing.csv"), "roster"),
        (("--low", 3), "all three"),
    ],
)
def test_what_cannot_be_backtested_is_explained(backtest, words, said):
    """A mistake ends with code 2 and words."""
    result = backtest(*words, lang="en")

    assert result.exit_code == 2, result.stderr
    assert said in result.stderr
