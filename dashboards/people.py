"""Who sits in front of the screen.

For authors of pages: ``people.actor()`` is whom a page acts for. Ask for it in the page
*and* in every fragment: it looks the session up anew each time, because a page that is
open outlives a logout, and stops the run when the session has ended.
"""

import os

import streamlit as st

from dashboards.i18n import as_language, say
from dashboards.services import people
from dashboards.services.background import ACCOUNTS_VARIABLE
from sim.accounts import Actor, Kind, Session

__all__ = [
    "ACCOUNTS_VARIABLE",
    "COOKIES",
    "LANGUAGE",
    "actor",
    "is_alone",
    "require",
    "session",
    "side",
    "take_side",
]

LANGUAGE = "app_language_kept"
"""Key of the session state that holds the language of the screen."""

COOKIES = ("__Host-hanboki", "hanboki")
"""Names of the session's cookie, with and without HTTPS."""

_SIDE = "app_side"


def is_alone() -> bool:
    """Return whether this is one person's own computer, without accounts."""
    return os.environ.get(ACCOUNTS_VARIABLE) != "on"


def session() -> Session | None:
    """Return the session of whoever is here; None without accounts.

    Stops the run when there ought to be one.
    """
    if is_alone():
        return None
    sent = st.context.cookies.to_dict()
    token = next((sent[name] for name in COOKIES if name in sent), "")
    found = people.session(token) if token else None
    # the gate has told Streamlit who opened the page; it must still be the same person
    if found is None or st.user.to_dict().get("uid") != found.actor.user_id:
        _ended()
    return found


def require() -> None:
    """Stop the run unless whoever is here may see pages."""
    session()


def actor() -> Actor:
    """Return whom the page acts for; stops the run when the session has ended.

    Alone on one's own computer, one takes the side that was chosen last, see
    :func:`take_side`.
    """
    found = session()
    if found is not None:
        return found.actor
    return people.local(side(), as_language(st.session_state.get(LANGUAGE)))


def side() -> Kind:
    """Return the side of whoever is here: shop or agency."""
    found = session()
    if found is not None:
        return found.actor.kind
    kept = st.session_state.get(_SIDE)
    return "agency" if kept == "agency" else "shop"


def take_side(kind: Kind) -> None:
    """Play the other side; only alone on one's own computer."""
    if is_alone():
        st.session_state[_SIDE] = kind


def _ended() -> None:
    language = as_language(st.session_state.get(LANGUAGE))
    st.warning(say("app.session_ended", language))
    st.html(
        f'<p><a href="/account/login?lang={language}" target="_self">'
        f"{say('app.log_in_again', language)}</a></p>"
    )
    st.stop()
