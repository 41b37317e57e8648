"""The evidence behind the figures of a report: how many examples they average, and what a constant answer reaches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Evaluated(NamedTuple):
    """The number of training and test examples that a report evaluates, 0 where it is not known.

    `majority` is the accuracy of always giving the most frequent answer, 0 if the net predicts no classes.
    """

    train: int = 0
    test: int = 0
    majority: float = 0.0

    @classmethod
    def classes(cls, train: np.ndarray, test: np.ndarray) -> Evaluated:
        """The sizes and the majority of class indices (N,) int64 of both sets; negative indices do not count."""
        train, test = train[train >= 0], test[test >= 0]
        return cls(len(train), len(test), float(np.bincount(train).max() / len(train)) if len(train) else 0.0)


UNKNOWN = Evaluated()
