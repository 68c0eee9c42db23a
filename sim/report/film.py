"""One possible sale to be watched: a page of its own, for the screen and the report.

The page loads nothing. What a user typed stands in it as JSON inside a script element
that is not run, with ``<`` written as an escape, so it can never become markup.
"""

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Literal

from sim.language import Language, catalogue, number_text, text
from sim.report.film_data import Film
from sim.report.tags import Html, tag
from sim.scenario.model import Scenario

__all__ = ["FILM_HEIGHT", "film_page"]

FILM_HEIGHT = 660
"""Pixels that the page takes."""

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "font-src data:"
)
_SPEEDS = ("0.5", "1", "2", "4")
_WORDS = ("play", "pause", "shipped", "orders", "on_duty", "off_duty")


def film_page(
    film: Film,
    scenario: Scenario,
    language: Language,
    *,
    theme: Literal["light", "dark"] = "light",
) -> str:
    """Return the page of a film, a whole HTML document."""
    document = tag("html", _head(), _body(film, scenario, language), lang=language)
    themed = document.replace("<html ", f'<html data-theme="{theme}" ', 1)
    return f"<!doctype html>\n{themed}\n"


def _head() -> Html:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        tag("style", Html(_file("film.css"))),
    )


def _body(film: Film, scenario: Scenario, language: Language) -> Html:
    words = catalogue("film", language)
    tallies = (
        tag("span", words[name], " ", tag("b", "0"), class_=f"{name} {kind}".strip())
        for name, kind in {"shipped": "", "missed": "bad", "cancelled": ""}.items()
    )
    options = (
        tag(
            "option",
            text("film.speed", language, times=speed),
            value=speed,
            selected="" if speed == "1" else None,
        )
        for speed in _SPEEDS
    )
    controls = (
        tag("button", words["play"], class_="play", type="button"),
        tag(
            "input",
            type="range",
            min="0",
            step="1",
            value="0",
            aria_label=words["time"],
        ),
        tag("select", *options, aria_label=words["speed_label"]),
    )
    dots = number_text(film.orders_a_dot, language)
    legend = (
        tag("span", tag("i"), text("film.in_time", language, n=dots)),
        tag("span", tag("i", class_="late"), words["overdue"]),
        tag("span", text("film.which", language, replication=film.replication)),
    )
    return tag(
        "body",
        tag(
            "div",
            tag("span", class_="clock"),
            tag("span", *tallies, class_="tally"),
            class_="head",
        ),
        tag("canvas", role="img", aria_label=words["alt"]),
        tag("div", *controls, class_="controls"),
        tag("div", *legend, class_="legend"),
        tag(
            "script",
            _json(film, scenario, language),
            type="application/json",
            id="film",
        ),
        tag("script", Html(_file("film.js"))),
    )


def _json(film: Film, scenario: Scenario, language: Language) -> Html:
    start = scenario.aware(scenario.horizon.start)
    steps = dict(_labels(scenario))
    content: dict[str, object] = {
        **asdict(film),
        "language": language,
        "labels": [steps.get(name, name) for name in film.steps],
        "teams": _teams(film, scenario),
        "start": [start.year, start.month - 1, start.day, start.hour, start.minute],
        "start_minute": start.hour * 60 + start.minute,
        "begin": _first_event(scenario),
        "words": {name: catalogue("film", language)[name] for name in _WORDS},
    }
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Html(plain.replace("<", "\\u003c"))


def _labels(scenario: Scenario) -> list[tuple[str, str]]:
    return [
        (name, step.label or step.step)
        for flow, step in scenario.steps()
        for name in (step.step, f"{flow}.{step.step}")
    ]


def _teams(film: Film, scenario: Scenario) -> list[dict[str, object]]:
    """Return under which lane each team stands: its first step that is shown."""
    taken: dict[int, int] = {}
    rows: list[dict[str, object]] = []
    for team in scenario.teams:
        places = [film.steps.index(name) for name in team.serves if name in film.steps]
        place = min(places, default=len(film.steps) - 1)
        row = taken.get(place, 0)
        taken[place] = row + 1
        rows.append({"label": team.label or team.name, "place": place, "row": row})
    return rows


def _first_event(scenario: Scenario) -> int:
    """Return the minute at which the film begins: shortly before the first event."""
    start = scenario.aware(scenario.horizon.start)
    begins = [
        (scenario.aware(event.from_) - start).total_seconds() / 60
        for demand in scenario.demand
        for event in demand.events
    ]
    return max(0, int(min(begins, default=0)) - 180)


def _file(name: str) -> str:
    return (files("sim.report") / name).read_text(encoding="utf-8")
