"""A matrix as a heat map whose rows, and if wanted columns, have names; every number can be read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ui.components.library import mount
from ui.components.pictures import floats


def matrix(
    key: str,
    *,
    values: np.ndarray,
    rows: Sequence[str],
    words: Mapping[str, str],
    columns: Sequence[str] | None = None,
    marked: Sequence[int] = (),
    peak: float | None = None,
    numbers: bool = False,
    texts: Sequence[Sequence[str]] | None = None,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Draw the numbers (n, m), coloured on either side of zero as far as `peak`, else as far as they go.

    rows: their names (n); columns: names (m), or None where they are only numbered. marked: rows that stand out.
    Cells without a number, NaN, are grey. numbers: they are written into cells that have room, or `texts` (n, m) in
    their place. With `on_pick` a click or Enter chooses a cell; `parse_pick` reads it. words: `title`, `alt`, `hint`,
    `cell` with {row}, {column}, {value} and {text}, `heads`: row, column, value between "|", and where there are cells
    without a number `blank`, what they are.
    """
    told = np.nan_to_num(np.asarray(values, np.float32), nan=np.nan, posinf=0.0, neginf=0.0)
    data = {
        "values": floats(told),
        "size": list(told.shape),
        "peak": float(np.nan_to_num(np.abs(told)).max(initial=0.0)) if peak is None else peak,
        "rows": list(rows),
        "columns": None if columns is None else list(columns),
        "marked": [int(row) for row in marked],
        "numbers": numbers,
        "texts": None if texts is None else [text for row in texts for text in row],
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    mount("matrix", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(said: Any, rows: int, columns: int) -> tuple[int, int] | None:
    """Return the row and column that the browser says were clicked; None if there is no such cell."""
    if not isinstance(said, Mapping):
        return None
    row, column = said.get("row"), said.get("column")
    if type(row) is not int or type(column) is not int:
        return None
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None
