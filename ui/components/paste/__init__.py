"""Report texts pasted into a text box that are too long for it, cut to a limit, with their full length."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ui.components.library import mount


def long_pastes(key: str, box: str, room: int, most: int, on_text: Callable[[], None]) -> None:
    """Mount the listener for pastes into a text box.

    Args:
        key: Key of the widget.
        box: CSS class of the text box's key.
        room: Characters that the box takes itself.
        most: Characters that are reported at most.
        on_text: Called when a longer text was pasted; `pasted` reads it.
    """
    mount("paste", key, {"box": box, "room": room, "most": most}, on_text_change=on_text)


def pasted(report: Any, most: int) -> tuple[str, int] | None:
    """Return the pasted text and its full length; None if the report is invalid."""
    text, count = (report.get("text"), report.get("count")) if isinstance(report, Mapping) else (None, None)
    if not isinstance(text, str) or type(count) is not int:
        return None
    return text[:most], max(len(text), min(count, 10**12))
