"""Select boxes and multiselects that never hand on anything but one of their options.

Streamlit tells the browser labels and hears labels. A label of an earlier list (another table's columns, another
language) comes back as a plain string, as if a user had typed it; two options with the same label are one to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


def selectbox(
    label: str,
    options: Sequence[T],
    *,
    key: str,
    format_func: Callable[[Any], Any] = str,
    on_change: Callable[..., Any] | None = None,
    args: Sequence[Any] = (),
    **look: Any,
) -> T | None:
    """Draw a select box; `on_change` is only called when one of the options was chosen.

    Args:
        label: What the box is called.
        options: What there is to choose from; a value under `key` that is not an option is replaced by the first one.
        key: The box's key in the session's state. The value under it is the default of the box, too.
        format_func: What an option is called. Equal names are numbered.
        on_change: Called with `args` when the user has chosen another option.
        args: Arguments of `on_change`.
        look: Further arguments of `st.selectbox`.

    Returns:
        The chosen option; None without options.
    """
    options = list(options)
    names = dict(zip(options, distinct([str(format_func(option)) for option in options]), strict=True))
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]
    default = options.index(st.session_state[key]) if key in st.session_state else 0
    changed = _if_options(key, lambda value: value in options, on_change, args)
    chosen: T | None = st.selectbox(
        label, options, default, key=key, format_func=names.__getitem__, on_change=changed, **look
    )
    return chosen


def multiselect(
    label: str, options: Sequence[T], *, key: str, on_change: Callable[..., Any] | None = None, **look: Any
) -> list[T]:
    """Draw a multiselect; `on_change` is only called when all that is chosen are options.

    Args:
        label: Title of the box.
        options: What there is to choose from; anything else under `key` is left out.
        key: Key of the box in the session state.
        on_change: Called without arguments when the user has chosen.
        look: Further arguments of `st.multiselect`.

    Returns:
        The chosen options.
    """
    options = list(options)
    chosen = st.session_state.get(key)
    if chosen is not None and not set(chosen) <= set(options):
        st.session_state[key] = [each for each in chosen if each in options]
    changed = _if_options(key, lambda values: set(values) <= set(options), on_change, ())
    return list(st.multiselect(label, options, key=key, on_change=changed, **look))


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, with a number after each that is in the list already."""
    counts: Counter[str] = Counter()
    unique_names = []
    for name in names:
        counts[name] += 1
        unique_names.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return unique_names


def _if_options(
    key: str, fits: Callable[[Any], bool], on_change: Callable[..., Any] | None, args: Sequence[Any]
) -> Callable[[], None] | None:
    """Return a callback that ignores values that are not options."""
    if on_change is None:
        return None

    def changed() -> None:
        if key in st.session_state and fits(st.session_state[key]):
            on_change(*args)

    return changed
