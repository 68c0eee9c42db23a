"""The answer for people: sentences, cards, and one self-contained HTML file.

What the sentences and cards say is in :mod:`sim.report.sentences`; command line, report
and dashboard all ask there.
"""

from sim.report.figures import result_figures
from sim.report.files import write_report
from sim.report.html import html_report
from sim.report.sentences import (
    HEADLINE,
    Card,
    Tone,
    kpi_cards,
    kpi_sentence,
    verdict_heading,
    verdict_sentence,
    verdict_symbol,
)

__all__ = [
    "HEADLINE",
    "Card",
    "Tone",
    "html_report",
    "kpi_cards",
    "kpi_sentence",
    "result_figures",
    "verdict_heading",
    "verdict_sentence",
    "verdict_symbol",
    "write_report",
]
