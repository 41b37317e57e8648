"""Drawing fragments anew from the callback of a widget."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx


def redraw(*fragments: str) -> None:
    """Draw these fragments anew, instead of the one that the widget stands in.

    Nothing to ask where the whole page is about to be drawn: when a person goes to another page, the widgets of the one
    that was left may still call, and what they asked for would be drawn instead of the new page. Nor where a fragment
    that was asked for has gone.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None or not run.fragment_ids_this_run:
        return
    with suppress(StreamlitAPIException):
        st.rerun(list(fragments))
