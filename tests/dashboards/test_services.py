"""The services without any screen."""

import csv
import io
import itertools
import json
from dataclasses import replace

import pytest

from dashboards.dark import on_dark
from dashboards.services import plans, questions, runs, shelf, simulation
from sim.charts import Figure
from sim.charts.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SLATE,
    VERMILION,
    YELLOW,
)
from sim.errors import ScenarioError
from tests.dashboards.conftest import FEW
from tests.dashboards.world import OFFERED

SOON = 60.0
QUIET = "a-quiet"
ALL_INKS = (BLUE, GREEN, INK, ORANGE, PURPLE, SKY, SLATE, VERMILION, YELLOW)


@pytest.fixture
def question(folder):
    """The question about the small shop as it is."""
    return questions.default_question(QUIET)


def answered(question):
    """Return the question after its answer has come."""
    runs.ask(question, "ann")
    runs.wait(question, SOON)
    assert runs.is_answered(question), runs.status(question)
    return question


def test_scenarios_are_listed_by_title_even_when_broken(folder):
    """A file that cannot be simulated is still in the list, under its own title."""
    titles = list(shelf.titles().values())

    assert titles == ["小さな店のセール", "壊れたシナリオ"]


@pytest.mark.parametrize("name", ["b-broken", "../a-quiet", "nothing"])
def test_a_scenario_that_cannot_be_read_is_refused(folder, name):
    """A broken file, a path and an unknown name are all answered in words."""
    with pytest.raises(ScenarioError):
        shelf.description(name)


def test_shifts_of_the_menu_can_be_staffed(folder):
    """Heads of an offered shift work in its team; with none, the plan is the file."""
    (folder / "c-offered.toml").write_text(OFFERED, encoding="utf-8")
    heads = plans.plan_heads("c-offered")
    bought = plans.plan("c-offered", (*heads[:-1], 3))

    assert [row.is_offered for row in plans.staff_rows("c-offered")] == [0, 0, 1]
    assert plans.plan("c-offered", heads) is shelf.scenario("c-offered")
    assert [shift.heads for shift in bought.teams[0].shifts] == [*heads[:-1], 3]


def test_an_edited_file_is_seen_at_the_next_look(folder, monkeypatch):
    """Its title and all plans that are made of it are those of the file as it is."""
    looks = itertools.count()
    monkeypatch.setattr(shelf, "_look", lambda: next(looks))
    heads = plans.plan_heads(QUIET)
    more = (heads[0] + 1, *heads[1:])
    before = plans.plan(QUIET, more)
    edited = (folder / f"{QUIET}.toml").read_text(encoding="utf-8")
    title = shelf.title(QUIET)
    (folder / f"{QUIET}.toml").write_text(edited.replace(title, "別の店"), "utf-8")

    assert shelf.title(QUIET) == "別の店"
    assert plans.plan(QUIET, heads).name == "別の店"
    assert plans.plan(QUIET, more).name == "別の店"
    assert plans.plan(QUIET, more).digest != before.digest


def test_heads_are_checked_by_the_model(folder):
    """Each bad cell is named by team and shift, with rule, value and remedy."""
    problems = plans.staff_problems(QUIET, (-3, None), "ja")

    assert problems[0].startswith("受注担当 昼: 0 以上")
    assert "-3" in problems[0]
    assert problems[1].startswith("受注担当 夜: ")


@pytest.mark.parametrize("heads", [(0, 0), (3, 2.0), (10_000, 1)])
def test_legal_heads_have_no_problems(folder, heads):
    """Nobody, whole floats and the largest number are legal."""
    assert plans.staff_problems(QUIET, heads, "en") == ()


def test_a_question_is_answered_with_its_base(question):
    """An edited plan brings the answer of the unedited plan on the same seed."""
    edited = answered(replace(question, heads=(3, 0)))

    assert runs.is_answered(questions.base_of(edited))
    assert runs.status(edited).done == 2 * FEW


def test_asking_twice_computes_once(question, monkeypatch):
    """A second session with the same question starts no second run."""
    started = []
    run = runs.experiments.run

    def counted(*args, **options):
        started.append(1)
        return run(*args, **options)

    monkeypatch.setattr(runs.experiments, "run", counted)
    runs.ask(question, "ann")
    runs.ask(question, "bob")
    runs.wait(question, SOON)
    runs.ask(question, "cem")

    assert len(started) == 1


def test_a_cancelled_question_has_no_answer(question):
    """After the only watcher left, there is neither an answer nor a failure."""
    long = replace(question, replications=questions.MAX_REPLICATIONS)
    runs.ask(long, "ann")
    runs.cancel(long, "ann")

    assert runs.status(long).state == "cancelled"
    assert not runs.is_answered(long)
    assert runs.problem_text(long, "ja") is None


@pytest.mark.parametrize(
    "changes",
    [{"replications": 0}, {"replications": 10**6}, {"seed": -1}, {"seed": 2**40}],
)
def test_numbers_out_of_range_are_refused(question, changes):
    """What a browser would not let through is refused here too."""
    with pytest.raises(ValueError, match="must be"):
        runs.ask(replace(question, **changes), "ann")


def test_more_heads_show_a_difference(question):
    """The base plan's cards have no difference, those of another plan have one."""
    base = {card.kpi: card for card in simulation.cards(answered(question), "ja")}
    edited = answered(replace(question, heads=(3, 0)))
    cards = {card.kpi: card for card in simulation.cards(edited, "ja")}

    assert base["missed"].difference is None
    assert cards["missed"].difference
    assert cards["total_cost_yen"].tone == "bad"


def test_the_csv_opens_in_a_spreadsheet(question):
    """It has a byte order mark, one row a KPI, the run, and the differences."""
    edited = answered(replace(question, heads=(2, 0)))
    content = simulation.numbers_csv(edited, "ja")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[0]["kpi"] == "orders"
    assert rows[0]["scenario_digest"] == questions.digest(edited)
    assert "difference_mean" in rows[0]


def test_a_name_that_looks_like_a_formula_is_defused(folder):
    """A scenario called =1+1 stays text in a spreadsheet."""
    path = folder / "a-quiet.toml"
    text = path.read_text(encoding="utf-8").replace("小さな店のセール", "=1+1")
    (folder / "c-formula.toml").write_text(text, encoding="utf-8")
    question = answered(questions.default_question("c-formula"))

    assert "'=1+1" in simulation.numbers_csv(question, "en").decode("utf-8-sig")


@pytest.mark.parametrize("is_dark", [False, True])
def test_figures_name_their_run(question, is_dark):
    """Every figure carries seed, replications and digest, on light and dark pages."""
    charts = simulation.charts(answered(question), "en", is_dark=is_dark)
    notes = [
        [note.text for note in chart.figure.layout.annotations] for chart in charts
    ]

    assert [chart.key for chart in charts] == ["backlog", "missed", "staff", "costs"]
    for texts in notes:
        assert any(questions.digest(question)[:12] in text for text in texts)


def test_dark_figures_have_no_dark_ink(question):
    """No ink of the white page is left, and no number has changed."""
    light, dark = (
        simulation.charts(answered(question), "ja", is_dark=is_dark)[0].figure.to_json()
        for is_dark in (False, True)
    )
    numbers = [[trace["y"] for trace in json.loads(f)["data"]] for f in (light, dark)]

    assert "#1F2937" not in dark
    assert numbers[0] == numbers[1]


def test_colours_that_differ_on_white_differ_in_the_dark():
    """No two series of a chart melt into one when the page is dark."""
    figure = Figure([{"type": "bar", "marker": {"color": ink}} for ink in ALL_INKS])
    dark = [trace.marker.color for trace in on_dark(figure).data]

    assert len(set(dark)) == len(ALL_INKS)


def test_an_unknown_fault_has_no_words_of_its_own(question, monkeypatch):
    """A bug is a failed state without a text for the user, not an endless wait."""

    def broken(*_args, **_options):
        msg = "bug"
        raise RuntimeError(msg)

    monkeypatch.setattr(runs.experiments, "run", broken)
    runs.ask(question, "ann")
    runs.wait(question, SOON)

    assert runs.status(question).state == "failed"
    assert runs.problem_text(question, "ja") is None


def test_progress_counts_only_what_is_left_to_do(question):
    """With the base plan's answer there before, the bar does not begin half full."""
    answered(question)
    edited = answered(replace(question, heads=(2, 1)))

    assert runs.status(edited).total == FEW


def test_a_new_question_replaces_the_old_one(question):
    """A session that asks anew no longer waits for what it asked before."""
    old = replace(question, heads=(2, 0), replications=questions.MAX_REPLICATIONS)
    new = replace(old, heads=(3, 0))
    runs.ask(old, "ann")
    runs.ask(new, "ann", instead_of=old)
    states = runs.status(old).state, runs.status(new).state
    runs.cancel(new, "ann")

    assert states[0] == "cancelled"
    assert states[1] in ("waiting", "running")
