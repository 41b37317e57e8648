"""The protocol of a task: the examples, the loss of a batch, and the figures."""

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
