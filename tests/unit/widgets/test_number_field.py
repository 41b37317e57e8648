"""Fields for numbers: what the browser falls back to when one is emptied is the number that it shows."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.support.paths import ROOT

OWN = {"ui/widgets/number_field.py", "ui/panels/backpropagation/transport.py"}  # the second begins empty


def _fields() -> None:
    import streamlit as st

    from ui.widgets.number_field import kept_number, number_field

    held = st.session_state.setdefault("held", 7.5)
    number_field("Weight", -9.0, 9.0, key="one", value=held, do=lambda value: st.session_state.update(held=value))
    most = st.session_state.setdefault("most", 9)
    st.session_state["chosen"] = kept_number("Row", 1, most, key="row", first=4)


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


def test_number_out_of_bounds_stays_in_its_field_with_a_sentence() -> None:
    at = AppTest.from_function(_fields).run()
    at.number_input("one").set_value(12.0)
    at.number_input("row").set_value(-5).run()
    assert (at.session_state["held"], at.session_state["chosen"]) == (7.5, 4)
    assert [field.value for field in at.number_input] == [12.0, -5]
    assert [field.proto.default for field in at.number_input] == [7.5, 4]
    assert [text.value for text in at.markdown] == [
        ":small[:red[Type a number from −9 to 9. It is still 7.5.]]",
        ":small[:red[Type a whole number from 1 to 9. It is still 4.]]",
    ]
    at.number_input("one").set_value(7.5)
    at.number_input("row").set_value(5).run()
    assert (at.session_state["held"], at.session_state["chosen"], len(at.markdown)) == (7.5, 5, 0)


def test_field_for_whole_numbers_refuses_a_fraction_and_takes_powers_of_ten() -> None:
    at = AppTest.from_function(_fields)
    at.session_state["most"] = 10_000_000
    at.run()
    at.number_input("row").set_value(2.5).run()
    assert at.markdown[0].value == ":small[:red[Type a whole number from 1 to 10,000,000. It is still 4.]]"
    row = at.number_input("row").proto
    assert row.data_type == row.FLOAT  # the browser reads "1e6" as 1 for a field of the other kind
    at.number_input("row").set_value(1e6).run()
    assert (at.session_state["chosen"], len(at.markdown)) == (1_000_000, 0)


def test_refused_number_goes_when_its_setting_changes() -> None:
    at = AppTest.from_function(_fields).run()
    at.number_input("one").set_value(12.0).run()
    at.session_state["held"] = 3.0
    at.run()
    assert (at.number_input("one").value, len(at.markdown)) == (3.0, 0)


def test_every_number_is_typed_into_such_a_field() -> None:
    paths = [*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in paths if ".number_input(" in path.read_text("utf-8")}
    assert found == OWN
