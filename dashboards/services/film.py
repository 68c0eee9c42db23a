"""One possible sale of an answered question, to be watched."""

from functools import lru_cache
from typing import Final, Literal

from dashboards.i18n import Language
from dashboards.services.plans import plan
from dashboards.services.questions import Question, engine_name
from dashboards.services.runs import result
from sim.report.film import FILM_HEIGHT, film_page
from sim.report.film_data import Film, film_of, typical_replication

__all__ = ["HEIGHT", "SALES", "SaleKind", "page"]

SaleKind = Literal["usual", "bad"]
SALES: Final[dict[SaleKind, float]] = {"usual": 0.5, "bad": 0.9}
"""Which sale is shown, as a quantile of the missed shipments."""
HEIGHT: Final = FILM_HEIGHT
_KEPT = 16


def page(
    question: Question, kind: SaleKind, language: Language, *, is_dark: bool
) -> str:
    """Return the film of one sale as a page of its own.

    Raises
    ------
    KeyError
        The question is not answered.
    """
    replication = typical_replication(result(question).replications, SALES[kind])
    scenario = plan(question.scenario, question.heads)
    theme: Literal["light", "dark"] = "dark" if is_dark else "light"
    return film_page(_film(question, replication), scenario, language, theme=theme)


@lru_cache(maxsize=_KEPT)
def _film(question: Question, replication: int) -> Film:
    scenario = plan(question.scenario, question.heads)
    return film_of(
        scenario, seed=question.seed, replication=replication, engine=engine_name()
    )
