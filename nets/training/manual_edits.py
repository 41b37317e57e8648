"""Manual edits of a training: weights that were written, and updates on chosen examples.

The records are torch-free; `write` and `teach` change a training and are called where it lives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

from pydantic import Field

from nets.experiment.user_error import N_, Problem
from nets.training.step import Step

MAX_WEIGHT = 1e6  # in size, that can be written
MAX_EDITS = 2000  # of one run
Count = Annotated[int, Field(ge=0, le=10**9)]
Figures = dict[str, float]


@dataclass(frozen=True)
class Written:
    """One entry of a parameter was written by hand after `step` updates.

    Attributes:
        step: The updates made before.
        parameter: Its name.
        index: The index of the entry.
        old: Its value before.
        new: Its value after.
        before: The figures of the run before, such as "train_loss".
        after: The same figures after.
        undoes: Whether this restores what another write replaced.
    """

    step: Count
    parameter: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.]{1,120}$")]
    index: Annotated[tuple[Count, ...], Field(max_length=8)]
    old: float
    new: Annotated[float, Field(ge=-MAX_WEIGHT, le=MAX_WEIGHT)]
    before: Figures
    after: Figures
    undoes: bool = False

    def reverses(self, other: Edit) -> bool:
        """Whether this restores what `other` replaced at the same step, so that the two cancel out."""
        if not isinstance(other, Written) or self.entry != other.entry:
            return False
        return (self.old, self.new) == (other.new, other.old)

    def extends(self, other: Edit) -> bool:
        """Whether this begins where `other` began, and replaces it."""
        if not isinstance(other, Written) or self.entry != other.entry or self.undoes or other.undoes:
            return False
        return (self.old, self.before) == (other.old, other.before)

    @property
    def entry(self) -> tuple[int, str, tuple[int, ...]]:
        """The step, the parameter and the index."""
        return self.step, self.parameter, self.index


@dataclass(frozen=True)
class Taught:
    """One update on chosen training examples, given by their indices, was made after `step` updates."""

    step: Count
    examples: Annotated[tuple[Count, ...], Field(min_length=1, max_length=5000)]
    before: Figures
    after: Figures

    def reverses(self, other: Edit) -> bool:
        """Return False: an update cannot be undone."""
        return False

    def extends(self, other: Edit) -> bool:
        """Return False: every update counts."""
        return False


Edit = Written | Taught


class EditableTraining(Protocol):
    """The part of `nets.training.trainer_state.Training` that edits need."""

    edits: list[Edit]
    index: int

    @property
    def named(self) -> Mapping[str, Any]:
        """Return the parameters by name."""

    @property
    def task(self) -> Any:
        """Return the task."""

    @property
    def batches(self) -> Any:
        """Return the sampler of the batches."""

    def measure(self) -> Step:
        """Return the figures of the present step without an update."""

    def update(self, batch: Any = None) -> Step:
        """Make one update."""


def add_edit(edits: list[Edit], edit: Edit | None) -> list[Edit]:
    """Return `edits` with the new one, if any.

    An edit that reverses the last one cancels out with it; one that extends the last one replaces it.
    """
    if edit is None:
        return edits
    if edits and edit.extends(edits[-1]):
        return [*edits[:-1], edit]
    return edits[:-1] if edits and edit.reverses(edits[-1]) else [*edits, edit]


def write(
    training: EditableTraining, parameter: str, index: Sequence[int], value: float, undo: bool = False, on: bool = False
) -> Written:
    """Write one entry of a parameter.

    Args:
        training: Changed in place.
        parameter: The name of the parameter.
        index: The index of the entry.
        value: The new value.
        undo: Whether this restores what an earlier write replaced.
        on: Whether this continues the last write, such as while a value is dragged.

    Raises:
        Problem: If there is no such entry or value; nothing changes then.
    """
    tensor, entry, number = training.named.get(str(parameter)), tuple(index), parse_weight(value)
    if tensor is None:
        raise Problem(N_("This net has no parameter called {name}."), name=str(parameter)[:40])
    is_complete = len(entry) == tensor.ndim and all(type(i) is int for i in entry)
    if not is_complete or not all(0 <= i < size for i, size in zip(entry, tensor.shape, strict=True)):
        raise Problem(
            N_("{name} has no entry {index}; its shape is {shape}."),
            name=parameter,
            index=str(entry)[:40],
            shape=str(tuple(tensor.shape)),
        )
    require_room(training)
    before, old = training.measure().figures, tensor[entry].item()
    tensor.data[entry] = number
    after = training.measure().figures
    edit = Written(training.index, parameter, entry, old, tensor[entry].item(), before, after, undo)
    last = training.edits[-1] if on and training.edits else None
    if isinstance(last, Written) and last.entry == edit.entry and not last.undoes:
        edit = replace(edit, old=last.old, before=last.before)
    training.edits = add_edit(training.edits, edit)
    return edit


def parse_weight(value: float) -> float:
    """Return a written value as a weight. Raises Problem if it is not a number or too large."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) <= MAX_WEIGHT:  # neither is NaN
        text = N_("A weight must be a number from {low:g} to {high:g}, not {value}.")
        raise Problem(text, low=-MAX_WEIGHT, high=MAX_WEIGHT, value=str(value)[:40])
    return number


def teach(training: EditableTraining, examples: Sequence[int]) -> tuple[Taught, Figures]:
    """Make one update on chosen examples; return the edit and the figures of the step. Raises Problem."""
    require_room(training)
    before = training.measure().figures
    step = training.update(example_batch(training, examples))
    edit = Taught(step.index - 1, tuple(examples), before, training.measure().figures)
    training.edits = add_edit(training.edits, edit)
    return edit, step.figures


def require_room(training: EditableTraining) -> None:
    """Raise Problem if no more edits can be kept."""
    if len(training.edits) >= MAX_EDITS:
        raise Problem(N_("This run was changed by hand {most} times; more cannot be kept."), most=MAX_EDITS)


def example_batch(training: EditableTraining, examples: Sequence[int]):  # type: ignore[no-untyped-def]  # a torch.Tensor (B,)
    """Return the indices (B,) of training examples as a batch. Raises Problem if there is no such example."""
    size = training.task.size
    if not examples or not all(type(i) is int and 0 <= i < size for i in examples):
        raise Problem(N_("There are only {size} training examples. Choose one of them."), size=size)
    return training.batches.order.new_tensor(examples)
