"""Mount an invisible element that requests the next frame some time after the last one has arrived."""

from collections.abc import Callable

import streamlit as st

from ui.components.library import mount
from ui.fragments.server_value import note_received


def ticker(
    key: str,
    milliseconds: int,
    active: bool,
    on_tick: Callable[[], None] | None = None,
    *,
    frame: int | None = None,
    hidden_too: bool = False,
) -> int | None:
    """Rerun the surrounding fragment some time after the browser has got this frame, as long as it is active.

    A closed loop: one request at a time, so a slow server or browser gives fewer frames and never a queue.

    Args:
        key: Key of the element.
        milliseconds: Time between the arrival of this frame and the request for the next one.
        active: Whether another frame is requested at all.
        on_tick: Called before the fragment is drawn again.
        frame: Number of this frame, which differs from that of the last one; by default the frames are counted.
        hidden_too: Whether a hidden browser tab requests frames as well.

    Returns:
        The frame that requested this run; None if something else did.
    """
    if frame is None:
        count = f"{key}/frame"
        frame = st.session_state[count] = st.session_state.get(count, 0) + 1
    data = {"frame": int(frame), "milliseconds": int(milliseconds), "active": bool(active), "hidden_too": hidden_too}

    def on_tick_change() -> None:
        note_received()
        if on_tick is not None:
            on_tick()

    return mount("ticker", key, data, on_tick_change=on_tick_change).tick
