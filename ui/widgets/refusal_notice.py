"""The notice in place of an answer, where the net cannot read what a user enters."""

from __future__ import annotations

import streamlit as st

from ui.text.i18n import _


def draw_refusal() -> None:
    """Draw a notice in place of the answer to input that the net cannot read."""
    st.info(_("There is no answer to show until the net can read what you enter."), icon=":material/edit:")
