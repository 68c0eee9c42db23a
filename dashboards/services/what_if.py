"""The panels もしも and 何が効くか: stress tests and the tornado of a question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from dashboards.dark import on_dark
from dashboards.i18n import Language
from dashboards.jobs import Control, Progress
from dashboards.services.answers import Chart
from dashboards.services.background import patient
from dashboards.services.plans import plan
from dashboards.services.questions import Question, check, digest, engine_name
from sim.charts import Figure, alt_text
from sim.errors import SimError
from sim.experiments import (
    BusFactor,
    StressTest,
    Tornado,
    bus_factor,
    stress_test,
    tornado,
)
from sim.experiments.samples import Sampling
from sim.report.sensitivity import tornado_figure
from sim.report.sensitivity_words import inputs_table, sensitivity_sentences
from sim.report.stress_words import (
    bus_sentence,
    not_applied_table,
    people_table,
    stress_sentence,
    stress_table,
)
from sim.report.stressed import stress_figure
from sim.report.word_tables import WordTable, table_html

__all__ = [
    "Kind",
    "Panel",
    "ask",
    "cancel",
    "is_ready",
    "panel",
    "problem_text",
    "progress",
    "wait",
]

Kind = Literal["stress", "tornado"]
Work = Callable[[Control], object]


@dataclass(frozen=True, slots=True)
class Panel:
    """An answer in words, with its figure and tables."""

    sentences: tuple[str, ...]
    """The answer."""
    chart: Chart
    """The figure."""
    tables: tuple[str, ...]
    """Tables as HTML; what users typed in them is escaped."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stressed:
    test: StressTest
    bus: BusFactor


def ask(kind: Kind, question: Question, watcher: str) -> None:
    """Have a panel worked out in the background.

    Raises
    ------
    Busy
        Too much is waiting.
    ValueError
        The number of replications or the seed is out of range.
    """
    check(question)
    patient().ask(_key(kind, question), _work(kind, question), watcher)


def cancel(kind: Kind, question: Question, watcher: str) -> None:
    """Stop waiting for a panel."""
    patient().leave(_key(kind, question), watcher)


def wait(kind: Kind, question: Question, seconds: float) -> None:
    """Wait until a panel is there, ``seconds`` at most."""
    patient().wait(_key(kind, question), seconds)


def progress(kind: Kind, question: Question) -> Progress | None:
    """Return how far a panel is; None when nobody asked or it is forgotten."""
    return patient().progress(_key(kind, question))


def is_ready(kind: Kind, question: Question) -> bool:
    """Return whether a panel is there."""
    return patient().answer(_key(kind, question)) is not None


def problem_text(kind: Kind, question: Question, language: Language) -> str | None:
    """Return why there is no panel; None when the fault is not the input's."""
    error = patient().error(_key(kind, question))
    return error.text(language) if isinstance(error, SimError) else None


def panel(
    kind: Kind, question: Question, language: Language, *, is_dark: bool
) -> Panel:
    """Return a panel in words.

    Raises
    ------
    KeyError
        It is not there.
    """
    found = patient().answer(_key(kind, question))
    if found is None:
        raise KeyError(kind)
    if kind == "stress":
        return _stress_panel(cast(_Stressed, found), language, is_dark=is_dark)
    return _tornado_panel(cast(Tornado, found), language, is_dark=is_dark)


def _key(kind: Kind, question: Question) -> tuple[object, ...]:
    seed, replications = question.seed, question.replications
    return (kind, digest(question), seed, replications, engine_name())


def _work(kind: Kind, question: Question) -> Work:
    scenario = plan(question.scenario, question.heads)
    how = Sampling(
        replications=question.replications, seed=question.seed, engine=engine_name()
    )

    def stressed(control: Control) -> object:
        test = stress_test(
            scenario,
            how,
            on_progress=control.report,
            cancelled=control.is_cancelled,
        )
        bus = bus_factor(scenario, how, cancelled=control.is_cancelled)
        return _Stressed(test, bus)

    def swung(control: Control) -> object:
        return tornado(
            scenario,
            how,
            on_progress=control.report,
            cancelled=control.is_cancelled,
        )

    return stressed if kind == "stress" else swung


def _stress_panel(found: _Stressed, language: Language, *, is_dark: bool) -> Panel:
    tables = (
        stress_table(found.test, language),
        not_applied_table(found.test, language),
        people_table(found.bus, language),
    )
    return Panel(
        (stress_sentence(found.test, language), bus_sentence(found.bus, language)),
        _chart("stress", stress_figure(found.test, language), is_dark=is_dark),
        _html(tables),
    )


def _tornado_panel(found: Tornado, language: Language, *, is_dark: bool) -> Panel:
    return Panel(
        tuple(sensitivity_sentences(found, language)),
        _chart("tornado", tornado_figure(found, language), is_dark=is_dark),
        _html((inputs_table(found, language),)),
    )


def _chart(key: str, figure: Figure, *, is_dark: bool) -> Chart:
    return Chart(key, on_dark(figure) if is_dark else figure, alt_text(figure))


def _html(tables: tuple[WordTable, ...]) -> tuple[str, ...]:
    return tuple(str(table_html(table)) for table in tables if table.rows)
