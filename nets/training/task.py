"""The protocol of a task: the examples, the loss of a batch, and the figures."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from torch import Tensor, nn


class Task(Protocol):
    """What a training needs of the data of any family.

    A task whose report evaluates only a part of the test examples also has `whole(net)`, the figures over all of them,
    and `evaluated`, how many examples of each part a report averages.

    Attributes:
        size: The number of training examples.
    """

    size: int

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """Return the mean loss () of the training examples at `indices` (B,), for a net in training mode."""

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return figures by name, such as "test_loss", for a net in evaluation mode and without gradients."""

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the examples as the loss and the report use them, for a script that runs without this code."""
