"""Decide when a page reads its address, and when it only writes it.

A page reads its address when a user opens it: by a link, by typing it, by a reload, or through the browser's history.
The menu opens no address: it leads back to a page as it was left. Any other rerun may be requested by a browser that
still shows an older address.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

PAGE, ARRIVING = "page", "arriving"  # keys of the session's state


def note_page(page: str, plain: bool) -> None:
    """Note which page is about to be drawn, and whether the user has just opened its address.

    Args:
        page: The last part of its address.
        plain: Whether the address holds no settings and no lesson. A link of the app to another page that holds some
            is read; a link of the menu, which never does, is not.
    """
    run = get_script_run_ctx(suppress_warning=True)
    through_history = run is not None and run.is_history_navigation
    before = st.session_state.get(PAGE)
    if before is None or through_history or (before != page and not plain):
        expect_arrival()
    st.session_state[PAGE] = page


def expect_arrival() -> None:
    """Have the page read its address at the next drawing."""
    st.session_state[ARRIVING] = True


def take_arrival() -> bool:
    """Return whether the user has just opened the address; true once for each arrival."""
    return bool(st.session_state.pop(ARRIVING, False))
