"""What a revision changes in words: terminal and screen say the same."""

from sim.agreements.comparing import FigureChange
from sim.agreements.offers import PRICE
from sim.language import Language, text
from sim.measures import kpi
from sim.report.quantities import amount_text, signed_text

__all__ = ["change_cells"]


def change_cells(each: FigureChange, language: Language) -> tuple[str, str, str, str]:
    """Return label, value before, value after, and change with its interval.

    A change that is the same in every sale has no interval to be told.
    """
    label = (
        text("agreements.kpi_price", language)
        if each.name == PRICE
        else kpi("kpis", each.name).label(language)
    )
    before, after = (
        "-" if value is None else amount_text(value, each.unit, language)
        for value in (each.before, each.after)
    )
    change = "-"
    if each.change is not None:
        change = signed_text(each.change, each.unit, language)
    is_exact = each.ci_low == each.ci_high
    if each.ci_low is not None and each.ci_high is not None and not is_exact:
        low, high = (
            signed_text(end, each.unit, language) for end in (each.ci_low, each.ci_high)
        )
        change = text(
            "agreements.change_interval", language, change=change, low=low, high=high
        )
    return label, before, after, change
