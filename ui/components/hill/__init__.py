"""A surface of heights in perspective, which can be rotated, with a path over it and a ball at its end."""

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
    """Draw a surface with a path.

    Args:
        key: Key of the widget.
        surface: What `heights` of `ui.components.plane` returned; None for no surface.
        x: Range of the first axis.
        y: Range of the second axis.
        names: Names of the two axes.
        path: `x` and `y`, as in `plane`.
        words: Labels `alt`, `hint`, and `title`, the name of its file.
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
