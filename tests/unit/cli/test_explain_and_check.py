"""Before a run: what a scenario means, and whether it is right."""

import json

import pytest

from sim.language import LANGUAGES, catalogue


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explain_shows_every_table(run, small_shop, lang):
    """Orders, work, staff, short days and doubts have a heading each."""
    shown = run("explain", small_shop, lang=lang).stdout
    words = catalogue("explain", lang)

    for name in ("orders", "work", "staff", "short", "doubts"):
        assert words[f"table_{name}"] in shown
    assert "梱包係" in shown


def test_explain_sums_orders(run, small_shop):
    """Three days of 20 expected orders are 60."""
    lines = run("explain", small_shop).stdout.splitlines()

    assert lines[next(i for i, line in enumerate(lines) if "合計" in line) + 5].split()[
        -1
    ] == ("60")


def test_explain_hour_by_hour_when_asked(run, small_shop):
    """Hours are many, and shown only when asked for."""
    assert "12/4(金) 09:00" not in run("explain", small_shop).stdout
    assert "12/4(金) 09:00" in run("explain", small_shop, "--hourly").stdout


def test_explain_names_shops_when_there_are_several(run, small_shop):
    """Two shops are two columns."""
    text = small_shop.read_text(encoding="utf-8")
    other = '\n[[demand]]\nshop = "other"\norders_per_day = 5\n'
    small_shop.write_text(text + other, encoding="utf-8")
    shown = run("explain", small_shop).stdout

    assert "small rakuten 通常" in shown
    assert "other rakuten 通常" in shown


def test_explain_json_holds_the_tables(run, small_shop):
    """JSON has the hourly load with null where there is no capacity."""
    found = json.loads(run("explain", small_shop, "--json").stdout)

    assert found["format"] == "hanboki.explanation/1"
    assert sum(found["tables"]["orders"]["orders"]) == pytest.approx(60)
    assert found["tables"]["load"]["load"][0] is None


def test_check_says_that_a_file_is_right(run, small_shop):
    """A right file ends with 0; doubts are told and change no code."""
    result = run("check", small_shop)

    assert result.exit_code == 0
    assert "誤りはありません" in result.stdout
    assert result.stderr == ""


def test_check_looks_at_every_file(run, small_shop, five_mistakes):
    """One wrong file among right ones is found, and the others are reported."""
    result = run("check", small_shop, five_mistakes, "nowhere.toml")

    assert result.exit_code == 2
    assert "small.toml: 誤りはありません" in result.stdout
    assert "five.toml" in result.stderr
    assert "nowhere.toml" in result.stderr


def test_check_json_lists_problems_as_data(run, small_shop, five_mistakes):
    """A program gets place, rule, words, value and remedy of each problem."""
    result = run("check", small_shop, five_mistakes, "--json")
    right, wrong = json.loads(result.stdout)

    assert result.exit_code == 2
    assert right["is_valid"]
    heads = next(p for p in wrong["problems"] if p["where"].endswith(".heads"))
    assert (heads["rule"], heads["value"]) == ("at_least", "-3")
    assert heads["remedy"]
