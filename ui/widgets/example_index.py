"""Draw a choice of an example by its index."""

from __future__ import annotations

from collections.abc import Callable
from random import randrange

import streamlit as st

from ui.text.i18n import _
from ui.widgets.number_field import number_field


def example_index(key: str, index: int, most: int, take: Callable[[int], None]) -> None:
    """Draw a choice among `most` examples, with `index` selected; `take` is called with the index of another one."""
    index = min(index, most - 1)
    moves: tuple[tuple[str, str, str, int | None], ...] = (
        ("before", "chevron_left", _("The one before"), (index - 1) % most),
        ("next", "chevron_right", _("The next one"), (index + 1) % most),
        ("random", "casino", _("Any one"), None),
    )
    number_field(
        _("Number"), 1, most, key=f"{key}/number", value=index + 1, do=lambda number: take(number - 1), width=140
    )
    for name, icon, words, to in moves:
        st.button(
            "",
            key=f"{key}/{name}",
            icon=f":material/{icon}:",
            help=words,
            on_click=lambda to=to: take(randrange(most) if to is None else to),
        )
