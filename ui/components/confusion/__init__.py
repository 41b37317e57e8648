"""A confusion matrix whose cells can be opened."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import numpy as np

from ui.components.library import mount


class Cell(TypedDict):
    """The cell a user chose: the true and the predicted class, both from 0."""

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
    """Draw the matrix `counts` (K, K), a row a true class; return the cell whose choice caused this run, or None.

    words: `caption`, `corner`, `truth`, `predicted`.
    """
    data = {
        "counts": counts.tolist(),
        "names": list(names),
        "chosen": list(chosen) if chosen else None,
        "words": dict(words),
    }
    return mount("confusion", key, data, on_cell_change=on_cell or (lambda: None)).cell
