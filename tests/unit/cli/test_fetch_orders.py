"""``hanboki fetch-orders``, and the sources that ``import-orders`` knows."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from sim.cli import import_orders
from sim.orders import Source, rms_api
from tests.unit.orders.fake_rms import FakeRms, serving

KEYS = ("HANBOKI_RMS_SERVICE_SECRET", "HANBOKI_RMS_LICENSE_KEY")
FILES = Path(__file__).parents[1] / "orders" / "files"
PERIOD = ("--from", "2026-12-04T20:00", "--to", "2026-12-05")


@pytest.fixture
def shop(monkeypatch):
    """Serve 150 orders of an evening to the client of the command."""
    first = datetime(2026, 12, 4, 20)
    orders = {
        f"400001-20261204-{number:010d}": first + timedelta(seconds=number)
        for number in range(150)
    }
    for name in KEYS:
        monkeypatch.setenv(name, "a-very-secret-key")
    with serving(FakeRms(orders)) as address:
        quick = partial(rms_api.RmsClient, address=address, seconds_between=0.0)
        monkeypatch.setattr(rms_api, "RmsClient", quick)
        yield orders


def test_fetched_orders_can_be_imported(run, shop, tmp_path):
    """The files of the API are order files like any other; the key is not shown."""
    fetched = run("fetch-orders", *PERIOD, "--out", tmp_path)
    paths = fetched.stdout.split()

    assert (fetched.exit_code, len(paths)) == (0, 2)
    assert "a-very-secret-key" not in fetched.output
    assert "150" in run("import-orders", *paths).stdout


def test_period_without_orders_says_so(run, shop, tmp_path):
    """Nothing to save is an answer, not an error."""
    later = ("--from", "2026-12-06", "--to", "2026-12-07")
    result = run("fetch-orders", *later, "--out", tmp_path, lang="en")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "no orders" in result.stderr


def test_missing_key_is_refused_with_words(run, monkeypatch, tmp_path):
    """Without a key nothing is asked; the message names the variables."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    result = run("fetch-orders", *PERIOD, "--out", tmp_path)

    assert result.exit_code == 2
    assert KEYS[0] in result.stderr


def test_command_knows_every_source():
    """The list that help shows without importing is the list of the importers."""
    assert get_args(import_orders.Source) == get_args(Source)


def test_guess_can_be_corrected_and_reused(run, tmp_path):
    """The proposed mapping is a file that import-orders takes."""
    orders = FILES / "crossmall.csv"
    mapping = tmp_path / "mapping.toml"
    proposed = run("import-orders", orders, "--write-mapping", mapping)

    assert proposed.exit_code == 0, proposed.output
    assert "注文番号 → order_id" in proposed.stdout
    assert run("import-orders", orders, "--mapping", mapping).exit_code == 0
    assert run("import-orders", orders, "--write-mapping", mapping).exit_code == 2
