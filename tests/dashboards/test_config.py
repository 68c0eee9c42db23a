"""The server's settings beside the start script."""

import tomllib
from pathlib import Path

import pytest
import streamlit as st

import dashboards
from dashboards.server.gate import USER_HEADER

SETTINGS = tomllib.loads(
    (Path(dashboards.__file__).parent / ".streamlit" / "config.toml").read_text(
        encoding="utf-8"
    )
)

TABLES = {"trustedUserHeaders"}
"""Settings whose value is a table."""


def names(table, place=""):
    """Return the dotted name of every setting."""
    for key, value in table.items():
        if isinstance(value, dict) and key not in TABLES:
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


def test_streamlit_takes_the_user_from_the_gate_alone():
    """The header that the gate writes is the one that Streamlit binds sessions to."""
    trusted = SETTINGS["server"]["trustedUserHeaders"]

    assert {name.lower().encode(): key for name, key in trusted.items()} == {
        USER_HEADER: "uid"
    }
