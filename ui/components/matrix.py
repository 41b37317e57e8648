"""A matrix as a heat map whose rows, and if wanted columns, have names; every number can be read."""

from collections.abc import Mapping, Sequence

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
) -> None:
    """Draw the numbers (n, m), coloured on either side of zero as far as `peak`, else as far as they go.

    rows: their names (n); columns: names (m), or None where they are only numbered. marked: rows that stand out.
    words: `title`, `alt`, `hint`, `cell` with {row}, {column}, {value}, and `heads`: row, column, value between "|".
    """
    numbers = np.nan_to_num(np.asarray(values, np.float32), posinf=0.0, neginf=0.0)
    data = {
        "values": floats(numbers),
        "size": list(numbers.shape),
        "peak": float(np.abs(numbers).max(initial=0.0)) if peak is None else peak,
        "rows": list(rows),
        "columns": None if columns is None else list(columns),
        "marked": [int(row) for row in marked],
        "words": dict(words),
    }
    mount("matrix", key, data)
