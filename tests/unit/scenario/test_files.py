"""Reading and writing scenario files."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sim.errors import ScenarioError
from sim.scenario import reading
from sim.scenario.files import dumps, load, loads, save
from sim.scenario.model import Attachment, Scenario
from tests.unit.scenario.small import COMMENTED, local, problems, raw, scenario
from tests.unit.scenario.strategies import scenarios

SHIPPED = sorted((Path(__file__).parents[3] / "scenarios").glob("*.toml"))

FIVE_MISTAKES = (
    COMMENTED.replace("heads = 3 ", "heads = -3 ")
    .replace('profile = "evening"', 'profile = "evning"')
    .replace('serves = ["confirm"]', 'serves = ["confrm"]')
    .replace('cutoff = "13:00"', 'cutoff = "25:00"')
    .replace("breaks =", "brakes =")
)


def lines_of(text: str, language: str) -> list[str]:
    """Return what is said about a text, one line a problem."""
    with pytest.raises(ScenarioError) as error:
        loads(text, ".")
    return error.value.text(language).splitlines()


def test_five_mistakes_are_five_problems_at_once_in_english():
    """Every mistake of a file is said in one go: place, rule, value, remedy."""
    assert lines_of(FIVE_MISTAKES, "en") == [
        "classes[0].ship_by.cutoff: must be a time of day, got '25:00'; "
        'write it like "13:00", from "00:00" to "24:00"',
        "teams[0].shifts[0].heads: must be >= 0, got -3; write 0 or more",
        "teams[0].shifts[0].brakes: there is no such key here, got 'brakes'; "
        "did you mean breaks? "
        "(keys: label, days, calendar, from, to, breaks, heads)",
        "demand[0].profile: is not a known week shape, got 'evning'; "
        "did you mean evening? "
        "(shapes: flat, evening, office, or a file name that ends with .csv)",
        "teams[0].serves[0]: is not a work step of this scenario, got 'confrm'; "
        "did you mean confirm? (work steps: confirm)",
    ]


def test_five_mistakes_are_five_problems_at_once_in_japanese():
    """The same problems, in the words of most users."""
    assert lines_of(FIVE_MISTAKES, "ja") == [
        "classes[0].ship_by.cutoff: 時刻でなければなりません(入力値 '25:00')。"
        '"13:00" のように、"00:00" から "24:00" までで書いてください',
        "teams[0].shifts[0].heads: 0 以上でなければなりません(入力値 -3)。"
        "0 以上の値にしてください",
        "teams[0].shifts[0].brakes: ここにはこの名前の項目がありません"
        "(入力値 'brakes')。breaks のことですか"
        "(使える項目: label, days, calendar, from, to, breaks, heads)",
        "demand[0].profile: 知られていない曜日・時間帯の形です(入力値 'evning')。"
        "evening のことですか"
        "(使える形: flat, evening, office、または .csv で終わるファイル名)",
        "teams[0].serves[0]: このシナリオにない作業工程です(入力値 'confrm')。"
        "confirm のことですか(作業工程: confirm)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("heads = 3 ", "# ", "teams[0].shifts[0].heads", "missing_key"),
        ('kind = "gate"', "", "flow.order[1].kind", "missing_key"),
        ('kind = "gate"', 'kind = "gatte"', "flow.order[1].kind", "one_of_similar"),
        (
            '"lognormal"',
            '"zipf"',
            "flow.order[0].minutes.distribution",
            "one_of",
        ),
        ("mean = 2.3", "mean = 0", "flow.order[0].minutes.mean", "more_than"),
        ("cv = 0.8", "cv = 11", "flow.order[0].minutes.cv", "at_most"),
        ("mean = 2.3", "mean = inf", "flow.order[0].minutes.mean", "finite"),
        ("mean = 2.3", 'mean = "x"', "flow.order[0].minutes.mean", "number"),
        ("heads = 3 ", "heads = 1.5 ", "teams[0].shifts[0].heads", "whole_number"),
        ('name = "agency"', "name = 3", "teams[0].name", "text"),
        ('name = "agency"', 'name = "a b"', "teams[0].name", "name_characters"),
        ('days = ["daily"]', "days = []", "teams[0].shifts[0].days", "too_few"),
        (
            'days = ["daily"]',
            'days = ["Mo"]',
            "teams[0].shifts[0].days[0]",
            "day_pattern",
        ),
        ('["12:00-13:00"]', '"12:00"', "teams[0].shifts[0].breaks", "list"),
        (
            '"12:00-13:00"',
            '"12:00"',
            "teams[0].shifts[0].breaks[0]",
            "period_of_day",
        ),
        ("2026-12-03T00:00:00", '"soon"', "horizon.start", "date_time"),
        ("2026-12-18", "2026-12-01", "horizon", "horizon_order"),
        ("2026-12-18", "2028-12-18", "horizon", "horizon_length"),
        ("start = 2026-12-03T00:00:00", "start = 2026-12-03T00:00:00Z", "horizon",
         "horizon_mixed_zones"),
        (
            "orders_per_day = 110 ",
            "orders_per_day = 110\nreplay = 'x.csv' ",
            None,
            None,
        ),
        ("shipping = {", 'holidays = "ZZ"\nshipping = {', "calendar.holidays",
         "unknown_country"),
        ("shipping = {", 'holidays = "Japan"\nshipping = {', "calendar.holidays",
         "unknown_country"),
        (
            "business_days = 1 }",
            "within_hours = 4 }",
            "classes[0].ship_by",
            "ship_by_one_rule",
        ),
        ("ship_by = {", "label = 3\nship_by = {", "classes[0].label", "text"),
    ],
)  # fmt: skip
def test_pydantic_errors_are_said_as_rules(old, new, where, rule):
    """Each kind of wrong value has its rule and its place, without pydantic's words."""
    assert old in COMMENTED
    found = problems(COMMENTED.replace(old, new, 1))

    pairs = {(each.where, each.rule) for each in found}
    assert (where or "demand[0]", rule or "demand_one_source") in pairs
    assert all(each.text("ja") and each.text("en") for each in found)


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        ("from = 2026-12-05T00:00:00, to = 2026-12-04T00:00:00", "event_order"),
        ("from = 2026-12-04T00:00:00, to = 2026-12-05T00:00:00Z", "event_mixed_zones"),
    ],
)
def test_events_have_an_order(event, rule):
    """An event begins before it ends, on one kind of clock."""
    row = f"events = [{{ label = 'e', multiplier = 2, {event} }}]"
    text = COMMENTED.replace("profile =", f"{row}\nprofile =")

    found = problems(text)
    assert [(each.where, each.rule) for each in found] == [
        ("demand[0].events[0]", rule)
    ]


@pytest.mark.parametrize(
    ("law", "where", "rule"),
    [
        ('"uniform", low = 3, high = 2', "", "low_high"),
        ('"empirical", values = [2, 1]', ".values", "values_increasing"),
        (
            '"empirical", values = [1, 2], weights = [1]',
            ".weights",
            "weights_match_values",
        ),
        (
            '"mixture", parts = ['
            '{ share = 0.5, of = { distribution = "constant", value = 1 } },'
            '{ share = 0.6, of = { distribution = "constant", value = 2 } } ]',
            ".parts",
            "shares_sum_to_one",
        ),
    ],
)
def test_laws_between_their_fields(law, where, rule):
    """Rules between the fields of a law name the field when it is one."""
    text = COMMENTED.replace('"lognormal", mean = 2.3, cv = 0.8', law)

    found = problems(text)
    assert [(each.where, each.rule) for each in found] == [
        (f"flow.order[0].minutes{where}", rule)
    ]
    assert found[0].text("ja")


def test_a_replay_is_fixed():
    """Real orders cannot be made uncertain."""
    level = 'replay = "x.csv"\nlevel = { cv = 0.2 } '
    text = COMMENTED.replace("orders_per_day = 110 ", level)

    assert "replay_is_fixed" in {each.rule for each in problems(text)}


def test_times_of_day_may_be_toml_times():
    """09:00:00 without quotes is the same as "09:00"."""
    text = COMMENTED.replace('from = "09:00"', "from = 09:00:00")

    assert loads(text, ".") == loads(COMMENTED, ".")


def test_wrong_alternatives_of_a_share_are_said_once():
    """A share is a number or a table; a wrong one gives one problem."""
    step = 'step = "confirm" '
    for share, where in (
        ('"x"', "flow.order[0].share"),
        ("2", "flow.order[0].share"),
        ("{ default = 2 }", "flow.order[0].share.default"),
        ("[1]", "flow.order[0].share"),
    ):
        found = problems(COMMENTED.replace(step, f"share = {share}\n{step}"))

        assert [each.where for each in found] == [where]


def test_rules_of_models_inside_a_union_have_their_place():
    """The name that pydantic gives an alternative is not part of the place."""
    text = COMMENTED.replace(
        '"lognormal", mean = 2.3, cv = 0.8', '"triangular", low = 3, mode = 1, high = 2'
    )

    found = problems(text)
    assert [(each.where, each.rule) for each in found] == [
        ("flow.order[0].minutes", "low_mode_high")
    ]
    assert found[0].got == "low = 3, mode = 1, high = 2"


def test_an_unknown_error_type_shows_pydantics_words():
    """What nobody thought of is still said."""
    found = problems(COMMENTED.replace("cost = {", "cost = { x = 1, "))
    assert [each.rule for each in found] == ["unknown_key"]

    text = COMMENTED.replace("2026-12-05..", "")
    found = problems(text.replace('["daily"]', '["2026-13-01"]'))
    assert [each.rule for each in found] == ["day_pattern"]


@pytest.mark.parametrize(
    ("content", "rule", "where"),
    [
        (b"", "file_empty", "x.toml"),
        (b" \n\n", "file_empty", "x.toml"),
        (b"name = ", "toml_syntax", "x.toml:1:8"),
        (b"name = 'a'\nname = 'b'", "toml_syntax", "x.toml:2:11"),
        ("# 注文\n".encode("cp932"), "not_utf8_but_cp932", "x.toml:1"),
        (b"# ok\n# \xff\xfe\n", "not_utf8", "x.toml:2"),
        (b"schema_version = 99", "schema_version_newer", "schema_version"),
    ],
)
def test_unreadable_files_say_why(tmp_path, content, rule, where):
    """An empty, broken, wrongly encoded or newer file is one clear problem."""
    path = tmp_path / "x.toml"
    path.write_bytes(content)

    with pytest.raises(ScenarioError) as error:
        load(path)
    (problem,) = error.value.problems
    assert (problem.rule, problem.where) == (rule, where)
    assert problem.text("ja")


def test_a_missing_file_and_a_folder_say_so(tmp_path):
    """There is nothing to read."""
    for path, rule in (
        (tmp_path / "none.toml", "file_missing"),
        (tmp_path, "file_unreadable"),
    ):
        with pytest.raises(ScenarioError) as error:
            load(path)

        assert [each.rule for each in error.value.problems] == [rule]


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path):
    """Windows editors write one; it means nothing."""
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + COMMENTED.encode())

    assert load(path) == loads(COMMENTED, tmp_path)


def test_old_files_are_upgraded(monkeypatch):
    """A file of an old version is brought up step by step before it is checked."""

    def from_zero(table):
        table["name"] = table.pop("title")
        return table

    monkeypatch.setattr(reading, "UPGRADES", {0: from_zero})
    text = COMMENTED.replace("schema_version = 1", "schema_version = 0")

    assert loads(text.replace("name =", "title =", 1), ".").schema_version == 1


def test_attachments_is_no_key_of_the_file():
    """Attached files come from the disk, never from the file itself."""
    found = problems("attachments = []\n" + COMMENTED)

    assert [(each.where, each.rule) for each in found] == [
        ("attachments", "unknown_key")
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(original=scenarios())
def test_a_written_scenario_reads_back_the_same(original):
    """Save and load change nothing, not even the digest."""
    text = dumps(original)
    again = loads(text, ".")

    assert again == original
    assert again.digest == original.digest
    assert dumps(again) == text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_scenarios_read_back_the_same(path, tmp_path):
    """Load, save, load is the same scenario for everything that is shipped."""
    original = load(path)
    copy = tmp_path / "scenarios" / path.name
    save(original, copy)

    assert load(copy) == original
    assert load(copy).digest == original.digest


def test_no_holidays_can_be_written():
    """TOML has no word for nothing, so a scenario without holidays writes none."""
    original = scenario(calendar={"holidays": "none"})
    assert original.calendar.holidays is None

    assert 'holidays = "none"' in dumps(original)
    assert loads(dumps(original), ".") == original


def test_numbers_are_written_as_planners_write_them():
    """110 stays 110, and defaults are left out."""
    text = dumps(loads(COMMENTED, "."))

    assert "orders_per_day = 110\n" in text
    assert "grid_minutes" not in text


def with_replay() -> Scenario:
    """Return a scenario that replays a file."""
    tables = raw(demand=[{"shop": "a", "replay": "data/orders.csv"}])
    file = Attachment(path="data/orders.csv", text="ordered_at\n2026-11-20T10:00:00\n")
    return Scenario.model_validate({**tables, "attachments": (file,)})


def test_saving_writes_the_files_beside_it(tmp_path):
    """A saved scenario is complete in its new folder, and nothing else is left."""
    original = with_replay()
    save(original, tmp_path / "x.toml")

    assert load(tmp_path / "x.toml").digest == original.digest
    names = sorted(p.name for p in tmp_path.rglob("*") if p.is_file())
    assert names == ["orders.csv", "x.toml"]


def test_saving_replaces_no_other_file_outside_the_folder(tmp_path):
    """A file above the scenario's folder is never overwritten with another content."""
    tables = raw(demand=[{"shop": "a", "replay": "../orders.csv"}])
    file = Attachment(path="../orders.csv", text="ordered_at\n")
    original = Scenario.model_validate({**tables, "attachments": (file,)})
    (tmp_path / "orders.csv").write_text("mine")

    with pytest.raises(ScenarioError, match=r"orders\.csv"):
        save(original, tmp_path / "sub" / "x.toml")
    assert (tmp_path / "orders.csv").read_text() == "mine"
    assert not (tmp_path / "sub").exists()


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    """A file is replaced as a whole or not at all."""
    path = tmp_path / "x.toml"
    path.write_text("old")

    def broken(self, target):
        raise OSError

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError):  # noqa: PT011
        save(scenario(), path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x.toml", "old")]


def test_aware_and_naive_times_stay_as_they_are():
    """An offset that was written is written again."""
    text = COMMENTED.replace("T00:00:00", "T00:00:00+09:00")
    again = dumps(loads(text, "."))

    assert "start = 2026-12-03T00:00:00+09:00" in again
    assert loads(COMMENTED, ".").horizon.start == local(2026, 12, 3)
