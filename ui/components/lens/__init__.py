"""An image with a map over it, and optionally a square to drag over it."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from ui.components.library import mount


class Place(TypedDict):
    """Position of the square's upper left corner, in pixels of the image."""

    row: int
    column: int


def lens(
    key: str,
    *,
    image: Mapping[str, Any],
    words: Mapping[str, str],
    heat: Mapping[str, Any] | None = None,
    strength: float = 0.85,
    square: tuple[int, int] | None = None,
    edge: int = 0,
    on_square: Callable[[], None] | None = None,
) -> Place | None:
    """Draw the image; return the square whose choice caused this run, or None.

    Args:
        key: Key of the widget.
        image: A stack of one image.
        words: Labels `alt`, `hint`, `row`, `column`, and `heat`, what the map shows.
        heat: A stack of one map of the same size; signed values diverge around zero.
        strength: Opacity of the map, 0 to 1.
        square: Row and column of the square's upper left corner.
        edge: Edge of the square.
        on_square: Called when the square has moved.
    """
    data = {
        "image": dict(image),
        "heat": dict(heat) if heat else None,
        "strength": strength,
        "square": {"row": square[0], "column": square[1]} if square else None,
        "edge": edge,
        "words": dict(words),
    }
    return mount("lens", key, data, on_square_change=on_square or (lambda: None)).square
