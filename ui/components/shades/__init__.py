"""A row of tokens, each shaded by how much it counts; one of them can be chosen."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from ui.components.library import mount


class Step(TypedDict):
    """The symbol a user chose, counted from 0."""

    index: int


def shades(
    key: str,
    *,
    tokens: Sequence[str],
    shares: Sequence[float],
    words: Mapping[str, str],
    chosen: int | None = None,
    on_pick: Callable[[], None] | None = None,
) -> Step | None:
    """Draw the tokens; return the choice that caused this run, or None.

    shares: 0 to 1 for each symbol, told in percent as well. chosen: the one to outline; with `on_pick` a click or the
    arrow keys choose another. words: `alt`, `step`, `share`, what the number is, `hint`.
    """
    data = {
        "tokens": list(tokens),
        "shares": [round(float(share), 4) for share in shares],
        "chosen": chosen,
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    return mount("shades", key, data, on_pick_change=on_pick or (lambda: None)).pick
