"""Drawing fragments anew from the callback of a widget."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException


def redraw(*fragments: str) -> None:
    """Draw these fragments anew. A page that was just left may ask too: the new one is drawn as a whole."""
    with suppress(StreamlitAPIException):
        st.rerun(list(fragments))
