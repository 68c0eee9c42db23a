"""``hanboki quote``: prices of a plan from the command line."""

import json

import pytest

from sim.quotes.files import save
from tests.unit.quotes.cards import card, in_house

CARD = card(
    employer="shop",
    per_order={"bands": [{"up_to": 10, "yen": 300}, {"yen": 200}]},
    cost_basis={"teams": [{"name": "*", "yen_per_hour": 900}]},
    teams=[{"name": "packers", "employment": "dispatch", "yen_per_hour": 1}],
)


@pytest.fixture
def quote(run, small_shop, tmp_path):
    """Return what quotes the small shop: further words in, result out."""
    save(CARD, tmp_path / "rates.toml")
    save(in_house(), tmp_path / "shop.toml")

    def quote_with(*words, rates=("rates.toml",), lang="ja"):
        chosen = [word for name in rates for word in ("--rates", tmp_path / name)]
        quick = ("--engine", "reference", "--workers", 1, "--replications", 3)
        own = ("--in-house", tmp_path / "shop.toml")
        return run("quote", small_shop, *chosen, *quick, *own, *words, lang=lang)

    return quote_with


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_answer_comes_with_lines_risk_and_notes(quote, lang):
    """Price, lines, who carries the risk, and the labour notes, in either language."""
    result = quote(lang=lang)
    words = {"ja": ("請求の明細", "30日以内"), "en": ("Lines of the bill", "30 days")}

    assert result.exit_code == 0, result.output
    assert all(each in result.stdout for each in words[lang])
    assert "20261204" in result.stdout


def test_several_agencies_stand_side_by_side(quote, small_shop, tmp_path):
    """A second card, with a staffing of its own, is compared with the first."""
    other = CARD.replace(agency="B社")
    save(other, tmp_path / "b.toml")
    busy = small_shop.read_text(encoding="utf-8").replace("heads = 1", "heads = 2")
    (tmp_path / "busy.toml").write_text(busy, encoding="utf-8")
    own_plan = f"b.toml={tmp_path / 'busy.toml'}"

    result = quote(rates=("rates.toml", own_plan))

    assert result.exit_code == 0, result.output
    assert "並べて比べる" in result.stdout
    assert "B社" in result.stdout
    assert result.stdout.count("シナリオ「小さな店」") == 2


def test_json_and_file_are_the_same_bytes(quote, tmp_path):
    """``--json`` prints what ``--out`` writes, and the same again gives the same."""
    first = quote("--json", "--out", tmp_path / "q.json")
    again = quote("--json")
    content = json.loads(first.stdout)

    assert first.stdout == again.stdout
    assert (tmp_path / "q.json").read_text(encoding="utf-8") == first.stdout
    assert content["quotes"][0]["rate_card"]["digest"] == CARD.digest


def test_a_report_is_written_and_a_file_is_not_replaced(quote, tmp_path):
    """The report is there; ``--out`` replaces nothing without ``--force``."""
    (tmp_path / "q.json").write_text("mine", encoding="utf-8")

    assert quote("--report", tmp_path / "q.html").exit_code == 0
    assert "Plotly" in (tmp_path / "q.html").read_text(encoding="utf-8")
    assert quote("--out", tmp_path / "q.json").exit_code == 2
    assert (tmp_path / "q.json").read_text(encoding="utf-8") == "mine"
    assert quote("--out", tmp_path / "q.json", "--force").exit_code == 0


def test_shipped_costs_are_named_when_none_are_given(run, small_shop, tmp_path):
    """Without the shop's own file the shipped assumptions are used, and it says so."""
    save(CARD, tmp_path / "rates.toml")
    quick = ("--engine", "reference", "--workers", 1, "--replications", 2)
    result = run("quote", small_shop, "--rates", tmp_path / "rates.toml", *quick)

    assert result.exit_code == 0, result.output
    assert "仮の値" in result.stderr


def test_wrong_input_is_said(quote, run, small_shop, tmp_path):
    """A wrong card, a card of nobody's teams, and no card at all end with code 2."""
    (tmp_path / "bad.toml").write_text('name = "x"\n', encoding="utf-8")
    save(CARD.replace(employer="nobody"), tmp_path / "nobody.toml")

    for rates in (("bad.toml",), ("nobody.toml",), ("none.toml",)):
        assert quote(rates=rates).exit_code == 2
    assert run("quote", small_shop).exit_code == 2
    assert "nobody" in quote(rates=("nobody.toml",)).stderr
    assert quote(rates=("rates.toml=nowhere",)).exit_code == 2
