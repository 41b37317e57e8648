"""The layers of a net that reads images: the image, the feature maps of every block, and the scores of the classes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from ui.components.library import mount

SHOWN = 12  # maps of a block that are drawn


class Focus(TypedDict):
    """The map a user selected: its block and its channel, both from 0."""

    block: int
    channel: int


def maps(
    key: str,
    *,
    image: Mapping[str, Any] | None,
    blocks: Sequence[Mapping[str, Any]],
    head: Mapping[str, Any] | None,
    words: Mapping[str, str],
    focused: tuple[int, int] | None = None,
    off: Sequence[tuple[int, int]] = (),
    on_focus: Callable[[], None] | None = None,
) -> Focus | None:
    """Draw the layers; return the map whose selection caused this run, or None.

    Args:
        key: Key of the widget.
        image: `title`, `note`, and `stack`, packed by `pictures` or the name under which it was stocked; or None.
        blocks: For each column `title`, `note` ("12 of 32 shown"), `stack` of its maps, `block`, its number,
            `channels`, the number of each map, and `width` of a map in CSS pixels. One block may have several columns:
            its maps before and after pooling. `captions`, a text for each map, replaces the number in the enlarged map.
        head: `title`, `note`, `names`, `values` (0 to 1), `truth`, the index of the true class or None, and `true`, its
            label; or None.
        words: Labels `alt`, `map`, `row`, `column`.
        focused: Block and channel to outline.
        off: Maps that are switched off.
        on_focus: Called when a map is selected.
    """
    data = {
        "input": dict(image) if image else None,
        "blocks": [dict(block) for block in blocks],
        "head": dict(head) if head else None,
        "focused": list(focused) if focused else None,
        "off": [list(each) for each in off],
        "words": dict(words),
    }
    return mount("maps", key, data, on_focus_change=on_focus or (lambda: None)).focus
