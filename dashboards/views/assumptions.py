"""前提: order files, forecast, promise and every number with its origin."""

import streamlit as st

from dashboards import state
from dashboards.i18n import say
from dashboards.widgets.forecast_form import forecast_form
from dashboards.widgets.input_table import input_table
from dashboards.widgets.order_upload import order_upload
from dashboards.widgets.plan_picker import plan_picker
from dashboards.widgets.promise_form import promise_form
from dashboards.widgets.style import put_style


def show() -> None:
    """Draw the page."""
    language = state.language()
    put_style()
    st.title(say("assumptions.title", language), anchor=False)
    plan = plan_picker(language, key="assumptions_scenario", has_description=True)
    if plan is None:
        return
    orders, promise, numbers = st.tabs(
        [
            say(f"assumptions.tab_{name}", language)
            for name in ("orders", "promise", "numbers")
        ]
    )
    with orders:
        st.subheader(say("assumptions.orders", language), anchor=False)
        reading = order_upload(language, has_sample=True)
        if reading is not None:
            forecast_form(reading, plan, language)
    with promise:
        promise_form(plan, language)
    with numbers:
        input_table(plan, language)


if __name__ == "__main__":
    show()
