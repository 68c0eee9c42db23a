"""Twins differ in what the comparison is about, and in nothing else."""

from sim.scenario.files import edit, loads
from tests.unit.scenarios_shipped.shipped import FOLDER, tables

TEMPS = ("temps", "temps-reply")


def without_words(data):
    """Return a file without its title and description."""
    return {key: data[key] for key in data if key not in ("name", "description")}


def without_temps(data):
    """Return case 1 without temps: offered in the one, agreed in the other."""
    data = without_words(data)
    data.pop("menu", None)
    for team in data["teams"]:
        if team["name"] in TEMPS:
            team.pop("shifts", None)
    said = (*(f"teams[{name}]" for name in TEMPS), "menu")
    data["origins"] = [row for row in data["origins"] if not row["of"].startswith(said)]
    return data


def test_case_1_differs_only_by_the_agreed_temps():
    """Take the temps away, and case 1 and its twin are one."""
    twin = without_temps(tables("case1-sale-10x-with-temps"))

    assert twin == without_temps(tables("case1-sale-10x-no-temps"))


def test_offered_and_agreed_temps_have_the_same_hours():
    """Ordering what the one offers gives the other."""
    offered = tables("case1-sale-10x-no-temps")["menu"]["shifts"]
    agreed = [
        (team["name"], shift)
        for team in tables("case1-sale-10x-with-temps")["teams"]
        if team["name"] in TEMPS
        for shift in team["shifts"]
    ]
    hours = ("label", "days", "from", "to", "breaks")

    assert [(s["team"], [s[k] for k in hours]) for s in offered] == [
        (team, [shift[k] for k in hours]) for team, shift in agreed
    ]


def test_case_2_differs_only_by_the_sync_interval():
    """Sync as slowly in the twin, and case 2 and its twin are one."""
    slow = without_words(tables("case2-slow-stock-sync"))
    twin = without_words(tables("case2-fast-stock-sync"))

    assert {row.pop("sync_minutes") for row in slow["stock"]} == {720}
    assert {row.pop("sync_minutes") for row in twin["stock"]} == {1}
    assert twin == slow


def test_presence_of_the_key_person_is_one_line():
    """The line in the comment of the file is the whole twin, and it is valid."""
    path = FOLDER / "key-person-absent.toml"
    days = ["2026-12-03..2026-12-17"]
    twin = edit(path, {"teams[veteran].shifts[0].days": days})
    before, after = path.read_text(encoding="utf-8").splitlines(), twin.splitlines()
    changed = [pair for pair in zip(before, after, strict=True) if len(set(pair)) > 1]

    assert len(changed) == 1
    assert f'#   days = ["{days[0]}"]' in before
    assert loads(twin, FOLDER).digest
