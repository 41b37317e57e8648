"""The cost of a training: parameters, multiply-adds and memory of each layer; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.training_config import TrainingConfig

FLOAT = 4  # bytes of a number
GATES = {"rnn": 1, "gru": 3, "lstm": 4}  # sums that each hidden unit of a cell makes at a step


@dataclass(frozen=True)
class Layer:
    """The size of one layer; counts are for a single example.

    Attributes:
        name: Of its module.
        shape: As text for the user.
        weights: Parameters in matrices.
        biases: All other parameters.
        multiply_adds: Of one forward pass.
        outputs: Numbers that are kept for the backward pass.
        first: Whether nothing before it learns, so that the backward pass ends here.
        maps: Shape of its feature maps, () if it has none.
        field: Edge of the receptive field of a unit in pixels, 0 if a unit sees the whole image.
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
        """The number of learnt parameters."""
        return self.weights + self.biases


@dataclass(frozen=True)
class Cost:
    """The cost of one layer, or of all: memory in bytes, multiply-adds for an example and an update.

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
        """The sum of its memory in bytes."""
        return self.weights + self.gradients + self.optimizer + self.activations


def dense(name: str, inputs: int, outputs: int, first: bool = False, steps: int = 1) -> Layer:
    """Return a layer in which each unit weighs each input and adds a bias, used at each of some steps."""
    products, shape = inputs * outputs, f"{inputs} × {outputs} + {outputs}"
    return Layer(name, shape, products, outputs, steps * products, steps * outputs, first)


def table(name: str, rows: int, width: int, steps: int, first: bool = True) -> Layer:
    """Return a table of vectors, of which each step takes one."""
    return Layer(name, f"{rows} × {width}", rows * width, 0, 0, steps * width, first)


def norm(name: str, steps: int, width: int) -> Layer:
    """Return the scale and the shift of what each step holds."""
    return Layer(name, f"2 × {width}", 0, 2 * width, 0, steps * width)


def recurrent(
    name: str, cell: str, inputs: int, hidden: int, steps: int, directions: int = 1, first: bool = False
) -> Layer:
    """Return a recurrent layer with cells "rnn", "gru" or "lstm", read in one direction or in two."""
    gates = directions * GATES[cell]
    weights, biases = gates * hidden * (inputs + hidden), 2 * gates * hidden
    shape, outputs = f"{gates} × ({inputs} + {hidden}) × {hidden} + {biases}", (gates + directions) * hidden
    return Layer(name, shape, weights, biases, steps * weights, steps * outputs, first)


def convolution_1d(name: str, inputs: int, kernel: int, channels: int, steps: int, first: bool = False) -> Layer:
    """Return a convolution along a sequence that keeps its length."""
    weights, shape = inputs * kernel * channels, f"{inputs} × {kernel} × {channels} + {channels}"
    return Layer(name, shape, weights, channels, steps * weights, steps * channels, first)


def attention(name: str, queries: int, keys: int, width: int, heads: int, is_normed: bool) -> list[Layer]:
    """Return multi-head attention of `queries` positions to `keys` positions, and its norm if any.

    The fused kernel keeps no attention weights for the backward pass: it computes them again from the sum of each
    row, one number for each position and head (Dao et al. 2022, "FlashAttention").
    """
    of_query, of_memory = queries * 2 * width * width, keys * 2 * width * width
    mixing = 2 * queries * keys * width  # products of queries with keys, and of weights with values
    outputs = queries * (3 * width + heads) + keys * 2 * width
    shape, adds = f"4 × {width} × {width} + {4 * width}", of_query + of_memory + mixing
    layer = Layer(name, shape, 4 * width * width, 4 * width, adds, outputs)
    return [norm(f"{name}_norm", queries, width), layer] if is_normed else [layer]


def feed_forward(name: str, steps: int, width: int, hidden: int, is_normed: bool) -> list[Layer]:
    """Return the two dense layers of a Transformer block, after a norm if there is one."""
    weights, outputs = 2 * width * hidden, 2 * hidden + width
    shape = f"{width} × {hidden} + {hidden} × {width} + {hidden + width}"
    layer = Layer(name, shape, weights, hidden + width, steps * weights, steps * outputs)
    return [norm(f"{name}_norm", steps, width), layer] if is_normed else [layer]


def transformer_block(name: str, steps: int, width: int, heads: int, hidden: int, is_normed: bool) -> list[Layer]:
    """Return the self-attention and the feed-forward part of a Transformer block."""
    parts = attention(f"{name}.attention", steps, steps, width, heads, is_normed)
    return parts + feed_forward(f"{name}.feed_forward", steps, width, hidden, is_normed)


def moments(fit: TrainingConfig) -> int:
    """Return how many numbers the optimizer keeps for each parameter."""
    return len(OPTIMIZERS[fit.optimizer].buffers_needed(fit.momentum))


def cost(layer: Layer, fit: TrainingConfig, batch: int) -> Cost:
    """Return the cost of one layer if a batch has `batch` examples."""
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


def costs(layers: Sequence[Layer], fit: TrainingConfig, examples: int | None = None) -> list[Cost]:
    """Return the cost of each layer; `examples` is how many there are, if fewer than a batch."""
    batch = min(fit.batch, examples or fit.batch)
    return [cost(layer, fit, batch) for layer in layers]


def total(parts: Sequence[Cost]) -> Cost:
    """Return the sum of all parts, without name and shape."""
    names = list(Cost.__dataclass_fields__)[2:]
    return Cost("", "", *(sum(getattr(part, name) for part in parts) for name in names))
