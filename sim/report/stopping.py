"""Why a run by rule has as many replications as it has, in words."""

from sim.experiments.stopping import KpiPrecision, Stopping
from sim.language import Language, number_text, percent_text, text
from sim.measures import kpi as kpi_of
from sim.report.quantities import amount_text

__all__ = ["stopping_sentence"]


def stopping_sentence(stopping: Stopping, replications: int, language: Language) -> str:
    """Return what was asked, whether it was reached, and which KPI needs most."""
    slowest = next(kpi for kpi in stopping.kpis if kpi.kpi == stopping.slowest)
    return text(
        f"stopping.{_key(stopping, slowest)}",
        language,
        n=number_text(replications, language),
        relative=_percent(stopping.relative, language),
        kpi=kpi_of("kpis", slowest.kpi).label(language),
        needed=number_text(stopping.needed or 0, language),
        half=_width(slowest.half_width or 0.0, slowest.kpi, language),
        asked=_width(slowest.allowed, slowest.kpi, language),
        expected=number_text(stopping.expected or 0, language),
    )


def _key(stopping: Stopping, slowest: KpiPrecision) -> str:
    if stopping.reason == "reached":
        return "reached"
    if stopping.expected is not None:
        return "budget"
    return "budget_unknown" if slowest.half_width is None else "budget_unsure"


def _width(half_width: float, kpi: str, language: Language) -> str:
    unit = kpi_of("kpis", kpi).unit
    if unit == "share":
        points = number_text(half_width * 100, language, 2)
        return text("report.unit_points", language, amount=points)
    return amount_text(half_width, unit, language)


def _percent(share: float, language: Language) -> str:
    percent = round(share * 100, 6)
    return percent_text(share, language, 0 if percent == int(percent) else 1)
