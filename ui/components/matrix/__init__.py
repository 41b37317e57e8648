"""A matrix as a heat map with named rows, and optionally named columns; every number can be read."""

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
    """Draw numbers, coloured on either side of zero; cells without a number, NaN, are grey.

    Args:
        key: Key of the widget.
        values: The numbers (n, m).
        rows: Names of the rows (n).
        words: Labels `title`, `alt`, `hint`; `cell` with {row}, {column}, {value}, {text}; `heads`: row, column, value
            between "|"; and `blank`, what a cell without a number means.
        columns: Names of the columns (m); None to number them.
        marked: Rows that stand out.
        peak: The absolute value with the strongest colour; by default the largest.
        numbers: Whether the numbers are written into cells with room for them.
        texts: Texts (n, m) to write in place of the numbers.
        on_pick: Called when a cell is selected; `parse_pick` reads which.
    """
    cells = np.nan_to_num(np.asarray(values, np.float32), nan=np.nan, posinf=0.0, neginf=0.0)
    data = {
        "values": floats(cells),
        "size": list(cells.shape),
        "peak": float(np.nan_to_num(np.abs(cells)).max(initial=0.0)) if peak is None else peak,
        "rows": list(rows),
        "columns": None if columns is None else list(columns),
        "marked": [int(row) for row in marked],
        "numbers": numbers,
        "texts": None if texts is None else [text for row in texts for text in row],
        "pickable": on_pick is not None,
        "words": dict(words),
    }
    mount("matrix", key, data, on_pick_change=on_pick or (lambda: None))


def parse_pick(report: Any, rows: int, columns: int) -> tuple[int, int] | None:
    """Return the row and column that the browser reports as clicked; None if there is no such cell."""
    if not isinstance(report, Mapping):
        return None
    row, column = report.get("row"), report.get("column")
    if type(row) is not int or type(column) is not int:
        return None
    return (row, column) if 0 <= row < rows and 0 <= column < columns else None
