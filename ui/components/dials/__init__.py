"""Sliders for a few numbers of a net, which can be dragged while frames go on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from ui.components.library import mount


class Turn(TypedDict):
    """A number that a user has changed.

    Attributes:
        index: Which number.
        value: Its value.
        on: Whether this continues the change before.
    """

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
    """Draw a slider and a number field for each of the `dials`.

    Unlike Streamlit's sliders, these report only what a user does, while it is being done.

    Args:
        key: Key of the widget.
        dials: For each number `name`, `title`, `value`, and `reach`, the end of its range on either side.
        off: Whether nothing can be changed.
        undoable: Whether there is a change to undo.
        words: Labels `alt`, `hint`, `undo`.
        on_turn: Called when a number has changed: a `Turn` as `turn` of the widget's state.
        on_undo: Called when the user presses undo.
    """
    rows = [{**dial, "value": float(f"{float(dial['value']):.6g}"), "reach": float(dial["reach"])} for dial in dials]
    data = {"dials": rows, "off": off, "undoable": undoable, "words": dict(words)}
    mount("dials", key, data, on_turn_change=on_turn, on_undo_change=on_undo)
