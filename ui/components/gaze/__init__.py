"""An image with the words of its caption below, and the attention of each word, which can be moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import mount, parse_index
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
    """Draw the image, the words, and the attention of the selected word.

    Args:
        key: Key of the widget.
        image: A stack of one image.
        output: The words (T).
        probabilities: Probability of each word (T).
        weights: Attention (T, h, w); None for a net without attention.
        cell: Pixels along an edge of a position.
        chosen: The selected word.
        words: Labels `alt`, `hint`, `play`, `pause`, `right`, `wrong`, `row`, `column`; `look` with {word}, {chance},
            {row}, {column}, {weight}; `blind` with {word}, {chance}; `place` with {row}, {column}, {weight}.
        right: Which words are correct (T); None if nobody knows.
        on_pick: Called when a word is selected; `parse_pick` reads which.
        on_place: Called when a position of the image is clicked; `parse_place` reads which.
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


def parse_pick(report: Any) -> int | None:
    """Return the word that the browser reports as selected; None if the report is invalid."""
    return parse_index(report, "at", 100)


def parse_place(report: Any) -> tuple[int, int, int] | None:
    """Return the word, row and column that the browser reports as clicked; None if the report is invalid."""
    if not isinstance(report, Mapping):
        return None
    values = [report.get(name) for name in ("at", "row", "column")]
    numbers = [each for each in values if type(each) is int and 0 <= each < 1000]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None
