"""A small shop, and a way to run command lines on it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app

SMALL_SHOP = """\
name = "小さな店"
horizon = { start = 2026-12-03T00:00:00, end = 2026-12-06T00:00:00, grid_minutes = 60 }

[[demand]]
shop = "small"
orders_per_day = 20

[[classes]]
name = "standard"
label = "通常"
share = 1.0
ship_by = { cutoff = "13:00", business_days = 1 }

[[flow.order]]
step = "pack"
label = "=梱包"
kind = "work"
minutes = { distribution = "exponential", mean = 6 }

[[flow.order]]
step = "pickup"
label = "集荷"
kind = "gate"
at = ["17:00"]
completes = "shipped"

[[teams]]
name = "packers"
label = "梱包係"
employer = "shop"
serves = ["pack"]

[[teams.shifts]]
days = ["daily"]
from = "09:00"
to = "17:00"
heads = 1
"""

FIVE_MISTAKES = (
    SMALL_SHOP.replace('"13:00"', '"25:00"')
    .replace('"exponential"', '"exponentail"')
    .replace("heads = 1", "heads = -3")
    .replace('["pack"]', '["pcak"]')
    .replace("orders_per_day", "orders_a_day")
)

Run = Callable[..., Result]


@pytest.fixture
def small_shop(tmp_path: Path) -> Path:
    """Return the file of a scenario that runs in a moment."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL_SHOP, encoding="utf-8")
    return path


@pytest.fixture
def five_mistakes(tmp_path: Path) -> Path:
    """Return a scenario file with five different mistakes."""
    path = tmp_path / "five.toml"
    path.write_text(FIVE_MISTAKES, encoding="utf-8")
    return path


@pytest.fixture
def run() -> Run:
    """Return what runs a command line: words in, result out."""
    runner = CliRunner()

    def run_words(*words: object, lang: str = "ja") -> Result:
        return runner.invoke(app, [*map(str, words)], env={"HANBOKI_LANG": lang})

    return run_words


@pytest.fixture
def simulate(run: Run, small_shop: Path) -> Run:
    """Return what simulates the small shop: further words in, result out."""

    def simulate_with(*words: object, lang: str = "ja") -> Result:
        quick: Sequence[object] = ("--engine", "reference", "--workers", 1)
        few = () if "--replications" in words else ("--replications", 3)
        return run("simulate", small_shop, *quick, *few, *words, lang=lang)

    return simulate_with
