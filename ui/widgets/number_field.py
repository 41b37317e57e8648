"""A field for a number: emptied, or given what is not a number, it keeps the number it had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.widgets.server_value import by_person, shown

Number = TypeVar("Number", int, float)


def number_field(
    label: str,
    low: Number,
    high: Number,
    *,
    key: str,
    value: Number,
    do: Callable[[Number], None],
    place: DeltaGenerator | None = None,
    **words: Any,
) -> None:
    """A field that shows `value`; `do` is called with the number that a person enters.

    In the browser an emptied field takes its default, and a field without one takes its minimum. So the number it shows
    is its default, and `do` must have the field drawn again: the fragment that it stands in.

    Args:
        label: the title of the field.
        low: the smallest number allowed.
        high: the largest number allowed.
        key: of the widget.
        value: what the field shows, between the bounds.
        do: what a person's number leads to.
        place: where the field is drawn; the current container by default.
        words: further arguments of `st.number_input`.
    """
    shown(key, value)
    on_change = by_person(key, do)
    (place or st).number_input(label, low, high, value=value, key=key, on_change=on_change, **words)


def kept_number(label: str, low: int, high: int, *, key: str, first: int = 1, **words: Any) -> int:
    """A field for a whole number that the widget itself remembers; `first` at the beginning.

    Args:
        label: the title of the field.
        low: the smallest number allowed.
        high: the largest number allowed.
        key: of the widget.
        first: the number at the beginning.
        words: further arguments of `st.number_input`.

    Returns:
        The number, between the bounds.
    """
    value = min(max(int(st.session_state.get(key, first)), low), high)
    if st.session_state.get(key, value) != value:
        st.session_state[key] = value
    return int(st.number_input(label, low, high, value=value, key=key, **words))
