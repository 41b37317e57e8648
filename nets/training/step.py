"""A step: the figures of one optimizer step, and how many examples those of a report average."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True, slots=True)
class Step:
    """`index` updates have been made. `figures` are floats by name, `arrays` numpy arrays; never a tensor.

    Step 0 is the untrained net. Figures: `loss` (of the batch, before its update) at every step, with batches of one
    also `example`, its index; at reported steps also `train_loss`, `test_loss` and the task's metrics, `lr`, and
    `gradient/<parameter>` norms.
    """

    index: int
    figures: dict[str, float]
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def diverged(self) -> bool:
        """Whether the loss is no longer a finite number."""
        return not math.isfinite(self.figures.get("loss", 0.0))


class Evaluated(NamedTuple):
    """The number of training and test examples that a report evaluates, 0 if unknown.

    `majority` is the accuracy of always giving the most frequent answer, 0 if the net predicts no classes.
    """

    train: int = 0
    test: int = 0
    majority: float = 0.0

    @classmethod
    def classes(cls, train: np.ndarray, test: np.ndarray) -> Evaluated:
        """Return sizes and majority of class indices (N,) int64 of both sets; negative indices do not count."""
        train, test = train[train >= 0], test[test >= 0]
        return cls(len(train), len(test), float(np.bincount(train).max() / len(train)) if len(train) else 0.0)


UNKNOWN = Evaluated()
