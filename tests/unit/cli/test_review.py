"""``hanboki review``: a sale that is over, against its plan."""

import json
import tomllib

import pytest

from sim.language import LANGUAGES
from sim.orders import write_orders
from sim.scenario.files import load, save
from tests.sale_replay import rms_file, truth_of
from tests.unit.agreements.receipts import receipt
from tests.unit.review.test_delivered import AGREED, SHIFTS, orders
from tests.unit.review.world import PLAN, differing, roster_of

pytestmark = pytest.mark.jit
FEW = ("--replications", 12)


@pytest.fixture(autouse=True)
def _own_scores(tmp_path, monkeypatch):
    """No test writes among the scores of whoever runs it."""
    monkeypatch.setenv("HANBOKI_SCORES", str(tmp_path / "scores.jsonl"))


@pytest.fixture(scope="module")
def sale(tmp_path_factory):
    """A plan, and the files of a sale in which a packer was missing."""
    folder = tmp_path_factory.mktemp("review")
    save(PLAN, folder / "plan.toml")
    scenario = differing("staff")
    end = scenario.aware(scenario.horizon.end)
    (folder / "orders.csv").write_bytes(rms_file(truth_of(scenario, seed=1), end))
    rows = (
        f"{stint.team},{stint.start.isoformat()},{stint.end.isoformat()},{stint.heads}"
        for stint in roster_of(scenario).stints
    )
    text = "\n".join(["team,start,end,heads", *rows])
    (folder / "roster.csv").write_text(text + "\n", encoding="utf-8")
    return folder


def reviewed(run, sale, *words, lang="ja"):
    """Review the sale."""
    files = ("--actuals", sale / "orders.csv", "--roster", sale / "roster.csv")
    return run("review", sale / "plan.toml", *files, *FEW, *words, lang=lang)


def test_the_missing_people_are_named(run, sale):
    """JSON names the cause, the bands and what no file tells."""
    content = json.loads(reviewed(run, sale, "--json").stdout)

    assert content["format"] == "hanboki.review/1"
    assert content["explanation"]["main"] == "staff"
    assert content["explanation"]["unknown"] == ["errors"]
    assert content["actual"]["missed"] > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_written_and_said(run, sale, tmp_path, lang):
    """Screen, HTML, PDF, patch and the next scenario come out of one call."""
    out = tmp_path / lang
    out.mkdir()
    result = reviewed(
        run, sale, "--report", out / "r.pdf", "--patch", out / "p.toml",
        "--out", out / "next.toml", "--error-share", "confirm=0.03", lang=lang,
    )  # fmt: skip

    assert result.exit_code == 0, result.stderr
    assert "P10" in result.stdout
    assert (out / "r.pdf").read_bytes().startswith(b"%PDF")
    values = tomllib.loads((out / "p.toml").read_text(encoding="utf-8"))["values"]
    made = load(out / "next.toml")
    assert values["teams[desk].error_share.confirm"] == 0.03
    assert made.teams[0].error_share["confirm"] == 0.03
    assert [o.kind for o in made.origins if o.of in values] == ["measured"] * len(
        values
    )


def test_the_html_report_holds_the_figure(run, sale, tmp_path):
    """A report that ends in .html is a page of its own."""
    path = tmp_path / "review.html"
    result = reviewed(run, sale, "--report", path)

    assert result.exit_code == 0, result.stderr
    assert "chart-causes" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["confirm", "confirm=2", "=0.1", "confirm=x"])
def test_a_wrong_share_is_refused(run, sale, words):
    """A share is a step and a number from 0 to 1."""
    result = reviewed(run, sale, "--error-share", words)

    assert result.exit_code == 2
    assert words in result.stderr


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """Receipt, plan, orders and roster of a small sale under a locked agreement."""
    folder = tmp_path_factory.mktemp("settled")
    (folder / "receipt.json").write_bytes(receipt())
    save(AGREED.plan, folder / "plan.toml")
    write_orders(orders(), folder / "orders.csv")
    rows = (
        f"{stint.team},{stint.start.isoformat()},{stint.end.isoformat()},{stint.heads}"
        for stint in SHIFTS.stints
    )
    text = "\n".join(["team,start,end,heads", *rows])
    (folder / "roster.csv").write_text(text + "\n", encoding="utf-8")
    return folder


def of_agreement(run, folder, *words, lang="ja"):
    """Review the sale under its agreement."""
    return run(
        "review", folder / "plan.toml", "--actuals", folder / "orders.csv",
        "--roster", folder / "roster.csv", "--agreement", folder / "receipt.json",
        "--replications", 4, *words, lang=lang,
    )  # fmt: skip


def test_the_bill_of_a_locked_agreement_is_recomputed_to_the_yen(run, settled):
    """The command bills what the test of the room counts by hand."""
    told = json.loads(of_agreement(run, settled, "--json").stdout)["delivered"]

    assert told["bill"]["before_tax_yen"] == 50_650
    assert told["bill"]["total_yen"] == 55_715
    assert told["volume"][-1]["orders"] == 30


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bill_and_work_log_are_said_and_written(run, settled, tmp_path, lang):
    """Terminal, HTML and PDF show what is to be paid and which role decided."""
    for name in ("r.html", "r.pdf"):
        path = tmp_path / name
        result = of_agreement(run, settled, "--report", path, lang=lang)
        assert result.exit_code == 0, result.stderr
    page = (tmp_path / "r.html").read_text(encoding="utf-8")

    assert "55,715" in result.stdout
    assert "55,715" in page
    assert "現場責任者" in page
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_promises_are_judged_by_the_counts_given(run, settled):
    """Errors and replies are held against the document as far as they were counted."""
    told = json.loads(of_agreement(run, settled, "--wrong-orders", 1, "--json").stdout)[
        "delivered"
    ]

    assert [(row["kind"], row["is_kept"]) for row in told["promises"]] == [
        ("missed", True),
        ("errors", False),
        ("replies", None),
    ]
    assert told["promises"][1]["found"] == {"some": 1, "all": 30, "open": 0}
    assert told["promises"][2]["found"] == "contacts"


def test_a_call_is_written_as_team_and_day(run, settled):
    """Anything else is refused before anything is simulated."""
    refused = of_agreement(run, settled, "--call", "temps", lang="en")

    assert refused.exit_code == 2
    assert "TEAM@DATE" in refused.stderr


def test_scores_are_kept_and_a_sale_counts_once(run, settled, tmp_path):
    """A second review of the same sale adds no line."""
    first = json.loads(of_agreement(run, settled, "--json").stdout)["scores"]
    second = json.loads(of_agreement(run, settled, "--json").stdout)["scores"]

    assert len(first) == 1
    assert first == second
    assert 0 <= first[0]["coverage"] <= 1
    assert first[0]["crps_orders"] >= 0


def test_a_damaged_line_of_the_scores_is_named(run, settled, tmp_path):
    """Nothing is added to a file that cannot be read."""
    (tmp_path / "scores.jsonl").write_text("{}\n", encoding="utf-8")
    refused = of_agreement(run, settled, lang="en")

    assert refused.exit_code == 2
    assert "scores.jsonl:1" in refused.stderr
