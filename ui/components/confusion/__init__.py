"""A confusion matrix whose cells can be opened."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import numpy as np

from ui.components.library import mount


class Cell(TypedDict):
    """The cell a user selected: the true and the predicted class, both from 0."""

    truth: int
    predicted: int


def confusion(
    key: str,
    *,
    counts: np.ndarray,
    names: Sequence[str],
    words: Mapping[str, str],
    chosen: tuple[int, int] | None = None,
    on_cell: Callable[[], None] | None = None,
) -> Cell | None:
    """Draw the matrix; return the cell whose selection caused this run, or None.

    Args:
        key: Key of the widget.
        counts: Examples (K, K), a row for each true class.
        names: Names of the classes (K).
        words: Labels `caption`, `corner`, `truth`, `predicted`.
        chosen: The open cell.
        on_cell: Called when a cell is selected.
    """
    data = {
        "counts": counts.tolist(),
        "names": list(names),
        "chosen": list(chosen) if chosen else None,
        "words": dict(words),
    }
    return mount("confusion", key, data, on_cell_change=on_cell or (lambda: None)).cell
