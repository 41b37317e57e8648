"""What a training costs: parameters, multiply-adds and memory of each layer, counted from its shape; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nets.experiment.optimizer_specs import OPTIMIZERS

if TYPE_CHECKING:
    from nets.experiment.experiment import Experiment
    from nets.experiment.training_config import Fit

FLOAT = 4  # bytes of a number


@dataclass(frozen=True)
class Layer:
    """What a family tells of one layer: its module's name, its shape for people, and counts for a single example.

    `weights` are the parameters in matrices and `biases` the others; `multiply_adds` of one pass forward; `outputs`:
    numbers that come out, and have to be kept for the way back. `first`: nothing before it learns, so the way back
    ends here and needs no gradient of its inputs. `maps` is the shape of what comes out where it has places, and
    `field` how many pixels of the image along an edge one unit of it sees: both empty for units that see everything.
    """

    name: str
    shape: str
    weights: int
    biases: int
    multiply_adds: int
    outputs: int
    first: bool = False
    maps: tuple[int, ...] = ()
    field: int = 0

    @property
    def parameters(self) -> int:
        """How many numbers of it are learnt."""
        return self.weights + self.biases


@dataclass(frozen=True)
class Cost:
    """The cost of one layer, or of all: memory in bytes, multiply-adds for one example and for one whole update.

    An update passes its batch forward, then back: once for the gradient of the weights, and once more for the
    gradient of the inputs, except in the first layer. Multiply-adds count products of weights and data alone.
    """

    name: str
    shape: str
    parameters: int
    multiply_adds: int
    update_multiply_adds: int
    weights: int
    gradients: int
    optimizer: int
    activations: int

    @property
    def memory(self) -> int:
        """All of its memory in bytes."""
        return self.weights + self.gradients + self.optimizer + self.activations


def dense(name: str, inputs: int, outputs: int, first: bool = False) -> Layer:
    """A layer in which each of `outputs` units weighs each of `inputs` numbers and adds a bias."""
    products = inputs * outputs
    return Layer(name, f"{inputs} × {outputs} + {outputs}", products, outputs, products, outputs, first)


def moments(fit: Fit) -> int:
    """Return how many numbers the optimizer keeps for each parameter."""
    return len(OPTIMIZERS[fit.optimizer].buffers_needed(fit.momentum))


def cost(layer: Layer, fit: Fit, batch: int) -> Cost:
    """The cost of one layer when `batch` examples make an update."""
    passes = 2 if layer.first else 3
    weights = FLOAT * layer.parameters
    return Cost(
        layer.name,
        layer.shape,
        layer.parameters,
        layer.multiply_adds,
        passes * batch * layer.multiply_adds,
        weights,
        weights,
        moments(fit) * weights,
        FLOAT * batch * layer.outputs,
    )


def costs(experiment: Experiment, examples: int | None = None) -> list[Cost]:
    """The cost of each layer, first layer first; `examples`: how many there are, when fewer than a batch."""
    batch = min(experiment.fit.batch, examples or experiment.fit.batch)
    return [cost(layer, experiment.fit, batch) for layer in experiment.layers()]


def total(parts: Sequence[Cost]) -> Cost:
    """The sum of all parts, without name and shape."""
    names = list(Cost.__dataclass_fields__)[2:]
    return Cost("", "", *(sum(getattr(part, name) for part in parts) for name in names))
