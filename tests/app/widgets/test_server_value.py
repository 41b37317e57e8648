"""What the app puts into a widget is not taken for a user's wish, however late the browser learns of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from ui.fragments import server_value as module
from ui.fragments.server_value import note_received, on_user_change, show_value


class Widget:
    """A widget of a page: `sends` is a request with its value, and `done` what that led to."""

    def __init__(self, sent: dict[str, Any]) -> None:
        self.sent = sent
        self.done: list[Any] = []
        self.changed: Callable[[], None] = on_user_change("one", self.done.append)

    def sends(self, value: Any) -> None:
        self.sent["one"], before = value, st.session_state.get("one")
        st.session_state["one"] = value
        if value != before:  # as Streamlit calls it
            self.changed()

    def keeps(self, value: Any) -> None:
        """A request for something else, with the value that the browser has by now."""
        self.sent["one"] = st.session_state["one"] = value
        note_received()


@pytest.fixture
def widget(monkeypatch) -> Widget:
    sent: dict[str, Any] = {}
    monkeypatch.setattr(module, "_received_value", lambda key: sent.get(key, module.SILENT))
    monkeypatch.setattr(st, "session_state", {})
    return Widget(sent)


def test_user_choice_is_applied(widget: Widget) -> None:
    show_value("one", 1)
    widget.sends(2)
    show_value("one", 2)
    widget.sends(1)  # and back at once
    assert widget.done == [2, 1]


def test_old_value_is_ignored_until_the_browser_has_sent_the_new_one(widget: Widget) -> None:
    show_value("one", "weights")
    show_value("one", "unit")  # by a click elsewhere
    assert st.session_state["one"] == "unit"
    for _request in range(3):  # however slow the browser is
        widget.sends("weights")
        show_value("one", "unit")
    assert (widget.done, st.session_state["one"]) == ([], "unit")
    widget.keeps("unit")
    widget.sends("weights")
    assert widget.done == ["weights"]


def test_user_choice_stays_if_the_value_of_the_app_arrives_late(widget: Widget) -> None:
    show_value("one", 1)
    show_value("one", 2)
    widget.sends(5)  # a user, before the browser had 2
    show_value("one", 5)
    widget.sends(2)
    assert widget.done == [5]
    show_value("one", 5)
    widget.keeps(5)
    widget.sends(2)
    assert widget.done == [5, 2]


def test_every_earlier_value_of_a_changing_number_is_known(widget: Widget) -> None:
    for value in (0.1, 0.2, 0.3, 0.4):
        show_value("one", value)
    widget.sends(0.1)
    widget.sends(0.2)
    widget.sends(0.3)
    assert widget.done == []
    widget.sends(0.25)
    assert widget.done == [0.25]


def test_label_of_a_removed_option_is_not_a_number(widget: Widget) -> None:
    show_value("one", 3)
    widget.sends("petal length")  # a select box sends labels, and this one was of another table
    assert widget.done == []


def test_callback_of_removed_widget_is_ignored(widget: Widget) -> None:
    show_value("one", 7)
    del st.session_state["one"]  # Streamlit forgets what is no longer drawn; the browser a moment later
    widget.sends(7)
    assert widget.done == []


def test_removed_value_is_known_when_it_is_set_again(widget: Widget) -> None:
    show_value("one", 7)
    del st.session_state["one"]
    show_value("one", 1)
    widget.sends(7)
    assert widget.done == []


@pytest.mark.parametrize("page", ["perceptron", "cnn", "recurrent"])
def test_redrawn_page_sends_every_setting_again(visit, page: str) -> None:
    """What the drawing before has told may never have arrived, and a widget without a value shows the lowest."""
    here = visit("en", page=page)
    here.at.run()
    settings = [node for node in here.at if (getattr(node, "key", None) or "").startswith((f"{page}/", "layers/"))]
    silent = [node.key for node in settings if hasattr(node.proto, "set_value") and not node.proto.set_value]
    assert len(settings) > 15
    assert silent == []


def _page() -> None:
    import streamlit as st

    from ui.fragments.server_value import put_value

    put_value("width", 7)
    st.slider("Width", 1, 9, key="width")


@pytest.mark.parametrize(("heard", "told"), [(True, False), (False, True)])
def test_redrawn_fragment_sends_values_that_the_browser_lacks(monkeypatch, heard: bool, told: bool) -> None:
    at = AppTest.from_function(_page).run()
    assert at.slider("width").proto.set_value
    monkeypatch.setattr(module, "is_whole_page", lambda: False)
    if not heard:  # what was told got lost: the browser knows of no slider
        monkeypatch.setattr(at._tree, "get_widget_states", WidgetStates)
    at.run()
    assert at.slider("width").value == 7
    assert at.slider("width").proto.set_value == told


def _slider_page() -> None:
    import streamlit as st

    from ui.fragments.server_value import on_user_change, show_value

    rate = st.session_state.setdefault("rate", 0.005)
    show_value("slid", rate)
    options = sorted({rate, 0.00001, 0.01, 0.03})
    turn = on_user_change("slid", lambda value: st.session_state.update(rate=value))
    st.select_slider("Rate", options, value=rate, key="slid", on_change=turn)


def test_value_of_a_removed_option_does_not_become_the_lowest() -> None:
    at = AppTest.from_function(_slider_page).run()
    at.session_state["rate"] = 0.01  # by a link
    at.run()
    at.select_slider("slid").set_value(0.005).run()  # a slow browser sends it again
    assert (at.select_slider("slid").value, at.session_state["rate"]) == (0.01, 0.01)


@pytest.mark.parametrize("page", ["perceptron", "cnn", "recurrent", "bert"])
def test_every_setting_has_its_value_as_its_default(visit, page: str) -> None:
    """A browser that has no value of a widget shows and sends the default, and so does an emptied field."""
    here = visit("en", page=page)
    kinds = ("slider", "select_slider", "number_input", "selectbox", "checkbox", "toggle", "text_input")
    nodes = [node for kind in kinds for node in here.at.get(kind)]
    settings = [node for node in nodes if (node.key or "").startswith((f"{page}/", "layers/", "net."))]
    assert len(settings) > 15
    assert {node.key: _default(node) for node in settings if _default(node) != _value(node)} == {}


def _default(node: Any) -> Any:
    default = node.proto.default
    if node.type == "select_slider":
        return node.proto.options[int(default[0])]
    if node.type == "selectbox":
        return node.proto.options[default]
    return default[0] if node.type == "slider" else default


def _value(node: Any) -> Any:
    return node.format_func(node.value) if node.type in ("select_slider", "selectbox") else node.value
