"""One unit of a convolution: input maps times kernels, summed, with the bias, make its own map."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


class Cell(TypedDict):
    """The kernel number a user chose: of which input that is drawn, and where in its kernel."""

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
    """Draw the unit; return the kernel number whose choice caused this run, or None.

    inputs, parts: stacks of N input maps and of what the kernels make of each. names: of the inputs. kernels
    (N, rows, columns). results: one after another, each `sign`, what leads to it, `title`, and `stack`, of one map.
    words: `alt`, `hint`, `kernel`, `row`, `column`. more: what is not drawn. cell: the chosen number.
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
