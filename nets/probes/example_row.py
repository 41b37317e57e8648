"""Choose one example of a task by its part and its index."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.training.task import TaskPart


def task_part(task: Any, part: str, index: int) -> TaskPart:
    """Return the part of a task that an example is chosen from.

    Needs of the task: train and test.

    Raises:
        Problem: If there is no such part, or the index is no integer.
    """
    if part not in ("train", "test") or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    selected: TaskPart = task.train if part == "train" else task.test
    return selected


def example_row(task: Any, part: str, index: int) -> tuple[Tensor, Tensor, int]:
    """Return inputs and targets of one example without the batch axis, and its index.

    An index beyond the end means the last. Needs of the task: train and test.

    Raises:
        Problem: If there is no such part.
    """
    selected = task_part(task, part, index)
    number = min(max(0, index), len(selected) - 1)
    row = slice(number, number + 1)  # the windows of a text take slices, no integers
    return selected.inputs[row][0], selected.targets[row][0], number
