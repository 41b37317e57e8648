"""The pairs of the dataset. Needs of the task: pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def pairs(_net: Any, task: Any, most: int = 40) -> dict[str, np.ndarray]:
    """Return the first `most` pairs of each part.

    Returns:
        "train" (N, 2) and "test" (M, 2) str, "kinds" (M,) str of the latter; "counts" (2,) of all; "wrong" (N,) bool:
        which training pairs have label noise.
    """
    pairs_of_task = task.pairs
    return {
        "train": _table(pairs_of_task.train[:most]),
        "test": _table(pairs_of_task.test[:most]),
        "kinds": np.array(pairs_of_task.kinds[:most], dtype=np.str_),
        "wrong": np.array(pairs_of_task.wrong[:most] or [False] * min(most, len(pairs_of_task.train))),
        "counts": np.array([len(pairs_of_task.train), len(pairs_of_task.test)]),
    }


def _table(rows: Sequence[tuple[str, str]]) -> np.ndarray:
    return np.array(rows, dtype=np.str_).reshape(len(rows), 2)
