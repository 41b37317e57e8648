"""What the widgets of a page ask for never stands in the way of a page that is drawn as a whole."""

from __future__ import annotations

import pytest
from streamlit.errors import StreamlitAPIException
from streamlit.testing.v1 import AppTest

from ui.fragments import rerun as module


def _page() -> None:
    import streamlit as st

    from ui.fragments.rerun import redraw

    @st.fragment(key="here")
    def here() -> None:
        st.text("a part")

    st.session_state["wholes"] = st.session_state.get("wholes", 0) + 1
    here()
    st.toggle("part", key="part", on_change=lambda: redraw("here"))


def test_whole_page_is_drawn_if_it_is_about_to_be_drawn() -> None:
    at = AppTest.from_function(_page).run()
    at.toggle("part").set_value(True).run()  # as a run of the whole page, like one that changes the page
    assert not at.exception
    assert at.session_state["wholes"] == 2


class _Run:
    fragment_ids_this_run = ("one",)


@pytest.fixture
def asked(monkeypatch) -> list:
    """What Streamlit is asked to draw in a run of a fragment; it does not know the fragment "gone"."""
    names: list = []

    def rerun(fragments: list[str]) -> None:
        if "gone" in fragments:
            raise StreamlitAPIException("No fragment found")
        names.append(fragments)

    monkeypatch.setattr(module, "get_script_run_ctx", lambda **_: _Run())
    monkeypatch.setattr(module.st, "rerun", rerun)
    return names


def test_redraw_requests_other_fragments(asked) -> None:
    module.redraw("here", "there")
    assert asked == [["here", "there"]]


def test_removed_fragment_is_not_requested(asked) -> None:
    module.redraw("here", "gone")
    assert asked == []
