"""What the app puts into a widget is not taken for a person's wish, however late the browser learns of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from ui import shown as module
from ui.shown import STALE_SECONDS, by_person, shown


class Widget:
    """A widget of a page: `says` is what the browser tells of it, and `done` what that led to."""

    def __init__(self, now: list[float]) -> None:
        self.now = now
        self.done: list[Any] = []
        self.changed: Callable[[], None] = by_person("one", self.done.append)

    def says(self, value: Any) -> None:
        st.session_state["one"] = value
        self.changed()


@pytest.fixture
def widget(monkeypatch) -> Widget:
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    monkeypatch.setattr(st, "session_state", {})
    return Widget(now)


def test_a_person_s_choice_is_done(widget: Widget) -> None:
    shown("one", 1)
    widget.says(2)
    shown("one", 2)
    widget.says(1)  # and back at once
    assert widget.done == [2, 1]


def test_an_old_value_repeated_by_a_slow_browser_is_no_wish(widget: Widget) -> None:
    shown("one", "weights")
    shown("one", "unit")  # by a click elsewhere
    assert st.session_state["one"] == "unit"
    widget.says("weights")
    assert widget.done == []
    widget.now[0] += STALE_SECONDS
    widget.says("weights")
    assert widget.done == ["weights"]


def test_every_value_of_a_number_that_moves_is_known_to_have_been_there(widget: Widget) -> None:
    for value in (0.1, 0.2, 0.3):
        shown("one", value)
    widget.says(0.1)
    widget.says(0.2)
    widget.says(0.3)
    assert widget.done == []
    widget.says(0.25)
    assert widget.done == [0.25]


def test_a_widget_that_has_gone_wishes_nothing(widget: Widget) -> None:
    shown("one", 7)
    widget.now[0] += 60
    del st.session_state["one"]  # Streamlit forgets what is no longer drawn; the browser a moment later
    widget.says(7)
    assert widget.done == []


def test_a_value_that_was_dropped_to_be_set_anew_is_known(widget: Widget) -> None:
    shown("one", 7)
    del st.session_state["one"]
    shown("one", 1)
    widget.says(7)
    assert widget.done == []


@pytest.mark.parametrize("page", ["perceptron", "cnn", "recurrent"])
def test_a_page_drawn_again_tells_the_browser_every_setting_again(visit, page: str) -> None:
    """What the drawing before has told may never have arrived, and a widget without a value shows the lowest."""
    here = visit("en", page=page)
    here.at.run()
    settings = [node for node in here.at if (getattr(node, "key", None) or "").startswith((f"{page}/", "layers/"))]
    silent = [node.key for node in settings if hasattr(node.proto, "set_value") and not node.proto.set_value]
    assert len(settings) > 15
    assert silent == []


def _page() -> None:
    import streamlit as st

    from ui.shown import put

    put("width", 7)
    st.slider("Width", 1, 9, key="width")


@pytest.mark.parametrize(("heard", "told"), [(True, False), (False, True)])
def test_a_part_drawn_again_tells_what_the_browser_has_not_heard(monkeypatch, heard: bool, told: bool) -> None:
    at = AppTest.from_function(_page).run()
    assert at.slider("width").proto.set_value
    monkeypatch.setattr(module, "whole_page", lambda: False)
    if not heard:  # what was told got lost: the browser knows of no slider
        monkeypatch.setattr(at._tree, "get_widget_states", WidgetStates)
    at.run()
    assert at.slider("width").value == 7
    assert at.slider("width").proto.set_value == told
