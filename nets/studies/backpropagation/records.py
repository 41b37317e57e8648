"""What was done on the page of backpropagation, as its challenges judge it."""

from __future__ import annotations

from dataclasses import dataclass

from nets.studies.backpropagation.passes import Passes
from nets.studies.backpropagation.progress import Graph


@dataclass(frozen=True)
class Predicted:
    """A guess of a gradient before it was shown; `uses` is how many nodes use this one: 0 for the output."""

    formula: str
    name: str
    guess: float
    gradient: float
    uses: int

    @property
    def right(self) -> bool:
        """Whether the guess is as good as one that was calculated from rounded numbers."""
        return abs(self.guess - self.gradient) <= max(0.01, 0.02 * abs(self.gradient))


@dataclass(frozen=True)
class Trained:
    """Updates from the same start: the output before them and after each."""

    formula: str
    start: tuple[tuple[str, float], ...]
    frozen: tuple[str, ...]
    lr: float
    zero: bool
    losses: tuple[float, ...]

    def continues(self, other: object) -> bool:
        """Whether `other` is the beginning of this."""
        return (
            isinstance(other, Trained)
            and (other.formula, other.start, other.frozen, other.lr, other.zero)
            == (self.formula, self.start, self.frozen, self.lr, self.zero)
            and other.losses == self.losses[: len(other.losses)]
        )


@dataclass(frozen=True)
class Both:
    """The graph at hand with both passes; `done` when a person has gone through them to the end."""

    graph: Graph
    passes: Passes
    labels: tuple[str, ...]
    done: bool
