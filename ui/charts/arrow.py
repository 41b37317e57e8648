"""Build Arrow tables of numbers, the cheapest way to send rows to a chart."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

MAX_ROWS = 75  # of a line; with the lowest, the highest and the last value, as many numbers as 225 points have

Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]  # step, low, high, last: each (N,)


def thinned(columns: Columns) -> Columns:
    """Merge neighbours into at most MAX_ROWS rows, with the lowest low, the highest high and the last of the rest."""
    step, low, high, last = columns
    if len(step) <= MAX_ROWS:
        return columns
    starts = np.linspace(0, len(step), MAX_ROWS, endpoint=False).astype(np.int64)  # (MAX_ROWS,)
    ends = np.append(starts[1:], len(step)) - 1
    return step[ends], np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts), last[ends]


def _finite(values: list[np.ndarray]) -> np.ndarray:
    joined = np.concatenate(values).astype(np.float32) if values else np.empty(0, np.float32)
    return np.where(np.isfinite(joined), joined, np.float32(np.nan))


def series_table(series: Mapping[str, Columns], band: bool = True) -> pa.Table:
    """Return the rows of `specs.curves`: step, low, high, last, series; without `band` no low and high.

    Infinite values become missing ones (NaN).
    """
    thin = [thinned(columns) for columns in series.values()]
    step = np.concatenate([columns[0] for columns in thin]) if thin else np.empty(0)
    names = np.repeat(np.arange(len(thin), dtype=np.int8), [len(columns[0]) for columns in thin])
    parts = {"low": 1, "high": 2, "last": 3} if band else {"last": 3}
    return pa.table(
        {
            "step": pa.array(step.astype(np.int32)),
            **{part: pa.array(_finite([columns[at] for columns in thin])) for part, at in parts.items()},
            "series": pa.DictionaryArray.from_arrays(pa.array(names), pa.array(list(series), pa.string())),
        }
    )


def matrix_table(matrix: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> pa.Table:
    """Return the rows of `specs.heat` for a matrix (len(rows), len(columns))."""
    high, wide = matrix.shape
    down = np.repeat(np.arange(high, dtype=np.int16), wide)
    across = np.tile(np.arange(wide, dtype=np.int16), high)
    return pa.table(
        {
            "row": pa.DictionaryArray.from_arrays(pa.array(down), pa.array(list(rows), pa.string())),
            "column": pa.DictionaryArray.from_arrays(pa.array(across), pa.array(list(columns), pa.string())),
            "value": pa.array(np.asarray(matrix, np.float32).ravel()),
        }
    )
