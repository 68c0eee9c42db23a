"""Pages of the dashboard without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboards

APP = Path(dashboards.__file__).parent / "app.py"
SECONDS = 60


def open_page(name, language="ja", **parameters):
    """Open a page of the dashboard as a link would."""
    at = AppTest.from_file(str(APP), default_timeout=SECONDS)
    at.query_params["lang"] = language
    for key, value in parameters.items():
        at.query_params[key] = value
    at.switch_page(f"views/{name}.py")
    return at.run()


def html_of(at):
    """Return all that a page draws itself."""
    return "".join(element.proto.body for element in at.get("html"))
