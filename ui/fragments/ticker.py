"""Mount an invisible element that requests the next frame some time after the last one has arrived."""

from collections.abc import Callable

from ui.components.library import mount
from ui.fragments.server_value import note_received


def ticker(
    key: str,
    frame: int,
    milliseconds: int,
    active: bool,
    on_tick: Callable[[], None] | None = None,
    hidden_too: bool = False,
) -> int | None:
    """Rerun the surrounding fragment `milliseconds` after the browser has got `frame`, while `active`.

    A closed loop: one request at a time, so a slow server or browser gives fewer frames and never a queue. `frame`
    must differ from run to run. A hidden tab asks for nothing unless `hidden_too`. Returns the frame that asked for
    this run, or None when something else did.
    """
    data = {"frame": int(frame), "milliseconds": int(milliseconds), "active": bool(active), "hidden_too": hidden_too}

    def ticked() -> None:
        note_received()
        if on_tick is not None:
            on_tick()

    return mount("ticker", key, data, on_tick_change=ticked).tick
