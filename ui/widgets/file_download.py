"""Send the browser a file that was made when the user clicked, with the next drawing."""

from __future__ import annotations

import uuid
from time import monotonic

import streamlit as st

from ui.components.library import encode, mount

SECONDS = 10.0  # that the file is offered: a fragment may be drawn twice, and the first drawing may never arrive


def offer_download(key: str, name: str, content: bytes) -> None:
    """Have the browser save a file, with the next drawing of `draw_download`."""
    packed = {"name": name, "number": uuid.uuid4().hex, "content": encode(content)}
    st.session_state[f"{key}/packed"] = (packed, monotonic() + SECONDS)


def draw_download(key: str) -> None:
    """Mount the element that receives the offered file; the browser saves each file once."""
    packed, until = st.session_state.get(f"{key}/packed", (None, 0.0))
    if monotonic() < until:
        mount("download", key, packed)
    else:
        st.session_state.pop(f"{key}/packed", None)
