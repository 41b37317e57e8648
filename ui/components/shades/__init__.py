"""A row of tokens, each shaded by its share; one of them can be selected."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from ui.components.library import mount


class Step(TypedDict):
    """The token a user selected, from 0."""

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
    """Draw the tokens; return the selection that caused this run, or None.

    Args:
        key: Key of the widget.
        tokens: The tokens.
        shares: A share, 0 to 1, for each token, also shown in percent.
        words: Labels `alt`, `step`, `hint`, and `share`, what the number is.
        chosen: The token to outline.
        on_pick: Called when a token is selected by a click or the arrow keys.
    """
    data = {
        "tokens": list(tokens),
        "shares": [round(float(share), 4) for share in shares],
        "chosen": chosen,
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    return mount("shades", key, data, on_pick_change=on_pick or (lambda: None)).pick
