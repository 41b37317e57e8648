"""Draw the choice of where the selected example comes from: a part of the data, or the user's own input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from ui.fragments.server_value import on_user_change, show_value
from ui.text.i18n import N_, _

SOURCES = {"test": N_("Test part"), "train": N_("Training part"), "own": N_("My own")}
EXAMPLE_ARGUMENTS = ("part", "index", "text")  # of a probe that is about an example


def replace_example(arguments: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """Return a probe's arguments with this example, if the probe is about an example."""
    if "part" not in arguments:
        return arguments
    return {name: value for name, value in arguments.items() if name not in EXAMPLE_ARGUMENTS} | example


def draw_sources(
    key: str, label: str, source: str, take: Callable[[str], None], sources: Iterable[str] = SOURCES
) -> None:
    """Draw a choice among `sources`; `take` is called with the one that the user chooses."""
    show_value(f"{key}/source", source)
    st.segmented_control(
        label,
        list(sources),
        format_func=lambda name: _(SOURCES[name]),
        key=f"{key}/source",
        required=True,
        on_change=on_user_change(f"{key}/source", take),
    )


def draw_own_text(
    key: str, text: str, most: int, write: Callable[[str], None], label: str = "", hint: str = ""
) -> None:
    """Draw a text input of at most `most` characters; `write` is called with the text that the user enters."""
    show_value(key, text)
    st.text_input(
        label or _("Your own"),
        key=key,
        max_chars=most,
        width="stretch",
        placeholder=hint or _("Write, and press Enter"),
        on_change=on_user_change(key, write),
    )
