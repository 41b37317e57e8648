"""Points that a user clicked onto the plane, kept in an experiment as one flat tuple (x, y, label, x, y, label, …)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nets.datasets.toy.plane_sets import EDGE
from nets.experiment.user_error import N_, Problem

MAX_POINTS = 500
MAX_CLASSES = 5
KEY = "data.points"


def parse(flat: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the points as xy (N, 2) float32 and labels (N,) int64. Raises Problem if one is invalid."""
    if len(flat) % 3:
        text = N_("Points are groups of three numbers: x, y and class. {count} numbers were given.")
        raise Problem(text, key=KEY, count=len(flat))
    if len(flat) > 3 * MAX_POINTS:
        text = N_("There can be {limit} points at most, not {count}.")
        raise Problem(text, key=KEY, limit=MAX_POINTS, count=len(flat) // 3)
    try:
        points = np.asarray(flat, dtype=np.float64).reshape(-1, 3)
    except (TypeError, ValueError, OverflowError):
        raise Problem(N_("Points must be given as numbers."), key=KEY) from None
    for number, (x, y, label) in enumerate(points.tolist(), start=1):
        if not (abs(x) <= EDGE and abs(y) <= EDGE):
            text = N_("Point {number} is not on the plane: x and y must be from {low:g} to {high:g}.")
            raise Problem(text, key=KEY, number=number, low=-EDGE, high=EDGE)
        if label not in range(MAX_CLASSES):
            text = N_("The class of point {number} must be a whole number from 0 to {high}.")
            raise Problem(text, key=KEY, number=number, high=MAX_CLASSES - 1)
    return points[:, :2].astype(np.float32), points[:, 2].astype(np.int64)
