"""Drawing fragments anew from the callback of a widget, and whether it is fragments that are drawn."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

RUN_FRAGMENTS = ("transport", "knobs", "fix", "runs", "live")  # that show the current run of a training page


def redraw(*fragments: str) -> None:
    """Draw these fragments anew, instead of the one that the widget stands in.

    Nothing to ask where the whole page is about to be drawn: when a person goes to another page, the widgets of the one
    that was left may still call, and what they asked for would be drawn instead of the new page. Nor where a fragment
    that was asked for has gone.
    """
    if not is_whole_page():
        with suppress(StreamlitAPIException):
            st.rerun(list(fragments))


def take_notice(key: str) -> Any:
    """Return what stands in the session's state under `key`, None if nothing does; a whole page forgets it.

    A fragment may be drawn again before the browser has shown the first drawing, so fragments keep it. The next try of
    what was refused deletes it.
    """
    return st.session_state.pop(key, None) if is_whole_page() else st.session_state.get(key)


def is_whole_page() -> bool:
    """Whether the page is drawn as a whole now, or about to be, rather than some of its fragments."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is None or not run.fragment_ids_this_run
