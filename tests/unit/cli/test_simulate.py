"""``hanboki simulate``: the verdict first, the same bytes for the same seed."""

import csv
import inspect
import json

import pytest

from sim import experiments
from sim.cli.simulate import (
    DEFAULT_MAX_REPLICATIONS,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
)
from sim.experiments import stopping
from sim.language import LANGUAGES, catalogue
from sim.measures import TABLES, kpi_names


def without_timing(shown: str) -> str:
    """Return JSON text without its last object, ``timing``."""
    before, mark, _ = shown.partition('  "timing": {')
    assert mark
    return before


def test_verdict_is_the_first_line(simulate):
    """A reader who reads one line reads the verdict."""
    first = simulate(lang="en").stdout.splitlines()[0]

    assert "target" in first
    assert "3 simulated sales" in first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_screen_holds_numbers_peak_and_missed_days(simulate, lang):
    """KPIs with range and error, the peak, the missed days and the run are shown."""
    shown = simulate(lang=lang).stdout
    words = catalogue("cli", lang)

    for key in ("head_mean", "peak_title", "missed_title"):
        assert words[key] in shown
    assert "P10" in shown
    assert "±" in shown
    assert str(DEFAULT_SEED) in shown


def test_steps_have_their_labels(simulate):
    """The screen says what the planner calls a step."""
    assert "「集荷」" in simulate().stdout


def test_plan_without_trouble_says_so(run, small_shop):
    """No backlog and no missed shipment are sentences, not empty tables."""
    text = small_shop.read_text(encoding="utf-8")
    text = text.replace("orders_per_day = 20", "orders_per_day = 0")
    small_shop.write_text(text, encoding="utf-8")
    shown = run("simulate", small_shop, "--engine", "reference", "--workers", 1).stdout
    words = catalogue("cli", "ja")

    assert words["peak_none"] in shown
    assert words["missed_none"] in shown


def test_same_seed_gives_same_bytes(simulate):
    """Only ``timing`` differs between two runs of one seed."""
    first, second = (simulate("--json", "--seed", 7).stdout for _ in range(2))

    assert without_timing(first) == without_timing(second)


def test_other_seed_gives_other_numbers(simulate):
    """The seed decides the numbers."""
    first, second = (
        json.loads(simulate("--json", "--seed", seed).stdout) for seed in (7, 8)
    )

    assert first["kpis"] != second["kpis"]


def test_language_changes_no_byte_of_json(simulate):
    """JSON is for programs, in no language."""
    first, second = (simulate("--json", lang=lang).stdout for lang in LANGUAGES)

    assert without_timing(first) == without_timing(second)


def test_json_has_the_documented_fields(simulate):
    """The fields are those of the help, and what they hold is complete."""
    found = json.loads(simulate("--json").stdout)

    assert list(found) == [
        "format",
        "record",
        "verdict",
        "stopping",
        "kpis",
        "tables",
        "replications",
        "timing",
    ]
    assert list(found["kpis"]) == list(kpi_names("kpis"))
    assert {"kpis", *found["tables"]} == {table.name for table in TABLES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_documents_every_json_field(simulate, lang):
    """Every field of the upper two levels is named in the help."""
    found = json.loads(simulate("--json").stdout)
    help_text = catalogue("cli", lang)["simulate_epilog"]
    statistics = found["kpis"]["missed"]
    inner = [*found["record"], *found["verdict"], *statistics, *found["timing"]]

    assert [name for name in (*found, *inner) if name not in help_text] == []


def test_progress_and_files_are_told_on_stderr(simulate, tmp_path):
    """A JSON reader gets JSON alone, whatever else is written."""
    result = simulate("--json", "--report", tmp_path / "r.html")

    json.loads(result.stdout)
    assert "r.html" in result.stderr


def test_report_is_written_into_a_new_folder(simulate, tmp_path):
    """A folder that is not there yet is made; an old report is replaced."""
    path = tmp_path / "new" / "report.html"

    for _ in range(2):
        assert simulate("--report", path).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]


def test_out_holds_every_table_and_the_json(simulate, tmp_path):
    """The folder holds each table as CSV, the JSON form and the report."""
    result = simulate("--out", tmp_path / "out", "--json")

    found = {path.name for path in (tmp_path / "out").iterdir()}
    tables = {f"{table.name}.csv" for table in TABLES}
    assert found == tables | {"replications.csv", "result.json", "report.html"}
    saved = (tmp_path / "out" / "result.json").read_text(encoding="utf-8")
    assert saved == result.stdout


def test_out_tables_open_well_in_a_spreadsheet(simulate, tmp_path):
    """CSV begins with a byte order mark, and times are times to a spreadsheet."""
    simulate("--out", tmp_path / "out")
    content = (tmp_path / "out" / "backlog.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[0]["at"] == "2026-12-03 00:00:00"
    assert {row["step"] for row in rows} == {"pack", "pickup", "*"}


def test_out_cells_are_no_formulas(run, small_shop, tmp_path):
    """A name that begins like a formula is text to a spreadsheet."""
    text = small_shop.read_text(encoding="utf-8")
    small_shop.write_text(text.replace('"small"', '"=1+1"'), encoding="utf-8")
    quick = ("--engine", "reference", "--workers", 1, "--replications", 1)
    run("simulate", small_shop, *quick, "--out", tmp_path / "out")
    content = (tmp_path / "out" / "arrivals.csv").read_text(encoding="utf-8-sig")

    assert ",'=1+1," in content
    assert ",=1+1," not in content


def test_out_refuses_a_folder_that_is_there(simulate, tmp_path):
    """Earlier results are replaced only when that is asked for."""
    out = tmp_path / "out"
    simulate("--out", out)
    before = (out / "result.json").read_bytes()

    refused = simulate("--out", out, "--seed", 5)
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert (out / "result.json").read_bytes() == before
    assert simulate("--out", out, "--seed", 5, "--force").exit_code == 0
    assert (out / "result.json").read_bytes() != before


def test_failed_run_leaves_no_folder(simulate, tmp_path, monkeypatch):
    """When writing fails half-way, nothing half-written is left."""

    def broken(*_, **__):
        raise PermissionError(13, "denied", "report.html")

    monkeypatch.setattr("sim.report.files.write_report", broken)
    monkeypatch.setattr("sim.cli.results.write_report", broken, raising=False)
    before = set(tmp_path.iterdir())
    result = simulate("--out", tmp_path / "out")

    assert result.exit_code == 2
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "small.toml"}


def test_defaults_are_those_of_the_experiments():
    """The command line and the library run the same when nothing is said."""
    defaults = inspect.signature(experiments.run).parameters

    assert defaults["replications"].default == DEFAULT_REPLICATIONS
    assert defaults["seed"].default == DEFAULT_SEED
    assert defaults["engine"].default == "compiled"
    assert stopping.DEFAULT_MAX_REPLICATIONS == DEFAULT_MAX_REPLICATIONS
