"""Values that the app puts into widgets, told from those that a person puts there.

A browser tells the values of all its widgets with every frame. While it does not yet know that one was given another
value, or that it has gone, it repeats the old one, and that looks as if a person had turned it back.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.redraw import whole_page

STALE_SECONDS = 2.0  # how long a browser may repeat what a widget showed before


def put(key: str, value: Any) -> None:
    """Have this widget show the value. Call it before the widget is drawn.

    It is told to the browser even if nothing has changed when the whole page is drawn, or when the browser has not told
    of the widget: what is drawn while a newer drawing begins may reach nobody, and the browser would then show, and
    tell at the next press, the lowest value instead.
    """
    if whole_page() or not _heard(key) or st.session_state.get(key) != value:
        st.session_state[key] = value


def _heard(key: str) -> bool:
    """Whether the browser told of this widget when it asked for this drawing."""
    run = get_script_run_ctx(suppress_warning=True)
    assert run is not None
    state = run.session_state._state
    return state.get_widget_id_from_key(key) in state._new_widget_state.states


def shown(key: str, value: Any) -> None:
    """`put`, for a widget with a callback `by_person`."""
    held = st.session_state.setdefault("shown", {})
    told, before = held.get(key, (None, {}))
    now = st.session_state.get(key)
    put(key, value)
    if now != value:
        fresh = {one: when for one, when in before.items() if _fresh(when)}
        before = fresh | dict.fromkeys(map(_plain, (told, now)), monotonic())
    held[key] = (value, before)


def by_person(key: str, do: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that does this with the value of the widget, if it was a person who put it there."""

    def changed() -> None:
        if key not in st.session_state:
            return  # another callback of the same request has taken the value away
        value = st.session_state[key]
        told, before = st.session_state.get("shown", {}).get(key, (None, {}))
        if value != told and not _fresh(before.get(_plain(value))):
            do(value)

    return changed


def _plain(value: Any) -> Any:
    """A list of chosen options as something to look up."""
    return tuple(value) if isinstance(value, list) else value


def _fresh(when: float | None) -> bool:
    return when is not None and monotonic() - when < STALE_SECONDS
