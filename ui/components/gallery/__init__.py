"""Small images with a caption each, which can be selected."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from ui.components.library import mount


class Pick(TypedDict):
    """The image a user selected, from 0."""

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
    """Draw images; return the selection that caused this run, or None.

    Args:
        key: Key of the widget.
        stack: The images, packed by `pictures`, or the name under which they were stocked.
        captions: A caption for each image.
        words: Labels `alt`, `row`, `column`.
        width: Width of an image in CSS pixels.
        chosen: The image to outline.
        on_pick: Called when an image is selected; then images are buttons.
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
