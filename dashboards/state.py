"""What a session remembers: every key of the session state and who may touch it.

Only plain values are kept, no jobs and no results.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import uuid4

import streamlit as st

from dashboards.i18n import Language, as_language
from dashboards.services import Question

__all__ = [
    "LANGUAGE",
    "REPLICATIONS",
    "SCENARIO",
    "SEED",
    "Desk",
    "Editor",
    "change_desk",
    "desk",
    "editor",
    "language",
    "remember_draft",
    "restart_editor",
    "session_id",
    "start_setting",
    "switch_language",
]

LANGUAGE = "app_language"
SCENARIO = "simulation_scenario"
REPLICATIONS = "simulation_replications"
SEED = "simulation_seed"

_LANGUAGE_VARIABLE = "HANBOKI_LANG"
_SESSION = "app_session"
_DESKS = "simulation_desks"
_EDITORS = "simulation_editors"

Value = TypeVar("Value")


@dataclass(frozen=True)
class Desk:
    """What was asked about a scenario, and which answer is on the screen."""

    asked: Question | None = None
    """The last question."""
    shown: Question | None = None
    """The question whose answer is on the screen."""
    is_cancelled: bool = False
    """The last question was taken back."""


@dataclass(frozen=True)
class Editor:
    """The table of heads of a scenario."""

    generation: int = 0
    """Number of times that it was begun anew."""
    start: tuple[object, ...] | None = None
    """Heads with which it began; None means those of the plan. The widget adds its
    edits to these, so they stay the same while someone types."""
    draft: tuple[object, ...] | None = None
    """Heads as last seen, as they were typed."""


def session_id() -> str:
    """Return a name of this session, the same until its tab is closed."""
    return str(st.session_state.setdefault(_SESSION, uuid4().hex))


def language() -> Language:
    """Return the language of the screen.

    The first is that of the link (``?lang=en``), or the one that the server was started
    in, or Japanese.
    """
    if st.session_state.get(LANGUAGE) is None:
        first = st.query_params.get("lang") or os.environ.get(_LANGUAGE_VARIABLE)
        st.session_state[LANGUAGE] = as_language(first)
    return as_language(st.session_state[LANGUAGE])


def switch_language() -> None:
    """Put the chosen language into the link, and the typed heads under new labels."""
    st.query_params["lang"] = language()
    for scenario, known in _editors().items():
        restart_editor(scenario, known.draft)


def start_setting(key: str, value: Value) -> Value:
    """Return the value of a setting; ``value`` until someone changes it."""
    found: Value = st.session_state.setdefault(key, value)
    return found


def desk(scenario: str) -> Desk:
    """Return what was asked about a scenario."""
    desks: dict[str, Desk] = st.session_state.get(_DESKS, {})
    return desks.get(scenario, Desk())


def change_desk(scenario: str, **changes: Question | bool | None) -> Desk:
    """Change what was asked about a scenario; return it."""
    changed = replace(desk(scenario), **changes)  # type: ignore[arg-type]
    desks = st.session_state.get(_DESKS, {})
    st.session_state[_DESKS] = {**desks, scenario: changed}
    return changed


def editor(scenario: str) -> Editor:
    """Return the table of heads of a scenario."""
    return _editors().get(scenario, Editor())


def remember_draft(scenario: str, heads: Sequence[object]) -> None:
    """Keep the heads as typed, for the time the table is not on the screen."""
    _keep_editor(scenario, replace(editor(scenario), draft=tuple(heads)))


def restart_editor(scenario: str, heads: Sequence[object] | None) -> None:
    """Begin the table anew with the given heads; None means those of the plan."""
    start = None if heads is None else tuple(heads)
    number = editor(scenario).generation + 1
    _keep_editor(scenario, Editor(number, start, start))


def _editors() -> dict[str, Editor]:
    found: dict[str, Editor] = st.session_state.get(_EDITORS, {})
    return found


def _keep_editor(scenario: str, changed: Editor) -> None:
    st.session_state[_EDITORS] = {**_editors(), scenario: changed}
