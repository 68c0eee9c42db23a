"""The pages, in the order of a planning meeting.

A page is a file ``views/<name>.py`` that draws itself when it is run, with its words
in ``i18n/<language>/<name>.toml`` (``title`` at least) and its questions in
``services/<name>.py``. It is in the navigation as soon as its file is there.
"""

from pathlib import Path

import streamlit as st

from dashboards.i18n import Language, say

__all__ = ["VIEWS", "is_there", "page_path", "page_titles", "pages"]

VIEWS = (
    "start",
    "assumptions",
    "simulation",
    "staffing",
    "quotes",
    "agreements",
    "live",
    "review",
    "verify",
)
"""Names of all pages; each is also the page's part of the address."""

_FOLDER = Path(__file__).parent / "views"


def is_there(name: str) -> bool:
    """Return whether there is such a page."""
    return name in VIEWS and (_FOLDER / f"{name}.py").is_file()


def page_path(name: str) -> str:
    """Return what ``st.switch_page`` and ``st.page_link`` know a page by."""
    return f"views/{name}.py"


def page_titles(language: Language) -> dict[str, str]:
    """Return the title of each page that is there, by name, in order."""
    return {name: say(f"{name}.title", language) for name in VIEWS if is_there(name)}


def pages(language: Language) -> list[st.Page]:
    """Return the pages that are there; the first one is where the address leads."""
    titles = page_titles(language)
    first = next(iter(titles))
    return [
        st.Page(
            _FOLDER / f"{name}.py", title=title, url_path=name, default=name == first
        )
        for name, title in titles.items()
    ]
