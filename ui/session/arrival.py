"""Arrivals: when a page reads its address, and when it only writes it.

An address is read when a person comes to it: by a link, by the menu, by a reload, or back and forth through the
browser's history. Any other drawing may be asked for by a browser that still shows an older address.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

PAGE, ARRIVING = "page", "arriving"  # keys of the session's state


def note_page(page: str) -> None:
    """Note which page is about to be drawn; a person arrives at another page, and through the browser's history."""
    run = get_script_run_ctx(suppress_warning=True)
    through_history = run is not None and run.is_history_navigation
    if through_history or st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        expect_arrival()


def expect_arrival() -> None:
    """Have the page read its address when it is drawn next."""
    st.session_state[ARRIVING] = True


def take_arrival() -> bool:
    """Whether a person has just come to the address; true once for each arrival."""
    return bool(st.session_state.pop(ARRIVING, False))
