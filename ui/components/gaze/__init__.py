"""A strip with the words below it, and where a net looks at each word; the look at one word can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


def gaze(
    key: str,
    *,
    image: Mapping[str, Any],
    output: Sequence[str],
    probabilities: Sequence[float],
    weights: np.ndarray | None,
    cell: int,
    chosen: int,
    words: Mapping[str, str],
    right: Sequence[bool] | None = None,
    on_pick: Callable[[], None] | None = None,
    on_place: Callable[[], None] | None = None,
) -> None:
    """Draw the strip, a stack of one; `weights` (T, h, w) are laid over it, each place `cell` pixels wide and high.

    output (T): the words, `probabilities` how sure each is, `right` which are so, None where nobody knows. chosen: the
    word in focus. With `on_place` a place of the strip can be clicked. words: `alt`, `hint`, `play`, `pause`, `look`
    with {word}, {chance}, {row}, {column}, {weight}, `blind` with {word}, {chance}, `place` with {row}, {column},
    {weight}, `right`, `wrong`, `row`, `column`.
    """
    shown = np.zeros((0, 1, 1), np.float32) if weights is None else np.nan_to_num(np.asarray(weights, np.float32))
    data = {
        "image": dict(image),
        "output": list(output),
        "probabilities": [float(each) if np.isfinite(each) else 0.0 for each in probabilities],
        "weights": floats(shown) if shown.size else "",
        "rows": shown.shape[1],
        "columns": shown.shape[2],
        "cell": cell,
        "right": None if right is None else [bool(each) for each in right],
        "chosen": chosen,
        "movable": on_place is not None,
        "words": dict(words),
    }
    callbacks = {"on_pick_change": on_pick or (lambda: None), "on_place_change": on_place or (lambda: None)}
    mount("gaze", key, data, **callbacks)


def parse_pick(said: Any) -> int | None:
    """Return the word that the browser says was chosen; None if it is not the number of one."""
    at = said.get("at") if isinstance(said, Mapping) else None
    return at if type(at) is int and 0 <= at < 100 else None


def parse_place(said: Any) -> tuple[int, int, int] | None:
    """Return the word, row and column that the browser says were clicked; None if they are none."""
    if not isinstance(said, Mapping):
        return None
    found = [said.get(name) for name in ("at", "row", "column")]
    numbers = [each for each in found if type(each) is int and 0 <= each < 1000]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None
