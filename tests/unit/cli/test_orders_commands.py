"""``import-orders`` and ``demand``: from a mall's file to a block of a scenario."""

import json
from pathlib import Path

import pytest

ORDERS = """\
order_id,ordered_at
1,2026-11-02 10:05:00
2,2026-11-02 21:00:00
3,2026-11-03 21:30:00
4,yesterday
"""


@pytest.fixture
def order_file(tmp_path: Path) -> Path:
    """Return an order file with three orders and one row that is none."""
    path = tmp_path / "mall.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


@pytest.fixture
def orders(run, order_file):
    """Return the imported orders table."""
    out = order_file.with_name("orders.csv")
    assert run("import-orders", order_file, "--out", out).exit_code == 0
    return out


def test_import_tells_what_became_of_every_row(run, order_file):
    """The report counts rows read, kept and rejected; nothing is written."""
    before = set(order_file.parent.iterdir())
    result = run("import-orders", order_file)

    assert result.exit_code == 0
    assert "読み込み 4 = 採用 3 + 不採用 1" in result.stdout
    assert "--out" in result.stderr
    assert set(order_file.parent.iterdir()) == before


def test_import_report_is_data_too(run, order_file):
    """JSON holds the counts and each finding with its place."""
    found = json.loads(run("import-orders", order_file, "--json").stdout)

    assert (found["read"], found["kept"], found["rejected"]) == (4, 3, 1)
    assert found["findings"][0]["line"] == 5


def test_import_writes_orders_and_rejects(run, order_file):
    """The rejected row is in a file of its own, with its reason."""
    out, rejects = (order_file.with_name(name) for name in ("o.csv", "r.csv"))
    run("import-orders", order_file, "--out", out, "--rejects", rejects)

    assert len(out.read_text(encoding="utf-8").splitlines()) == 4
    assert "yesterday" in rejects.read_text(encoding="utf-8-sig")


def test_import_never_replaces_its_source(run, order_file):
    """Even with ``--force`` the file of the mall stays as it is."""
    result = run("import-orders", order_file, "--out", order_file, "--force")

    assert result.exit_code == 2
    assert order_file.read_text(encoding="utf-8") == ORDERS


def test_import_replaces_what_it_wrote_and_nothing_else(run, order_file):
    """Importing again renews the two files; somebody else's file stays."""
    out, rejects = (order_file.with_name(name) for name in ("o.csv", "r.csv"))
    words = ("import-orders", order_file, "--out", out, "--rejects", rejects)

    assert [run(*words).exit_code for _ in range(2)] == [0, 0]
    out.write_text("mine\n", encoding="utf-8")
    assert run(*words).exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine\n"
    assert run(*words, "--force").exit_code == 0


def test_import_takes_a_mapping(run, tmp_path):
    """A file with names of its own is read by a mapping."""
    source, mapping = tmp_path / "own.csv", tmp_path / "own.toml"
    source.write_text("いつ\n2026-11-02 10:05:00\n", encoding="utf-8")
    mapping.write_text('[columns]\nordered_at = "いつ"\n', encoding="utf-8")
    result = run("import-orders", source, "--mapping", mapping)

    assert result.exit_code == 0, result.stderr
    assert "1 件の注文" in result.stdout


def test_import_of_something_else_is_refused(run, tmp_path):
    """A file without order times is explained, in numbered problems."""
    source = tmp_path / "other.csv"
    source.write_text("color\nred\n", encoding="utf-8")
    result = run("import-orders", source)

    assert result.exit_code == 2
    assert " 1. other.csv" in result.stderr


def test_demand_prints_a_block(run, orders):
    """The block names level and source; the hint says what is not written."""
    result = run("demand", orders, "--shop", "x")
    assert result.exit_code == 2

    result = run("demand", orders, "--from", "2026-11-02", "--to", "2026-11-03")
    assert result.stdout.startswith("[[demand]]\n")
    assert "n = 3 orders" in result.stdout
    assert "--out" in result.stderr


def test_demand_writes_block_and_shape_side_by_side(run, orders):
    """The block names the file of the shape, which stands beside it."""
    out = orders.with_name("demand.toml")
    assert run("demand", orders, "--out", out).exit_code == 0

    assert 'profile = "demand-profile.csv"' in out.read_text(encoding="utf-8")
    shape = out.with_name("demand-profile.csv").read_text(encoding="utf-8")
    assert len(shape.splitlines()) == 169
    assert run("demand", orders, "--out", out).exit_code == 2
    assert run("demand", orders, "--out", out, "--force").exit_code == 0
