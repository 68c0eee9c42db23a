"""Hours of a shift as a planner says them."""

from collections.abc import Iterable

from dashboards.i18n import Language, say

__all__ = ["hours_text"]


def hours_text(start: str, end: str, breaks: Iterable[str], language: Language) -> str:
    """Return the hours of a shift, its breaks in brackets."""
    hours = f"{start}–{end}"
    pauses = ", ".join(pause.replace("-", "–") for pause in breaks)
    if not pauses:
        return hours
    return say("shift_table.hours_with_breaks", language, hours=hours, breaks=pauses)
