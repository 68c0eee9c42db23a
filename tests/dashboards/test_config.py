"""The server's settings beside the start script."""

import tomllib
from pathlib import Path

import pytest
import streamlit as st

import dashboards

SETTINGS = tomllib.loads(
    (Path(dashboards.__file__).parent / ".streamlit" / "config.toml").read_text(
        encoding="utf-8"
    )
)


def names(table, place=""):
    """Return the dotted name of every setting."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from names(value, f"{place}{key}.")
        else:
            yield f"{place}{key}"


@pytest.mark.parametrize("name", list(names(SETTINGS)))
def test_every_setting_is_known(name):
    """A setting that a newer Streamlit dropped or renamed is noticed."""
    st.get_option(name)


def test_nothing_leaves_the_machine_and_no_traceback_is_shown():
    """No statistics, no links to other sites, no undefused export, no traceback."""
    assert SETTINGS["browser"]["gatherUsageStats"] is False
    assert SETTINGS["client"]["showErrorLinks"] is False
    assert SETTINGS["client"]["disableDataExport"] is True
    assert SETTINGS["client"]["showErrorDetails"] == "type"
