"""One unit of a convolution: the sum of input maps times kernels and the bias is its own map."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


class Cell(TypedDict):
    """The kernel number a user selected: which of the drawn inputs, and its row and column in the kernel."""

    input: int
    row: int
    column: int


def unit(
    key: str,
    *,
    inputs: Mapping[str, Any],
    names: Sequence[str],
    kernels: np.ndarray,
    parts: Mapping[str, Any],
    results: Sequence[Mapping[str, Any]],
    words: Mapping[str, str],
    more: str = "",
    cell: tuple[int, int, int] | None = None,
    on_cell: Callable[[], None] | None = None,
) -> Cell | None:
    """Draw the unit; return the kernel number whose selection caused this run, or None.

    Args:
        key: Key of the widget.
        inputs: A stack of N input maps.
        names: Their names (N).
        kernels: Their kernels (N, rows, columns).
        parts: A stack of N maps: each input times its kernel.
        results: In order, each `sign`, what leads to it, `title`, and `stack` of one map.
        words: Labels `alt`, `hint`, `kernel`, `row`, `column`.
        more: What is not drawn; "" for nothing.
        cell: The selected number.
        on_cell: Called when a number is selected.
    """
    data = {
        "inputs": dict(inputs),
        "names": list(names),
        "kernels": floats(kernels),
        "size": list(kernels.shape[1:]),
        "parts": dict(parts),
        "results": [dict(result) for result in results],
        "more": more,
        "cell": list(cell) if cell else None,
        "words": dict(words),
    }
    return mount("unit", key, data, on_cell_change=on_cell or (lambda: None)).cell
