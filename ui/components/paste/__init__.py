"""Texts that are pasted into a text box and are too long for it: told as far as they can be used, with their length."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ui.components.library import mount


def long_pastes(key: str, box: str, room: int, most: int, on_text: Callable[[], None]) -> None:
    """Mount what hears of pastes. box: the class of the text box's key; room: how long a text it takes itself."""
    mount("paste", key, {"box": box, "room": room, "most": most}, on_text_change=on_text)


def pasted(said: Any, most: int) -> tuple[str, int] | None:
    """The text that a browser told, and how long it was as a whole; None where it is none."""
    text, count = (said.get("text"), said.get("count")) if isinstance(said, Mapping) else (None, None)
    if not isinstance(text, str) or type(count) is not int:
        return None
    return text[:most], max(len(text), min(count, 10**12))
