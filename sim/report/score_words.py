"""Forecast scores kept over sales, in words."""

from collections.abc import Sequence

from sim.language import Language, number_text, percent_text, text
from sim.report.quantities import amount_text
from sim.report.word_tables import WordTable
from sim.review.scores import KeptScore, mean_coverage

__all__ = ["scores_sentence", "scores_table"]


def scores_sentence(scores: Sequence[KeptScore], language: Language) -> str:
    """Return how often what came lay inside the predicted range."""
    return text(
        "delivered.scores",
        language,
        sales=number_text(len(scores), language),
        coverage=percent_text(mean_coverage(scores), language, 0),
    )


def scores_table(scores: Sequence[KeptScore], language: Language) -> WordTable:
    """Return a row a sale."""
    heads = ("sale", "start", "coverage", "crps_orders", "crps_missed")
    rows = tuple(
        (
            each.name,
            each.start,
            percent_text(each.coverage, language, 0),
            amount_text(each.crps_orders, "orders", language),
            amount_text(
                float("nan") if each.crps_missed is None else each.crps_missed,
                "orders",
                language,
            ),
        )
        for each in scores
    )
    head = tuple(text(f"delivered.head_{name}", language) for name in heads)
    return WordTable(text("delivered.table_scores", language), head, rows, 2)
