"""The pairs that a net learns from and is tested with, some of either part. Needs of the task: pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def pairs(_net: Any, task: Any, most: int = 40) -> dict[str, np.ndarray]:
    """The first `most` pairs of either part as "train" (N, 2) and "test" (M, 2) str, "kinds" (M,) str of the latter.

    "counts" (2,): how many there are. "wrong" (N,) bool: which of the training pairs have a wrong answer.
    """
    held = task.pairs
    return {
        "train": _table(held.train[:most]),
        "test": _table(held.test[:most]),
        "kinds": np.array(held.kinds[:most], dtype=np.str_),
        "wrong": np.array(held.wrong[:most] or [False] * min(most, len(held.train))),
        "counts": np.array([len(held.train), len(held.test)]),
    }


def _table(rows: Sequence[tuple[str, str]]) -> np.ndarray:
    return np.array(rows, dtype=np.str_).reshape(len(rows), 2)
