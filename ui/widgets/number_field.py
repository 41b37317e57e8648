"""Draw a field for a number. If it is emptied, or its number is not allowed, the setting keeps its number.

The bounds are checked here and not in the browser, whose sentence about them is always English, and whose field for
whole numbers reads "1e6" as 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.fragments.server_value import on_user_change, show_value
from ui.text.i18n import _

Number = TypeVar("Number", int, float)
REFUSED, KEPT = (
    "refused_numbers",
    "kept_numbers",
)  # keys of the session state; each holds numbers by the key of the widget


class Refused(NamedTuple):
    """A number that a field does not accept, and the value of its setting at that time."""

    typed: float
    value: float


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
    """Draw a number field; `do` is called with the number that the user enters, if it is between the bounds.

    A number that is not allowed stays in the field, with a sentence below about the bounds. In the browser an emptied
    field takes its default, and a field without one takes its minimum. So the number of the setting is its default, and
    `do` must redraw the fragment that the field is in.

    Args:
        label: Title of the field.
        low: The smallest number allowed.
        high: The largest number allowed.
        key: Key of the widget.
        value: What the field shows, between the bounds.
        do: Called with the user's number.
        place: Where the field is drawn; the current container by default.
        words: Further arguments of `st.number_input`; `width` is that of the field with its sentence.
    """
    kind, allowed = type(low), _Allowed(low, high)
    refused = _refused(key, value, allowed)
    show_value(key, float(value) if refused is None else refused.typed)
    on_change = on_user_change(key, lambda typed: _on_entry(key, typed, value, allowed, lambda: do(kind(typed))))
    looks = {"step": float(words.pop("step", 1 if kind is int else 0.01)), "format": words.pop("format", "%g")}
    with (place or st).container(width=words.pop("width", "stretch"), gap="xxsmall"):
        st.number_input(label, value=float(value), key=key, on_change=on_change, **looks, **words)
        if refused is not None:
            st.markdown(f":small[:red[{allowed.sentence(value)}]]")


def kept_number(
    label: str,
    low: int,
    high: int,
    *,
    key: str,
    first: int = 1,
    then: Callable[[], None] | None = None,
    **words: Any,
) -> int:
    """Draw a field for a whole number that is kept as long as the field is drawn.

    Args:
        label: Title of the field.
        low: The smallest number allowed.
        high: The largest number allowed.
        key: Key of the widget.
        first: The number at the beginning.
        then: Called when the user has entered another number.
        words: Further arguments of `st.number_input`.

    Returns:
        The number, between the bounds.
    """

    def keep(number: int) -> None:
        st.session_state.setdefault(KEPT, {})[key] = number
        if then is not None:
            then()

    value = min(max(number_of(key, first), low), high)
    number_field(label, low, high, key=key, value=value, do=keep, **words)
    return value


def number_of(key: str, first: int = 1) -> int:
    """Return the number that `kept_number` keeps under this key; `first` before the user has entered one."""
    kept: dict[str, int] = st.session_state.setdefault(KEPT, {})
    if key not in st.session_state:
        kept.pop(key, None)  # the last page did not draw the field
    return kept.get(key, first)


class _Allowed(NamedTuple):
    """The numbers that a field accepts: whole ones if the bounds are."""

    low: float
    high: float

    def takes(self, typed: float) -> bool:
        """Return whether the field accepts a number."""
        return self.low <= typed <= self.high and (isinstance(self.low, float) or float(typed).is_integer())

    def sentence(self, value: float) -> str:
        """Return what the field accepts, and that its setting has kept `value`."""
        numbers = {"low": _format(self.low), "high": _format(self.high), "value": _format(value)}
        if isinstance(self.low, float):
            return _("Type a number from {low} to {high}. It is still {value}.", **numbers)
        return _("Type a whole number from {low} to {high}. It is still {value}.", **numbers)


def _on_entry(key: str, typed: float, value: float, allowed: _Allowed, do: Callable[[], None]) -> None:
    """Apply the user's number, or remember that the field does not accept it."""
    refused: dict[str, Refused] = st.session_state.setdefault(REFUSED, {})
    refused.pop(key, None)
    if not allowed.takes(typed):
        refused[key] = Refused(typed, value)
    elif typed != value:
        do()


def _refused(key: str, value: float, allowed: _Allowed) -> Refused | None:
    """Return the refused number that the field shows, as long as the setting has not changed since."""
    refused: dict[str, Refused] = st.session_state.setdefault(REFUSED, {})
    entry = refused.get(key)
    if entry is not None and (key not in st.session_state or entry.value != value or allowed.takes(entry.typed)):
        del refused[key]
        return None
    return entry


def _format(number: float) -> str:
    text = f"{int(number):,}" if float(number).is_integer() else f"{number:,.6g}"
    return text.replace("-", "−")
