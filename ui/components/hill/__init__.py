"""A surface of heights seen from the side, which can be turned, with a way over it and a ball at its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from ui.components.library import mount
from ui.components.plane import pack_path, pack_surface


def hill(
    key: str,
    *,
    surface: Mapping[str, Any] | None,
    x: tuple[float, float],
    y: tuple[float, float],
    names: Sequence[str],
    path: Mapping[str, Any],
    words: Mapping[str, str],
) -> None:
    """Draw what `heights` of `ui.components.plane` made of values, with a path as the plane draws it.

    x, y: the extent, low and high. names: of the two axes. words: `alt`, `title`, what its file is called, `hint`.
    """
    data = {
        "surface": pack_surface(surface) if surface else None,
        "places": pack_path(path)["places"],
        "x": list(x),
        "y": list(y),
        "names": list(names),
        "words": dict(words),
    }
    mount("hill", key, data)
