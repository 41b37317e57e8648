"""Select boxes hand on options alone, whatever a browser says that has not yet seen the new list."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.paths import ROOT
from ui.widgets.selectbox import distinct

UI = ROOT / "ui"


def columns() -> None:
    """A page with a select box of the columns of a table, kept by their numbers."""
    import streamlit as st

    from ui.widgets.selectbox import multiselect, selectbox

    names = st.session_state.setdefault("names", ["petal", "sepal", "petal"])
    heard = st.session_state.setdefault("heard", [])
    selectbox(
        "Across",
        range(len(names)),
        format_func=names.__getitem__,
        key="across",
        on_change=lambda: heard.append(st.session_state["across"]),
    )
    multiselect("Frozen", names[:2], key="frozen", on_change=lambda: heard.append(st.session_state["frozen"]))


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_function(columns).run()


def test_a_selectbox_keeps_numbers_and_tells_equal_names_apart(page: AppTest) -> None:
    assert page.selectbox(key="across").options == ["petal", "sepal", "petal (2)"]
    page.selectbox(key="across").set_value("petal (2)").run()
    assert page.session_state["heard"] == [2]


def test_a_label_of_an_earlier_list_is_not_taken_for_a_choice(page: AppTest) -> None:
    page.selectbox(key="across").select_index(1).run()
    page.multiselect(key="frozen").set_value(["sepal"]).run()
    heard = list(page.session_state["heard"])
    assert heard == [1, ["sepal"]]
    page.session_state["names"] = ["alcohol", "ash"]
    page.run()
    for late in (page.selectbox(key="across"), page.multiselect(key="frozen")):
        late.options.append("sepal")  # as the browser still has it
    page.selectbox(key="across").set_value("sepal")
    page.multiselect(key="frozen").set_value(["sepal"])
    page.run()
    assert not page.exception
    assert page.session_state["heard"] == heard
    assert page.session_state["across"] in (0, 1)
    assert page.session_state["frozen"] == []


def test_distinct_numbers_names_that_were_there_before() -> None:
    assert distinct(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


def test_no_page_uses_a_bare_selectbox() -> None:
    own = UI / "widgets" / "selectbox.py"
    bare = re.compile(r"\.selectbox\(")  # of st, or of a column
    found = [path.name for path in sorted(UI.rglob("*.py")) if path != own and bare.search(path.read_text("utf-8"))]
    assert not found, "use ui.widgets.selectbox, which never hands on what is no option"
