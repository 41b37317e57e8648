"""The parts of a task are cut to their first examples in all columns alike."""

import torch

from nets.training.task import LabelledPart, TaskPart


def test_first_cuts_every_column() -> None:
    part = LabelledPart(torch.arange(12).view(6, 2), torch.arange(6.0), torch.arange(6))
    first = part.first(4)
    assert isinstance(first, LabelledPart)
    assert [len(column) for column in (first, first.inputs, first.targets, first.truth)] == [4] * 4
    assert torch.equal(first.inputs, part.inputs[:4])


def test_first_of_a_shorter_part_is_the_whole_part() -> None:
    part = TaskPart(torch.arange(3), torch.arange(3))
    assert len(part.first(10)) == len(part) == 3
