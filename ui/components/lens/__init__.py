"""An image with a map laid over it, and if wanted a square that a user drags over it."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from ui.components.library import mount


class Place(TypedDict):
    """Where the square's upper left corner lies, in pixels of the image."""

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
    """Draw the image; return the place of the square whose choice caused this run, or None.

    image, heat: stacks of one, of the same size; signed heat diverges around zero. strength: of its colour. square:
    row and column of the upper left corner of a square with this `edge`.
    words: `alt`, `hint`, `heat`, what the map shows, `row`, `column`.
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
