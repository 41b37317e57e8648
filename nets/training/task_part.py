"""The training or the test part of a task, as one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


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
