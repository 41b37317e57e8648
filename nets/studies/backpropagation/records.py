"""Define the records of the Backpropagation page that its challenges judge."""

from __future__ import annotations

from dataclasses import dataclass

from nets.studies.backpropagation.passes import Passes
from nets.studies.backpropagation.progress import Graph


@dataclass(frozen=True)
class Prediction:
    """A gradient that the user predicted before it was shown.

    Attributes:
        formula: The text of the formula.
        name: Label of the node.
        prediction: The user's number.
        gradient: The actual gradient.
        uses: How many nodes use this one; 0 for the output.
    """

    formula: str
    name: str
    prediction: float
    gradient: float
    uses: int

    @property
    def is_correct(self) -> bool:
        """Whether the prediction is as good as one computed from rounded numbers."""
        return abs(self.prediction - self.gradient) <= max(0.01, 0.02 * abs(self.gradient))


@dataclass(frozen=True)
class TrainingRecord:
    """Updates from one start.

    Attributes:
        formula: The text of the formula.
        start: The values of the inputs before the updates.
        frozen: Labels of the frozen nodes.
        lr: The learning rate.
        zero: Whether gradients are zeroed before each backward pass.
        losses: The output before the updates and after each.
    """

    formula: str
    start: tuple[tuple[str, float], ...]
    frozen: tuple[str, ...]
    lr: float
    zero: bool
    losses: tuple[float, ...]

    def continues(self, other: object) -> bool:
        """Whether `other` records the first of these updates."""
        return (
            isinstance(other, TrainingRecord)
            and (other.formula, other.start, other.frozen, other.lr, other.zero)
            == (self.formula, self.start, self.frozen, self.lr, self.zero)
            and other.losses == self.losses[: len(other.losses)]
        )


@dataclass(frozen=True)
class GraphState:
    """The current graph with both passes; `is_complete` if the user has stepped through both."""

    graph: Graph
    passes: Passes
    labels: tuple[str, ...]
    is_complete: bool
