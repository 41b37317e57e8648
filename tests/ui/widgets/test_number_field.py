"""Fields for numbers: what the browser falls back to when one is emptied is the number that it shows."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]
OWN = {"ui/widgets/number_field.py", "ui/panels/backpropagation/transport.py"}  # the second begins empty


def _fields() -> None:
    import streamlit as st

    from ui.widgets.number_field import kept_number, number_field

    held = st.session_state.setdefault("held", 7.5)
    number_field("Weight", -9.0, 9.0, key="one", value=held, do=lambda value: st.session_state.update(held=value))
    kept_number("Row", 1, st.session_state.setdefault("most", 9), key="row", first=4)


def test_default_follows_the_number_that_is_shown() -> None:
    at = AppTest.from_function(_fields).run()
    assert [field.proto.default for field in at.number_input] == [7.5, 4]
    at.number_input("one").set_value(-2.0)
    at.number_input("row").set_value(8).run()
    assert (at.session_state["held"], at.number_input("row").value) == (-2.0, 8)
    assert [field.proto.default for field in at.number_input] == [-2.0, 8]
    at.session_state["most"] = 5
    at.run()
    assert (at.number_input("row").value, at.number_input("row").proto.default) == (5, 5)


def test_every_number_is_typed_into_such_a_field() -> None:
    paths = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in paths if ".number_input(" in path.read_text("utf-8")}
    assert found == OWN
