"""Values that the app puts into widgets, told from those that a person puts there.

A browser sends the values of all its widgets with every request. Until it has received a value that the app put into a
widget, it repeats an earlier one, and that looks as if a person had turned the widget back. No clock can tell the two
apart, because a browser may be slow by any time: a value counts as a repetition until the browser has sent the app's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.fragments.rerun import is_whole_page

MOST_STALE = 64  # earlier values remembered for each widget
SILENT = object()  # of a widget that the browser sent no value for


@dataclass
class Held:
    """What the app last put into a widget, and earlier values, oldest first, that the browser may still repeat."""

    value: Any
    stale: list[Any] = field(default_factory=list)


def put_value(key: str, value: Any) -> None:
    """Have this widget show the value. Call it before the widget is drawn, and draw the widget with it as its default.

    It is sent to the browser even if nothing has changed when the whole page is drawn, or when the browser sent nothing
    for the widget: what is drawn while a newer drawing begins may reach nobody. A widget without a default would then
    show its lowest value, and so would one whose options no longer hold what the browser repeats.
    """
    if is_whole_page() or _sent(key) is SILENT or st.session_state.get(key) != value:
        st.session_state[key] = value


def show_value(key: str, value: Any) -> None:
    """`put`, for a widget with a callback `by_person`."""
    held = _held().setdefault(key, Held(value))
    now = st.session_state.get(key, held.value)  # Streamlit forgets the value of a widget that was not drawn
    unheard = bool(held.stale) or key not in st.session_state
    put_value(key, value)
    if now != value or (unheard and held.value != value):
        st.session_state[key] = value
        held.stale = [*held.stale, *(one for one in (held.value, now) if one != value)][-MOST_STALE:]
    held.value = value


def note_received() -> None:
    """Note which of the app's values the browser has received. Call it from callbacks: then the browser has spoken."""
    for key, held in _held().items():
        if not held.stale or (sent := _sent(key)) is SILENT:
            continue
        if sent == held.value:
            held.stale = []
        elif sent in held.stale:
            held.stale = held.stale[held.stale.index(sent) :]


def on_user_change(key: str, do: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that does this with the value of the widget, if it was a person who put it there."""

    def changed() -> None:
        note_received()
        if key not in st.session_state:
            return  # another callback of the same request has taken the value away
        value = st.session_state[key]
        held = _held().get(key)
        if held is None or (value != held.value and value not in held.stale and not _gone(value, held.value)):
            do(value)

    return changed


def _gone(value: Any, held: Any) -> bool:
    """Whether a select box whose values are numbers sends the label of an option that it no longer has."""
    return isinstance(value, str) and isinstance(held, int | float)


def _held() -> dict[str, Held]:
    held: dict[str, Held] = st.session_state.setdefault("shown", {})
    return held


def _sent(key: str) -> Any:
    """What the browser sent for this widget with the current request, or SILENT."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return SILENT
    state = run.session_state._state
    widget = state.get_widget_id_from_key(key)
    return SILENT if widget is None else state._new_widget_state.get(widget, SILENT)
