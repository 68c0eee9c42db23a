"""Where the numbers of a scenario come from: measured, quoted, assumed."""

from sim.experiments import Result
from sim.language import Language, text
from sim.report.html_tables import html_table
from sim.report.tags import Html, join, tag

__all__ = ["assumptions"]

_KINDS = ("measured", "quoted", "assumption")


def assumptions(result: Result, language: Language) -> Html:
    """Return the origins by kind, and that everything else is an assumption."""
    everything_else = text("report.rest_is_assumed", language)
    return join(
        (
            tag("p", everything_else, class_="statement"),
            *(_of_kind(result, kind, language) for kind in _KINDS),
        )
    )


def _of_kind(result: Result, kind: str, language: Language) -> Html:
    return html_table(
        text(f"report.origin_{kind}", language),
        [text("report.head_of", language), text("report.head_note", language)],
        (
            [tag("code", origin.of), origin.note]
            for origin in result.scenario.origins
            if origin.kind == kind
        ),
        n_words=2,
    )
