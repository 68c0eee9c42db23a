"""HTML written so that what a user typed can never become markup."""

from collections.abc import Iterable
from html import escape

__all__ = ["Html", "join", "tag"]

_VOID = frozenset({"br", "hr", "input", "meta"})


class Html(str):
    """Text that is markup already; any other text is escaped by :func:`tag`."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | None) -> Html:
    """Return an element; plain text is escaped, attributes that are None left out.

    A trailing underscore of an attribute is dropped, other underscores are hyphens:
    ``class_``, ``aria_label``.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[str], between: str = "") -> Html:
    """Return the pieces one after the other, plain text escaped."""
    pieces = (
        child if isinstance(child, Html) else escape(child, quote=False)
        for child in children
    )
    return Html(between.join(pieces))
