"""Edits: what a user changed in a running training by hand, so that its settings alone no longer lead to it.

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

MOST = 1e6  # the size of a weight that can be written
MAX_EDITS = 2000  # of one run
Count = Annotated[int, Field(ge=0, le=10**9)]
Figures = dict[str, float]


@dataclass(frozen=True)
class Written:
    """One entry of a parameter was written by hand after `step` updates.

    `index` is its place in the parameter, `old` and `new` are its values; `before` and `after` are the run's figures
    ("train_loss", "test_loss", …) on either side of it.
    """

    step: Count
    parameter: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.]{1,120}$")]
    index: Annotated[tuple[Count, ...], Field(max_length=8)]
    old: float
    new: Annotated[float, Field(ge=-MOST, le=MOST)]
    before: Figures
    after: Figures
    undoes: bool = False  # it puts back what another one replaced

    def reverses(self, other: Edit) -> bool:
        """Whether this one puts back what `other` wrote at the same step, so that nothing is left of either."""
        if not isinstance(other, Written) or self.entry != other.entry:
            return False
        return (self.old, self.new) == (other.new, other.old)

    def extends(self, other: Edit) -> bool:
        """Whether this one begins where `other` began, and takes its place."""
        if not isinstance(other, Written) or self.entry != other.entry or self.undoes or other.undoes:
            return False
        return (self.old, self.before) == (other.old, other.before)

    @property
    def entry(self) -> tuple[int, str, tuple[int, ...]]:
        """When and where."""
        return self.step, self.parameter, self.index


@dataclass(frozen=True)
class Taught:
    """An update was made on chosen training examples, by their indices, after `step` updates."""

    step: Count
    examples: Annotated[tuple[Count, ...], Field(min_length=1, max_length=5000)]
    before: Figures
    after: Figures

    def reverses(self, other: Edit) -> bool:
        """Never: an update cannot be taken back."""
        return False

    def extends(self, other: Edit) -> bool:
        """Never: every update counts."""
        return False


Edit = Written | Taught


class EditableTraining(Protocol):
    """What an edit needs of a training (`nets.training.trainer_state.Training`)."""

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


def added(edits: list[Edit], edit: Edit | None) -> list[Edit]:
    """`edits` and the new one, if any; two that leave nothing of each other are both forgotten.

    One that goes on with the last takes its place.
    """
    if edit is None:
        return edits
    if edits and edit.extends(edits[-1]):
        return [*edits[:-1], edit]
    return edits[:-1] if edits and edit.reverses(edits[-1]) else [*edits, edit]


def write(
    training: EditableTraining, parameter: str, index: Sequence[int], value: float, undo: bool = False, on: bool = False
) -> Written:
    """Write one entry of a parameter; `undo`: to take another write back; `on`: to go on with the last one.

    Raises Problem, and changes nothing, when there is no such entry or value.
    """
    tensor, place, number = training.named.get(str(parameter)), tuple(index), finite(value)
    if tensor is None:
        raise Problem(N_("This net has no parameter called {name}."), name=str(parameter)[:40])
    whole = len(place) == tensor.ndim and all(type(i) is int for i in place)
    if not whole or not all(0 <= i < size for i, size in zip(place, tensor.shape, strict=True)):
        raise Problem(
            N_("{name} has no entry {index}; its shape is {shape}."),
            name=parameter,
            index=str(place)[:40],
            shape=str(tuple(tensor.shape)),
        )
    room(training)
    before, old = training.measure().figures, tensor[place].item()
    tensor.data[place] = number
    after = training.measure().figures
    edit = Written(training.index, parameter, place, old, tensor[place].item(), before, after, undo)
    last = training.edits[-1] if on and training.edits else None
    if isinstance(last, Written) and last.entry == edit.entry and not last.undoes:
        edit = replace(edit, old=last.old, before=last.before)
    training.edits = added(training.edits, edit)
    return edit


def finite(value: float) -> float:
    """`value` as a weight can hold it. Raises Problem for what is no number or is too large."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) <= MOST:  # neither is NaN
        text = N_("A weight must be a number from {low:g} to {high:g}, not {value}.")
        raise Problem(text, low=-MOST, high=MOST, value=str(value)[:40])
    return number


def teach(training: EditableTraining, examples: Sequence[int]) -> tuple[Taught, Figures]:
    """One real update on chosen training examples, and the figures of its step. Raises Problem for unknown ones."""
    room(training)
    before = training.measure().figures
    step = training.update(chosen(training, examples))
    edit = Taught(step.index - 1, tuple(examples), before, training.measure().figures)
    training.edits = added(training.edits, edit)
    return edit, step.figures


def room(training: EditableTraining) -> None:
    """Raises Problem where no more edits can be kept."""
    if len(training.edits) >= MAX_EDITS:
        raise Problem(N_("This run was changed by hand {most} times; more cannot be kept."), most=MAX_EDITS)


def chosen(training: EditableTraining, examples: Sequence[int]):  # type: ignore[no-untyped-def]  # a torch.Tensor (B,)
    """Indices (B,) of training examples as a batch. Raises Problem when one is not there."""
    size = training.task.size
    if not examples or not all(type(i) is int and 0 <= i < size for i in examples):
        raise Problem(N_("There are only {size} training examples. Choose one of them."), size=size)
    return training.batches.order.new_tensor(examples)
