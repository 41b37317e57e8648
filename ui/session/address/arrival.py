"""Arrivals: when a page reads its address, and when it only writes it.

An address is read when a user opens it: by a link, by typing it, by a reload, or back and forth through the
browser's history. The menu opens no address: it leads back to a page as it was left. And any other drawing may be asked
for by a browser that still shows an older address.
"""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

PAGE, ARRIVING = "page", "arriving"  # keys of the session's state


def note_page(page: str, plain: bool) -> None:
    """Note which page is about to be drawn, and whether the user has just opened its address.

    Args:
        page: the last part of its address.
        plain: whether the address holds no settings and no lesson. A link of the app to another page that does hold
            some is read; the menu's, which never does, is not.
    """
    run = get_script_run_ctx(suppress_warning=True)
    through_history = run is not None and run.is_history_navigation
    before = st.session_state.get(PAGE)
    if before is None or through_history or (before != page and not plain):
        expect_arrival()
    st.session_state[PAGE] = page


def expect_arrival() -> None:
    """Have the page read its address when it is drawn next."""
    st.session_state[ARRIVING] = True


def take_arrival() -> bool:
    """Return whether the user has just opened the address; true once for each arrival."""
    return bool(st.session_state.pop(ARRIVING, False))
