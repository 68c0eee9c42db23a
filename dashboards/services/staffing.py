"""What the page 人員案 shows: the cheapest staffing, its proof, and what is beside it.

Everything is worked out in the background.
A search that is stopped keeps the best plan so far; the other jobs are given up.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

import pandas as pd

from dashboards.dark import on_dark
from dashboards.i18n import Language
from dashboards.jobs import Control, Progress
from dashboards.services import shelf
from dashboards.services.answers import Chart
from dashboards.services.background import patient
from dashboards.services.plans import plan_heads
from dashboards.services.questions import Question, engine_name
from sim.charts import Figure, alt_text, marginal_chart
from sim.errors import SimError
from sim.experiments import Comparison, compare
from sim.experiments.samples import Sampling, sample_each
from sim.report import compare_words, staff_words
from sim.report.compared import comparison_figures
from sim.report.staffed import (
    answer_record,
    frontier_figure,
    plan_figure,
    requirement_figure,
    staff_report,
)
from sim.report.word_tables import WordTable
from sim.scenario.model import Scenario
from sim.staffing import (
    Answer,
    Effort,
    Frontier,
    Heads,
    Offer,
    Runner,
    find_staffing,
    frontier_of,
    later_cutoff,
    marginal_table,
    more_orders,
)

__all__ = [
    "Kind",
    "Wanted",
    "ask",
    "basis",
    "cancel",
    "chance_words",
    "comparison_charts",
    "comparison_sentences",
    "frontier_chart_of",
    "frontier_plans",
    "frontier_words",
    "has_menu",
    "heads_of_plan",
    "is_ready",
    "marginal_chart_of",
    "marginal_table_of",
    "plan_chart",
    "problem_text",
    "progress",
    "report_bytes",
    "requirement_chart_of",
    "room_words",
    "sentences",
    "status",
    "stop",
    "tables",
    "wanted",
]

Kind = Literal["search", "marginal", "room", "frontier", "compare"]

EXTRA_FIRST, MARGINAL_SALES, ROOM_SALES, FRONTIER_SALES = 5_000_000, 150, 150, 200
_PHASES = ("bound", "start", "local", "all", "check", "done")
_stops: dict[tuple[object, ...], threading.Event] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is asked for: a scenario with a menu, its own people, a seed."""

    scenario: str
    """Key of the scenario."""
    base: tuple[int, ...]
    """Heads of the shifts that the scenario has; those of the menu are left out."""
    seed: int
    compared: tuple[int, ...] = ()
    """Places of the frontier's plans that are compared."""


def has_menu(scenario: str) -> bool:
    """Return whether a scenario has shifts that may be bought."""
    return shelf.scenario(scenario).menu is not None


def wanted(question: Question) -> Wanted:
    """Return the search for the current plan: its people without the menu."""
    n = sum(len(team.shifts) for team in shelf.scenario(question.scenario).teams)
    return Wanted(question.scenario, question.heads[:n], question.seed)


def ask(asked: Wanted, kind: Kind, watcher: str) -> None:
    """Have it worked out in the background.

    Raises
    ------
    Busy
        Too much is waiting.
    """
    patient().ask(_key(asked, kind), _work(asked, kind), watcher)


def cancel(asked: Wanted, kind: Kind, watcher: str) -> None:
    """Give a job up, unless somebody else waits for it."""
    patient().leave(_key(asked, kind), watcher)


def stop(asked: Wanted) -> None:
    """Let a search end with the best plan so far."""
    _stop_event(asked).set()


def progress(asked: Wanted, kind: Kind) -> Progress | None:
    """Return how far a job is; None when nobody asked."""
    return patient().progress(_key(asked, kind))


def is_ready(asked: Wanted, kind: Kind) -> bool:
    """Return whether the answer is there."""
    return patient().answer(_key(asked, kind)) is not None


def problem_text(asked: Wanted, kind: Kind, language: Language) -> str | None:
    """Return why a job failed; None when the fault is not the input's."""
    error = patient().error(_key(asked, kind))
    return error.text(language) if isinstance(error, SimError) else None


def status(asked: Wanted) -> str:
    """Return ``found``, ``short`` or ``stopped``."""
    return _answer(asked).status


def sentences(asked: Wanted, language: Language) -> tuple[str, ...]:
    """Return the answer: plan, cost, proof, and a repair if it needs one."""
    answer = _answer(asked)
    first = staff_words.found_sentence(answer, language)
    if answer.heads is None:
        return (first,)
    rest = (
        staff_words.cost_sentence(answer, language),
        staff_words.certificate_sentence(answer, language),
        staff_words.repair_sentence(answer, language),
    )
    return (first, *(words for words in rest if words))


def basis(asked: Wanted, language: Language) -> tuple[str, ...]:
    """Return which sales it was made from."""
    answer = _answer(asked)
    record = staff_words.record_words(answer, language)
    return (*staff_words.how_sentences(answer, language), record)


def heads_of_plan(asked: Wanted, place: int | None = None) -> tuple[int, ...] | None:
    """Return the heads of every shift, as :class:`Question` has them.

    Parameters
    ----------
    asked
        What was asked.
    place
        Place of a plan of the frontier; None means the plan of the search.
    """
    heads = _answer(asked).heads if place is None else _frontier(asked).plans[place]
    return None if heads is None else (*asked.base, *heads)


def tables(asked: Wanted, language: Language) -> tuple[WordTable, ...]:
    """Return the heads by shift, and where hands are missing."""
    answer = _answer(asked)
    if answer.heads is None:
        return ()
    found = (
        staff_words.plan_table(answer, language),
        staff_words.unmet_table(answer, language),
    )
    return tuple(table for table in found if table.rows)


def plan_chart(asked: Wanted, language: Language, *, is_dark: bool) -> Chart:
    """Return the people bought by day."""
    return _chart("plan", plan_figure(_answer(asked), language), is_dark=is_dark)


def requirement_chart_of(asked: Wanted, language: Language, *, is_dark: bool) -> Chart:
    """Return needed and planned heads by hour."""
    figure = requirement_figure(_answer(asked), language)
    return _chart("requirement", figure, is_dark=is_dark)


def marginal_chart_of(asked: Wanted, language: Language, *, is_dark: bool) -> Chart:
    """Return what one head more or less does."""
    answer = _answer(asked)
    names = staff_words.choice_names(answer.offer)
    run = answer_record(answer)
    figure = marginal_chart(_frame(asked, "marginal"), names, language, run=run)
    return _chart("marginal", figure, is_dark=is_dark)


def marginal_table_of(asked: Wanted, language: Language) -> WordTable:
    """Return what one head more or less does, as a table."""
    offer = _answer(asked).offer
    return staff_words.marginal_words(offer, _frame(asked, "marginal"), language)


def room_words(asked: Wanted, language: Language) -> tuple[tuple[str, WordTable], ...]:
    """Return for more orders and a later cut-off: the answer and its table."""
    target = _answer(asked).offer.scenario.target.with_probability
    found = cast(dict[str, pd.DataFrame], patient().answer(_key(asked, "room")))
    return tuple(
        (
            staff_words.room_sentence(kind, table, target, language),
            staff_words.room_table(kind, table, language),
        )
        for kind, table in found.items()
    )


def frontier_chart_of(asked: Wanted, language: Language, *, is_dark: bool) -> Chart:
    """Return cost against risk."""
    figure = frontier_figure(_frontier(asked), language)
    return _chart("frontier", figure, is_dark=is_dark)


def frontier_words(asked: Wanted, language: Language) -> tuple[str, WordTable]:
    """Return the frontier as a sentence and a table."""
    found = _frontier(asked)
    return (
        staff_words.frontier_sentence(found, language),
        staff_words.frontier_table(found, language),
    )


def frontier_plans(asked: Wanted, language: Language) -> tuple[str, ...]:
    """Return the plans of the frontier in words, A first."""
    found = _frontier(asked)
    return tuple(
        f"{_letter(place)}: {staff_words.plan_words(found.offer, plan, language)}"
        for place, plan in enumerate(found.plans)
    )


def comparison_sentences(asked: Wanted, language: Language) -> tuple[str, ...]:
    """Return which plans can be told apart."""
    return tuple(compare_words.comparison_sentences(_comparison(asked), language))


def chance_words(asked: Wanted, language: Language) -> tuple[WordTable, ...]:
    """Return the chance of the target, and the differences to the first plan."""
    found = _comparison(asked)
    return (
        compare_words.chance_table(found, language),
        *(
            compare_words.differences_table(found, name, language)
            for name in found.names[1:]
        ),
    )


def comparison_charts(
    asked: Wanted, language: Language, *, is_dark: bool
) -> tuple[Chart, ...]:
    """Return the figures of the comparison."""
    figures = comparison_figures(_comparison(asked), language)
    return tuple(_chart(key, each, is_dark=is_dark) for key, each in figures.items())


def report_bytes(asked: Wanted, language: Language) -> bytes:
    """Return the report, with everything that has been worked out."""
    marginal = patient().answer(_key(asked, "marginal"))
    rooms = patient().answer(_key(asked, "room"))
    return staff_report(
        _answer(asked),
        cast(pd.DataFrame | None, marginal),
        cast(dict[str, pd.DataFrame], rooms or {}),
        language,
    ).encode()


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _chart(name: str, figure: Figure, *, is_dark: bool) -> Chart:
    alt = alt_text(figure)
    return Chart(name, on_dark(figure) if is_dark else figure, alt)


def _answer(asked: Wanted) -> Answer:
    return cast(Answer, _known(asked, "search"))


def _frontier(asked: Wanted) -> Frontier:
    return cast(Frontier, _known(asked, "frontier"))


def _comparison(asked: Wanted) -> Comparison:
    return cast(Comparison, _known(asked, "compare"))


def _frame(asked: Wanted, kind: Kind) -> pd.DataFrame:
    return cast(pd.DataFrame, _known(asked, kind))


def _known(asked: Wanted, kind: Kind) -> object:
    found = patient().answer(_key(asked, kind))
    if found is None:
        raise KeyError(kind)
    return found


def _key(asked: Wanted, kind: Kind) -> tuple[object, ...]:
    digest = _scenario(asked).digest
    compared = asked.compared if kind == "compare" else ()
    return (f"staffing-{kind}", digest, asked.seed, engine_name(), compared)


def _scenario(asked: Wanted) -> Scenario:
    """Return the scenario with the people that are planned anyway."""
    base = shelf.scenario(asked.scenario)
    if asked.base == plan_heads(asked.scenario)[: len(asked.base)]:
        return base
    left = iter(asked.base)
    return base.replace(
        teams=tuple(
            team.replace(
                shifts=tuple(shift.replace(heads=next(left)) for shift in team.shifts)
            )
            for team in base.teams
        )
    )


def _stop_event(asked: Wanted) -> threading.Event:
    with _lock:
        return _stops.setdefault(_key(asked, "search"), threading.Event())


def _work(asked: Wanted, kind: Kind) -> Callable[[Control], object]:
    """Return what works one thing out."""
    makers: dict[Kind, Callable[[Wanted, Control], object]] = {
        "search": _search,
        "marginal": _marginal,
        "room": _room,
        "frontier": _find_frontier,
        "compare": _compare,
    }

    def work(control: Control) -> object:
        return makers[kind](asked, control)

    return work


def _search(asked: Wanted, control: Control) -> Answer:
    event = _stop_event(asked)
    event.clear()

    def note(phase: str, _heads: Heads | None) -> None:
        control.report(_PHASES.index(phase), len(_PHASES) - 1)

    return find_staffing(
        _scenario(asked),
        seed=asked.seed,
        effort=Effort(),
        engine=engine_name(),
        on_best=note,
        cancelled=lambda: event.is_set() or control.is_cancelled(),
    )


def _runner(asked: Wanted, control: Control) -> Runner:
    engine = engine_name()
    return Runner(asked.seed, engine, None, None, control.is_cancelled)


def _marginal(asked: Wanted, control: Control) -> pd.DataFrame:
    answer = _answer(asked)
    assert answer.heads is not None
    return marginal_table(
        answer.offer,
        _runner(asked, control),
        answer.heads,
        numbers=range(EXTRA_FIRST, EXTRA_FIRST + MARGINAL_SALES),
        on_progress=control.report,
    )


def _room(asked: Wanted, control: Control) -> dict[str, pd.DataFrame]:
    answer, runner = _answer(asked), _runner(asked, control)
    numbers = range(EXTRA_FIRST, EXTRA_FIRST + ROOM_SALES)
    orders = more_orders(answer.scenario, runner, numbers=numbers)
    control.report(1, 2)
    cutoff = later_cutoff(answer.scenario, runner, numbers=numbers)
    return {"orders": orders, "cutoff": cutoff}


def _find_frontier(asked: Wanted, control: Control) -> Frontier:
    answer = _answer(asked)
    known = () if answer.heads is None else (answer.heads,)
    return frontier_of(
        answer.offer,
        _runner(asked, control),
        n_sales=FRONTIER_SALES,
        known=known,
        on_progress=control.report,
    )


def _compare(asked: Wanted, control: Control) -> Comparison:
    found = _frontier(asked)
    offer: Offer = found.offer
    scenarios = [offer.planned(found.plans[place]) for place in asked.compared]
    how = Sampling(replications=FRONTIER_SALES, seed=asked.seed, engine=engine_name())
    samples = sample_each(
        scenarios,
        how,
        on_progress=control.report,
        cancelled=control.is_cancelled,
    )
    return compare(samples, names=[_letter(place) for place in asked.compared])
