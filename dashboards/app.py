"""Entry of the dashboard: page settings, pages, language; nothing else."""

from pathlib import Path

import streamlit as st

from dashboards import state
from dashboards.i18n import LANGUAGE_NAMES, LANGUAGES, say
from dashboards.navigation import pages
from dashboards.widgets.style import put_language

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
    page = st.navigation(pages(language), position="top")
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="app_head",
    ):
        st.html(f'<div class="hb-brand">{say("app.brand", language)}</div>')
        st.segmented_control(
            say("app.language", language),
            LANGUAGES,
            format_func=LANGUAGE_NAMES.__getitem__,
            key=state.LANGUAGE,
            required=True,
            on_change=state.switch_language,
            label_visibility="collapsed",
        )
    state.enter_page(page.url_path)
    page.run()
    state.put_link()


if __name__ == "__main__":
    main()
