"""Where a number comes from, in a word and a sign that needs no colour."""

from dashboards.i18n import Language, say

__all__ = ["origin_badge"]

_SIGNS = {"measured": "●", "quoted": "◐", "assumption": "○"}


def origin_badge(kind: str, language: Language) -> str:
    """Return sign and word of an origin: measured, quoted or assumption."""
    return f"{_SIGNS[kind]} {say(f'origin.{kind}', language)}"
