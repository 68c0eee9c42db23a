"""All sources hanboki knows, and which of them a header speaks for.

A new source is one file with one class and its place in ``SOURCES``.
A guess is shown with its evidence before anything depends on it: the planner confirms
it, names another source, or corrects the columns in a mapping that is saved and reused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.language import Language, percent_text, text
from sim.orders.amazon_jp import AmazonJpImporter
from sim.orders.base import Importer
from sim.orders.crossmall import CrossmallImporter
from sim.orders.goq import GoqImporter
from sim.orders.next_engine import NextEngineImporter
from sim.orders.reading import Header, normal_name
from sim.orders.rms import RmsImporter
from sim.orders.rms_json import RmsJsonImporter
from sim.orders.rms_report import RmsReportImporter
from sim.orders.robot_in import RobotInImporter
from sim.orders.shopify import ShopifyImporter
from sim.orders.smaregi_ec import SmaregiEcImporter
from sim.orders.tempostar import TempostarImporter
from sim.orders.vocabulary import Confidence, VocabularyImporter
from sim.orders.yahoo import YahooImporter

__all__ = [
    "SOURCES",
    "Candidate",
    "guess_source",
    "importer_named",
    "recognised_importer",
]

SOURCES: tuple[VocabularyImporter, ...] = (
    RmsImporter(),
    RmsReportImporter(),
    RmsJsonImporter(),
    NextEngineImporter(),
    CrossmallImporter(),
    RobotInImporter(),
    GoqImporter(),
    TempostarImporter(),
    YahooImporter(),
    AmazonJpImporter(),
    ShopifyImporter(),
    SmaregiEcImporter(),
)
"""Sources, the earlier one first where two headers speak equally for both."""

_LEAST_SCORE = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that a header may come from, and why."""

    source: str
    score: float
    """0 to 1, see :class:`sim.orders.vocabulary.Score`."""

    is_enough: bool
    """Whether the file is read as this source without asking."""

    confidence: Confidence
    """How well the header of this source is known at all."""

    telling: tuple[str, ...]
    """Columns that speak for this source, heaviest first."""

    known: int
    """Columns of the header that the source is known to have."""

    columns: int
    """Columns of the header."""

    fields: tuple[tuple[str, str], ...]
    """(field, column) pairs as the source would read them."""

    def text(self, language: Language = "ja") -> str:
        """Return the guess and its evidence for a planner, on one line."""
        return text(
            "orders.guess_taken" if self.is_enough else "orders.guess_asked",
            language,
            source=text(f"orders.source_{self.source}", language),
            score=percent_text(self.score, language, 0),
            telling=", ".join(self.telling[:5]) or "-",
            known=self.known,
            columns=self.columns,
            confidence=text(f"orders.confidence_{self.confidence}", language),
        )


def guess_source(header: Sequence[str]) -> list[Candidate]:
    """Return the sources that a header may come from, best first, with the evidence.

    ``header`` — column names as they stand in the file.
    The list is empty when no known name says anything; such a file is read by a
    mapping.

    >>> [c.source for c in guess_source(["OrderId", "OrderTime", "Quantity"])]
    ['yahoo']
    """
    seen = Header(tuple(map(normal_name, header)), 1, header[0] if header else "")
    found = [_candidate(importer, seen) for importer in SOURCES]
    told = [candidate for candidate in found if candidate.score >= _LEAST_SCORE]
    return sorted(told, key=lambda c: (not c.is_enough, -c.score))


def recognised_importer(header: Header) -> Importer | None:
    """Return the importer of the best source that needs no asking, or None."""
    for candidate in guess_source(header.names):
        if candidate.is_enough:
            return importer_named(candidate.source)
    return None


def importer_named(name: str) -> VocabularyImporter:
    """Return the importer of a source.

    Raises
    ------
    KeyError
        There is no such source.
    """
    return {importer.name: importer for importer in SOURCES}[name]


def _candidate(importer: VocabularyImporter, header: Header) -> Candidate:
    score = importer.score(header)
    columns = importer.columns_of(header)
    return Candidate(
        source=importer.name,
        score=score.value,
        is_enough=score.is_enough,
        confidence=importer.confidence,
        telling=score.telling,
        known=score.known,
        columns=score.columns,
        fields=tuple((field, header.names[at]) for field, at in columns.items()),
    )
