"""Small images with a line under each, of which one can be chosen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from ui.components.library import mount


class Pick(TypedDict):
    """The image a user chose, counted from 0."""

    index: int


def gallery(
    key: str,
    *,
    stack: Mapping[str, Any] | str,
    captions: Sequence[str],
    words: Mapping[str, str],
    width: int = 64,
    chosen: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> Pick | None:
    """Draw the images of a stack, or of the name it was stocked under; return the choice that caused this run, or None.

    captions: one an image. width: of an image in CSS pixels. chosen: the one to outline; with `on_pick` they are
    buttons. words: `alt`, `row`, `column`.
    """
    data = {
        "stack": stack if isinstance(stack, str) else dict(stack),
        "captions": list(captions),
        "width": width,
        "chosen": chosen,
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    return mount("gallery", key, data, on_pick_change=on_pick or (lambda: None)).pick
