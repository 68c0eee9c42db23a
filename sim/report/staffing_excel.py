"""A staffing plan as an Excel file: people and hours by day and team, the shifts."""

from collections.abc import Iterable
from datetime import date, timedelta

from sim.charts import display_names
from sim.charts.names import employer_name
from sim.language import Language, text
from sim.report.day_words import days_words
from sim.report.excel import Book, Sheet
from sim.scenario.duties import duty_segments
from sim.scenario.model import Scenario
from sim.units import TICKS_PER_HOUR

__all__ = ["staffing_rows", "staffing_sheets", "staffing_xlsx"]


def staffing_xlsx(scenario: Scenario, language: Language) -> bytes:
    """Return the staffing plan of a scenario as the bytes of an Excel file."""
    with Book(title=scenario.name) as book:
        for sheet in staffing_sheets(scenario, language):
            book.add(sheet)
    return book.bytes()


def staffing_sheets(scenario: Scenario, language: Language) -> Iterable[Sheet]:
    """Return the sheets of a plan: days down and teams across, then the shifts."""
    yield _days(scenario, language)
    yield _shifts(scenario, language)


def staffing_rows(scenario: Scenario) -> list[tuple[date, int, int, float]]:
    """Return day, number of the team, heads and paid hours, in day order."""
    duties = duty_segments(scenario)
    first = scenario.aware(scenario.horizon.start).date()
    people: dict[tuple[int, int], set[tuple[int, int]]] = {}
    ticks: dict[tuple[int, int], int] = {}
    for row in range(len(duties)):
        key = (int(duties.day[row]), int(duties.team[row]))
        who = (int(duties.shift[row]), int(duties.person[row]))
        people.setdefault(key, set()).add(who)
        length = int(duties.end[row] - duties.start[row])
        ticks[key] = ticks.get(key, 0) + length
    return [
        (
            first + timedelta(days=day),
            team,
            len(people[day, team]),
            ticks[day, team] / TICKS_PER_HOUR,
        )
        for day, team in sorted(people)
    ]


def _days(scenario: Scenario, language: Language) -> Sheet:
    """Return people and hours of each day: teams across, their sum at the end."""
    found = {
        (day, team): (heads, hours)
        for day, team, heads, hours in staffing_rows(scenario)
    }
    teams = range(len(scenario.teams))
    labels = [team.label or team.name for team in scenario.teams]
    heads_word, hours_word = (
        _say(f"head_{key}", language) for key in ("heads", "hours")
    )
    rows = []
    for day in sorted({day for day, _ in found}):
        cells = [found.get((day, team), (0, 0.0)) for team in teams]
        total = (sum(n for n, _ in cells), sum(hours for _, hours in cells))
        rows.append((day, *(value for pair in (*cells, total) for value in pair)))
    heads = [
        f"{label} {word}"
        for label in (*labels, _say("total", language))
        for word in (heads_word, hours_word)
    ]
    return Sheet(
        name=_say("sheet_staff", language),
        head=(_say("head_day", language), *heads),
        kinds=("day", *(("count", "number") * (len(labels) + 1))),
        rows=rows,
    )


def _shifts(scenario: Scenario, language: Language) -> Sheet:
    names = display_names(scenario)
    mark = text("report.comma", language)
    heads = ("team", "employer", "shift", "days", "from", "to", "breaks", "heads")
    return Sheet(
        name=_say("sheet_shifts", language),
        head=tuple(_say(f"head_{key}", language) for key in heads),
        kinds=(*(("text",) * 7), "count"),
        rows=[
            (
                team.label or team.name,
                employer_name(team.employer, names, language),
                shift.label,
                days_words(shift.days, language),
                shift.from_,
                shift.to,
                mark.join(shift.breaks),
                shift.heads,
            )
            for team in scenario.teams
            for shift in team.shifts
        ],
    )


def _say(key: str, language: Language, /, **values: object) -> str:
    return text(f"paper.{key}", language, **values)
