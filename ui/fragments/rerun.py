"""Redraw fragments from a widget's callback, and find out whether the whole page is drawn."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

RUN_FRAGMENTS = ("transport", "settings", "fix", "runs", "live")  # that show the current run of a training page


def redraw(*fragments: str) -> None:
    """Redraw these fragments instead of the one that the widget is in.

    No-op if the whole page is about to be drawn: callbacks of the previous page may still run after navigation, and
    their fragments would be drawn instead of the new page. Fragments that no longer exist are ignored.
    """
    if not is_whole_page():
        with suppress(StreamlitAPIException):
            st.rerun(list(fragments))


def take_notice(key: str) -> Any:
    """Return the notice in the session state under `key`, None if none; a rerun of the whole page removes it.

    A fragment may be drawn again before the browser has shown the first drawing, so fragments keep it. The next try
    removes it.
    """
    return st.session_state.pop(key, None) if is_whole_page() else st.session_state.get(key)


def is_whole_page() -> bool:
    """Return whether the whole page is drawn now, or about to be, rather than some of its fragments."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is None or not run.fragment_ids_this_run
