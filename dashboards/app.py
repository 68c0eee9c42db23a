"""Entry of the dashboard: page settings, pages, language; nothing else."""

from html import escape
from pathlib import Path

import streamlit as st

from dashboards import people, state
from dashboards.i18n import LANGUAGE_NAMES, LANGUAGES, Language, say
from dashboards.navigation import pages
from dashboards.widgets.share import share_button
from dashboards.widgets.style import put_language
from sim.errors import SimError

HERE = Path(__file__).parent


def main() -> None:
    """Show the page that the address names."""
    language = state.language()
    st.set_page_config(
        page_title=say("app.title", language),
        page_icon=str(HERE / "assets" / "icon.png"),
        layout="wide",
    )
    put_language(language)
    people.require()
    page = st.navigation(pages(language), position="top")
    _head(language)
    state.enter_page(page.url_path)
    state.current_plan()
    if state.is_link_refused():
        st.warning(say("app.link_refused", language))
    page.run()
    state.put_link()
    _keep(language)


def _head(language: Language) -> None:
    """Draw the line above every page: whose it is, saving, language."""
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="app_head",
    ):
        st.html(f'<div class="hb-brand">{say("app.brand", language)}</div>')
        with st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            width="content",
        ):
            _account(language)
            share_button(language)
            st.session_state[state.LANGUAGE] = language
            st.segmented_control(
                say("app.language", language),
                LANGUAGES,
                format_func=LANGUAGE_NAMES.__getitem__,
                key=state.LANGUAGE,
                required=True,
                on_change=state.switch_language,
                label_visibility="collapsed",
            )


def _keep(language: Language) -> None:
    """Keep what is worked on; say so when it cannot be kept."""
    try:
        state.keep()
    except SimError as error:
        st.warning(say("app.not_kept", language))
        st.text(error.text(language))


def _account(language: Language) -> None:
    """Name who has logged in, with the way to the own account."""
    known = people.session()
    if known is None:
        return
    actor = known.actor
    st.html(
        '<div class="hb-account"><a href="/account/me" target="_self" '
        f'title="{escape(say("app.account", language))}">'
        f"{escape(actor.name)} ({escape(actor.organization_name)})</a></div>"
    )


if __name__ == "__main__":
    main()
