"""What a session remembers: every key of the session state and who may touch it.

For authors of pages
--------------------
All pages talk about one *current plan*: a scenario with heads in its shifts, a seed and
a number of replications. Read it, draw, and write back what the planner changed::

    plan = state.current_plan()          # None: there is nothing that can be opened
    question = plan.question             # for dashboards.services.runs
    state.set_plan(heads=(3, 0, 2))      # another page's plan, an undoable step
    state.set_plan(scenario=shelf.put(edited))   # an edited scenario of one's own
    state.undo(), state.redo()

Write in a callback (``on_change``, ``on_click``) or after the page's last element.
The choice of a scenario is drawn by :mod:`dashboards.widgets.plan_picker`.
A page's own values: ``start_setting("<view>_<field>", usual)`` before its widget; they
survive the change of pages with ``persist_state="session"`` on the widget.

Only plain values are kept, no jobs and no results: those are in the services.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from typing import TypeVar
from uuid import uuid4

import streamlit as st

from dashboards import people
from dashboards.current_plan import CurrentPlan, base_heads, opened
from dashboards.i18n import Language, as_language
from dashboards.link import read_link, write_link
from dashboards.services import questions, saved
from dashboards.services.questions import Question

__all__ = [
    "LANGUAGE",
    "CurrentPlan",
    "Desk",
    "Editor",
    "base_heads",
    "can_redo",
    "can_undo",
    "change_desk",
    "current_plan",
    "desk",
    "editor",
    "enter_page",
    "is_link_refused",
    "keep",
    "language",
    "link_also",
    "put_link",
    "redo",
    "remember_draft",
    "restart_editor",
    "session_id",
    "set_plan",
    "start_setting",
    "switch_language",
    "undo",
]

LANGUAGE = "app_language"
"""Key of the widget; Streamlit forgets it when the page changes."""

_LANGUAGE_VARIABLE = "HANBOKI_LANG"
_SESSION = "app_session"
_PAGE = "app_page"
_LINKED = "app_linked"
_KEPT = "app_kept"
_KEPT_AT = "app_kept_at"
_REFUSED = "app_link_refused"
_PLAN = "app_plan"
_PAST = "app_past"
_FUTURE = "app_future"
_HEADS = "app_heads"
_DESKS = "simulation_desks"
_EDITORS = "simulation_editors"
_STEPS_KEPT = 50
_KEPT_EVERY = 10.0
"""Seconds between two writes while only heads and settings change."""

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
    is_wanted: bool = False
    """The button was pressed and the answer is not asked for yet."""
    pressed_at: float = -inf
    """When a press was served last, seconds of the process clock."""


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

    The first is that of the link (``?lang=en``), that of the account, the one that the
    server was started in, or Japanese.
    """
    if st.session_state.get(people.LANGUAGE) is None:
        known = people.session()
        first = (
            st.query_params.get("lang")
            or (known.language if known else None)
            or os.environ.get(_LANGUAGE_VARIABLE)
        )
        st.session_state[people.LANGUAGE] = as_language(first)
    return as_language(st.session_state[people.LANGUAGE])


def switch_language() -> None:
    """Put the chosen language into the link, and the typed heads under new labels."""
    st.session_state[people.LANGUAGE] = as_language(st.session_state[LANGUAGE])
    st.query_params["lang"] = language()
    _redraw_editors()


def enter_page(name: str) -> None:
    """Note which page is shown; on another one, typed heads are brought back.

    Streamlit forgets what was typed into a table that is off the screen.
    """
    if st.session_state.get(_PAGE) != name:
        _redraw_editors()
    st.session_state[_PAGE] = name
    st.session_state[_LINKED] = {}


def link_also(**values: str) -> None:
    """Add a page's own values to the address, ASCII, for this time it is drawn."""
    st.session_state[_LINKED] = {**st.session_state.get(_LINKED, {}), **values}


def current_plan() -> CurrentPlan | None:
    """Return the plan that all pages talk about; None when there is no scenario.

    The first is that of the link, or the first shipped scenario as it is.
    The scenario's file may be wrong: whoever reads it says so.
    """
    found: CurrentPlan | None = st.session_state.get(_PLAN)
    if found is None:
        found = _first_plan()
        if found is not None:
            st.session_state[_PLAN] = found
    return found


def set_plan(
    *,
    scenario: str | None = None,
    heads: Sequence[int] | None = None,
    seed: int | None = None,
    replications: int | None = None,
    plan_id: str | None = None,
    is_typed: bool = False,
) -> CurrentPlan:
    """Change the current plan; None leaves a part as it is. Return the plan.

    Another scenario without heads gets those that were last seen with it.

    Parameters
    ----------
    is_typed
        The heads come from the table of shifts, which shows them already; otherwise
        the table begins anew with them.
    """
    before = current_plan()
    key = scenario or (before.scenario if before else "")
    after = CurrentPlan(
        scenario=key,
        heads=_heads(key, heads),
        seed=_first_of(seed, before.seed if before else None, questions.default_seed()),
        replications=_first_of(
            replications,
            before.replications if before else None,
            questions.default_replications(),
        ),
        plan_id=plan_id or _plan_id(before, key),
    )
    if after == before:
        return after
    if before is not None:
        _push(_PAST, before)
        st.session_state[_FUTURE] = ()
    _keep_plan(after)
    if heads is not None and not is_typed:
        restart_editor(key, after.heads)
    return after


def can_undo() -> bool:
    """Return whether there is a step to take back."""
    return bool(st.session_state.get(_PAST))


def can_redo() -> bool:
    """Return whether a step that was taken back can be taken again."""
    return bool(st.session_state.get(_FUTURE))


def undo() -> None:
    """Take the last step back, if there is one."""
    _step(_PAST, _FUTURE)


def redo() -> None:
    """Take the step again that was taken back last, if there is one."""
    _step(_FUTURE, _PAST)


def put_link() -> None:
    """Make the address of the page one that reproduces the view."""
    plan = current_plan()
    if plan is None:
        return
    base = base_heads(plan.scenario)
    write_link(
        plan.question,
        plan.plan_id,
        language(),
        base_heads=base,
        also=st.session_state.get(_LINKED, {}),
    )


def is_link_refused() -> bool:
    """Return whether the link asked for something that cannot be opened."""
    return bool(st.session_state.get(_REFUSED))


def keep() -> None:
    """Keep what is worked on in the database, when it has changed.

    Raises
    ------
    SimError
        The database refuses.
    """
    plan = current_plan()
    if plan is None or st.session_state.get(_KEPT, plan) == plan:
        # what nobody has touched is not worth keeping
        st.session_state.setdefault(_KEPT, plan)
        return
    kept: CurrentPlan = st.session_state[_KEPT]
    is_elsewhere = (kept.scenario, kept.plan_id) != (plan.scenario, plan.plan_id)
    # the address holds what is typed at once; the disk need not see every key
    waited = monotonic() - st.session_state.get(_KEPT_AT, -_KEPT_EVERY)
    if is_elsewhere or waited >= _KEPT_EVERY:
        saved.keep(people.actor(), plan.question, plan.plan_id)
        st.session_state[_KEPT] = plan
        st.session_state[_KEPT_AT] = monotonic()


def start_setting(key: str, value: Value) -> Value:
    """Return the value of a setting; ``value`` until someone changes it."""
    found: Value = st.session_state.setdefault(key, value)
    return found


def desk(scenario: str) -> Desk:
    """Return what was asked about a scenario."""
    desks: dict[str, Desk] = st.session_state.get(_DESKS, {})
    return desks.get(scenario, Desk())


def change_desk(scenario: str, **changes: Question | float | None) -> Desk:
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


def _redraw_editors() -> None:
    for scenario, known in _editors().items():
        restart_editor(scenario, known.draft)


def _keep_editor(scenario: str, changed: Editor) -> None:
    st.session_state[_EDITORS] = {**_editors(), scenario: changed}


def _first_plan() -> CurrentPlan | None:
    found, is_refused = opened(read_link(st.query_params), people.actor)
    if is_refused:
        st.session_state[_REFUSED] = True
    if found is not None and found.heads != base_heads(found.scenario):
        restart_editor(found.scenario, found.heads)
    return found


def _heads(scenario: str, given: Sequence[int] | None) -> tuple[int, ...]:
    if given is not None:
        return tuple(given)
    kept: dict[str, tuple[int, ...]] = st.session_state.get(_HEADS, {})
    return kept[scenario] if scenario in kept else base_heads(scenario)


def _plan_id(before: CurrentPlan | None, scenario: str) -> str | None:
    """Return the saved plan while the same scenario is on the screen."""
    return before.plan_id if before and before.scenario == scenario else None


def _keep_plan(plan: CurrentPlan) -> None:
    st.session_state[_PLAN] = plan
    kept = st.session_state.get(_HEADS, {})
    st.session_state[_HEADS] = {**kept, plan.scenario: plan.heads}


def _push(pile: str, plan: CurrentPlan) -> None:
    known: tuple[CurrentPlan, ...] = st.session_state.get(pile, ())
    st.session_state[pile] = (*known, plan)[-_STEPS_KEPT:]


def _step(source: str, target: str) -> None:
    pile: tuple[CurrentPlan, ...] = st.session_state.get(source, ())
    now = current_plan()
    if not pile or now is None:
        return
    st.session_state[source] = pile[:-1]
    _push(target, now)
    _keep_plan(pile[-1])
    restart_editor(pile[-1].scenario, pile[-1].heads)


def _first_of(*values: int | None) -> int:
    """Return the first value that is not None."""
    return next(value for value in values if value is not None)
