"""A step: what one optimizer step, or a look between steps, says to the outside."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Step:
    """`index` updates have been made. `figures` are floats by name, `arrays` numpy arrays; never a tensor.

    Step 0 is the untrained net. Figures: `loss` (of the batch, before its update) at every step, with batches of one
    also `example`, which it was; at reported steps also `train_loss`, `test_loss` and the task's metrics, `lr`, and
    `gradient/<parameter>` norms.
    """

    index: int
    figures: dict[str, float]
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def diverged(self) -> bool:
        """Whether the loss is no longer a finite number."""
        return not math.isfinite(self.figures.get("loss", 0.0))
