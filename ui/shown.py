"""Values that the app puts into widgets, told from those that a person puts there.

A browser tells the values of all its widgets with every frame. While it does not yet know that one was given another
value, or that it has gone, it repeats the old one, and that looks as if a person had turned it back.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import streamlit as st

from ui.redraw import whole_page

STALE_SECONDS = 2.0  # how long a browser may repeat what a widget showed before


def put(key: str, value: Any) -> None:
    """Have this widget show the value. Call it before the widget is drawn.

    When the whole page is drawn it is told to the browser even if nothing has changed: a drawing that was interrupted,
    as when a visitor is recognised, may have told it to nobody, and the browser would show the lowest value instead.
    """
    if whole_page() or st.session_state.get(key) != value:
        st.session_state[key] = value


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
