"""Choose one example of a task by its part and its index."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nets.experiment.user_error import N_, Problem


def part_prefix(part: str, index: int) -> str:
    """Return what the names of a part's arrays begin with in a task: "" or "test_".

    Raises:
        Problem: If there is no such part, or the index is no integer.
    """
    prefix = {"train": "", "test": "test_"}.get(part)
    if prefix is None or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    return prefix


def example_row(task: Any, part: str, index: int) -> tuple[Tensor, Tensor, int]:
    """Return inputs and targets of one example without the batch axis, and its index.

    An index beyond the end means the last. Needs of the task: inputs, targets, and the same of the test part.

    Raises:
        Problem: If there is no such part.
    """
    prefix = part_prefix(part, index)
    inputs, targets = getattr(task, prefix + "inputs"), getattr(task, prefix + "targets")
    number = min(max(0, index), len(inputs) - 1)
    row = slice(number, number + 1)  # the windows of a text take slices, no integers
    return inputs[row][0], targets[row][0], number
