"""A widget of a page that was just left asks for fragments that are gone: the page goes on."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from ui.redraw import redraw

    @st.fragment(key="here")
    def here() -> None:
        st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1

    here()
    st.toggle("gone", key="gone", on_change=lambda: redraw("gone"))
    st.toggle("there", key="there", on_change=lambda: redraw("here"))
    st.text(st.session_state["drawn"])


def test_what_is_gone_is_not_drawn_and_what_is_there_is() -> None:
    at = AppTest.from_function(_page).run()
    at.toggle("gone").set_value(True).run()
    assert not at.exception
    assert at.session_state["drawn"] == 2, "the page was drawn as a whole"
    at.toggle("there").set_value(True).run()
    assert not at.exception
    assert at.session_state["drawn"] == 3
