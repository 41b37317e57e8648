"""Distinguish widget values set by the server from values entered by the user.

A browser sends the values of all its widgets with every request. Until it has received a value that the server put into
a widget, it repeats an earlier one, which looks as if the user had changed the widget back. Time does not distinguish
the two, because a browser may be slow by any time: a value counts as a repetition until the browser has sent the
server's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.fragments.rerun import is_whole_page

MAX_STALE = 64  # earlier values remembered for each widget
SILENT = object()  # of a widget that the browser sent no value for
STATE_KEY = "shown"  # of the sent values in the session state


@dataclass
class SentValue:
    """The value that the server last put into a widget.

    Attributes:
        value: The value.
        stale: Earlier values, oldest first, that the browser may still repeat.
    """

    value: Any
    stale: list[Any] = field(default_factory=list)


def put_value(key: str, value: Any) -> None:
    """Have this widget show the value. Call it before the widget is drawn, and draw the widget with it as its default.

    It is sent to the browser even if nothing has changed when the whole page is drawn, or when the browser sent nothing
    for the widget: what is drawn while a newer drawing begins may reach nobody. A widget without a default would then
    show its lowest value, and so would one whose options no longer hold what the browser repeats.
    """
    if is_whole_page() or _received_value(key) is SILENT or st.session_state.get(key) != value:
        st.session_state[key] = value


def show_value(key: str, value: Any) -> None:
    """Have a widget with a callback `on_user_change` show the value, as `put_value` does."""
    sent = _sent_values().setdefault(key, SentValue(value))
    current = st.session_state.get(key, sent.value)  # Streamlit forgets the value of a widget that was not drawn
    is_unconfirmed = bool(sent.stale) or key not in st.session_state
    put_value(key, value)
    if current != value or (is_unconfirmed and sent.value != value):
        st.session_state[key] = value
        sent.stale = [*sent.stale, *(one for one in (sent.value, current) if one != value)][-MAX_STALE:]
    sent.value = value


def note_received() -> None:
    """Note which of the server's values the browser has received. For callbacks: then the browser has sent values."""
    for key, sent in _sent_values().items():
        if not sent.stale or (received := _received_value(key)) is SILENT:
            continue
        if received == sent.value:
            sent.stale = []
        elif received in sent.stale:
            sent.stale = sent.stale[sent.stale.index(received) :]


def on_user_change(key: str, do: Callable[[Any], None]) -> Callable[[], None]:
    """Return a callback that calls `do` with the value of the widget if the user has changed it."""

    def on_change() -> None:
        note_received()
        if key not in st.session_state:
            return  # another callback of the same request has removed the value
        value = st.session_state[key]
        sent = _sent_values().get(key)
        if sent is None or not (value == sent.value or value in sent.stale or _is_removed_option(value, sent.value)):
            do(value)

    return on_change


def _is_removed_option(value: Any, sent: Any) -> bool:
    """Return whether a select box whose values are numbers sends the label of an option that it no longer has."""
    return isinstance(value, str) and isinstance(sent, int | float)


def _sent_values() -> dict[str, SentValue]:
    values: dict[str, SentValue] = st.session_state.setdefault(STATE_KEY, {})
    return values


def _received_value(key: str) -> Any:
    """Return what the browser sent for this widget with the current request, or SILENT.

    Streamlit has no public way to see whether a browser has sent a value, so this reads its private state.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return SILENT
    state = run.session_state._state
    widget = state.get_widget_id_from_key(key)
    return SILENT if widget is None else state._new_widget_state.get(widget, SILENT)
