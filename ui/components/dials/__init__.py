"""Sliders for a few numbers of a net, dragged while frames go on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from ui.components.library import mount


class Turn(TypedDict):
    """A number that a user has changed: which, its value, and whether it goes on with the change before."""

    index: int
    value: float
    on: bool


def dials(
    key: str,
    *,
    dials: Sequence[Mapping[str, Any]],
    off: bool,
    undoable: bool,
    words: Mapping[str, str],
    on_turn: Callable[[], None],
    on_undo: Callable[[], None],
) -> None:
    """Draw a slider and a box for each of the `dials`: `name`, `title`, `value`, and `reach`, where it ends both ways.

    Unlike Streamlit's own sliders, these report nothing but what a user does, while it is being done: `on_turn` finds
    a `Turn` as `turn`. off: nothing can be changed. undoable: whether there is something to take back, by `on_undo`.
    words: `alt`, `hint`, `undo`.
    """
    rows = [{**dial, "value": float(f"{float(dial['value']):.6g}"), "reach": float(dial["reach"])} for dial in dials]
    data = {"dials": rows, "off": off, "undoable": undoable, "words": dict(words)}
    mount("dials", key, data, on_turn_change=on_turn, on_undo_change=on_undo)
