"""A task: batches to learn from, a loss, and the metrics that matter for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from torch import Tensor, nn


@dataclass(frozen=True, eq=False)
class TaskPart:
    """The training or the test part of a task, as the net and the loss take it.

    Attributes:
        inputs: (N, …), a tensor or what is indexed like one by tensors and slices.
        targets: (N, …), in the form that the loss takes.
    """

    inputs: Any
    targets: Any

    def __len__(self) -> int:
        return len(self.inputs)

    def first(self, count: int) -> Self:
        """Return the first `count` examples."""
        return type(self)(*(values[:count] for values in vars(self).values()))


@dataclass(frozen=True, eq=False)
class LabelledPart(TaskPart):
    """A part of which each example shows one class or number.

    Attributes:
        truth: (N,), the index of the class, or the number in its own unit.
    """

    truth: Any


class Task(Protocol):
    """What a training needs of the data of any family.

    `size` is the number of training examples. `loss(net, indices)` is the mean loss, a scalar, of the training
    examples at `indices` (B,); the net is in training mode. `report(net)` are figures over the training and test
    parts, or over as many examples of each as `evaluated` counts, by name ("train_loss", "test_loss",
    "test_accuracy", …); the net is in evaluation mode, without gradients. `arrays()` are the examples as the loss and
    the report use them, for a script that stands by itself. A task whose report evaluates a part of the test examples
    has `whole(net)` besides: the figures over all of them.
    """

    size: int

    def loss(self, net: nn.Module, indices: Tensor) -> Tensor:
        """Return the loss () of the examples at `indices` (B,)."""

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return figures over the training and test part by name."""

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the examples as the loss and the report use them."""
