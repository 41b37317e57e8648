"""The size of a GPT: parameters, memory and arithmetic, of any settings and of published models; torch-free.

The formulas use one letter for each size: V vocabulary, T positions, D width, F inner width of the feed-forward, L
layers.
"""

from __future__ import annotations

from dataclasses import dataclass

from nets.experiment.layer_cost import FLOAT
from nets.experiment.user_error import N_

PARTS = {  # titles
    "embedding": N_("Embedding"),
    "positions": N_("Positions"),
    "attention": N_("Attention"),
    "feed": N_("Feed-forward"),
    "norms": N_("Layer norms"),
    "output": N_("Output"),
}


@dataclass(frozen=True)
class Shape:
    """The sizes of a GPT; `feed` is the inner width of the feed-forward, `length` the number of positions."""

    vocabulary: int
    length: int
    width: int
    layers: int
    heads: int
    feed: int
    positions: str = "learned"
    norm: str = "before"
    tied: bool = True


@dataclass(frozen=True)
class Part:
    """The parameters of one part in all layers, and its multiply-adds for one token with T positions."""

    name: str
    parameters: int
    multiply_adds: int


@dataclass(frozen=True)
class Memory:
    """The memory of a training, in bytes."""

    weights: int
    gradients: int
    moments: int
    activations: int

    @property
    def total(self) -> int:
        """The sum of all parts."""
        return self.weights + self.gradients + self.moments + self.activations


def parts(shape: Shape) -> tuple[Part, ...]:
    """Return the parameters and the arithmetic of each part.

    Attention multiplies by four matrices (D, D), then each query by T keys and each of T values by its weight.
    """
    v, t, d, f, n = shape.vocabulary, shape.length, shape.width, shape.feed, shape.layers
    norms = {"off": 0, "after": 2 * n, "before": 2 * n + 1}[shape.norm]  # before: one more after the last layer
    return (
        Part("embedding", v * d, 0),
        Part("positions", t * d if shape.positions == "learned" else 0, 0),
        Part("attention", n * (4 * d * d + 4 * d), n * (4 * d * d + 2 * t * d)),
        Part("feed", n * (2 * d * f + f + d), n * 2 * d * f),
        Part("norms", norms * 2 * d, 0),
        Part("output", 0 if shape.tied else v * d, v * d),
    )


def parameters(shape: Shape) -> int:
    """Return the number of parameters."""
    return sum(part.parameters for part in parts(shape))


def memory(shape: Shape, batch: int, moments: int = 2, size: int = FLOAT) -> Memory:
    """Return the memory of a training, in bytes.

    Each layer stores for the backward pass, for each token: the inputs and outputs of both norms, query, key, value,
    the mixed values, and the inner layer before and after its activation function; at the end the logits. The attention
    weights are not stored: the fused kernel computes them again (Dao et al. 2022).

    Args:
        shape: The sizes of the GPT.
        batch: Windows of a batch.
        moments: Numbers that the optimizer stores for each parameter.
        size: Bytes of a number.
    """
    weights = size * parameters(shape)
    token = shape.layers * (8 * shape.width + 2 * shape.feed) + 3 * shape.width + shape.vocabulary
    return Memory(weights, weights, moments * weights, size * batch * shape.length * token)


def cache(shape: Shape, size: int = FLOAT) -> int:
    """Return the bytes of keys and values of a full window while one text is generated."""
    return size * 2 * shape.layers * shape.length * shape.width


def forward_flops(shape: Shape) -> int:
    """Return the floating-point operations for one token of a full window: two for each multiply-add."""
    return 2 * sum(part.multiply_adds for part in parts(shape))


def training_flops(shape: Shape, tokens: int) -> int:
    """Return the floating-point operations of a training on `tokens` tokens; backward costs twice the forward pass."""
    return 3 * forward_flops(shape) * tokens


def rule_of_thumb(shape: Shape, tokens: int) -> int:
    """Return six operations for each parameter and token, the rule of papers (Kaplan et al. 2020)."""
    return 6 * parameters(shape) * tokens


@dataclass(frozen=True)
class Published:
    """A published model: its shape, the windows of a batch, and the tokens of its training, 0 if not published."""

    shape: Shape
    batch: int
    tokens: int


def _gpt2(layers: int, width: int, heads: int) -> Published:
    return Published(Shape(50257, 1024, width, layers, heads, 4 * width), 512, 0)


def _gpt3(layers: int, width: int, heads: int, batch: int) -> Published:
    return Published(Shape(50257, 2048, width, layers, heads, 4 * width), batch // 2048, 300_000_000_000)


PUBLISHED = {
    # Radford et al. 2019, table 2; batches of 512 windows
    "GPT-2 small": _gpt2(12, 768, 12),
    "GPT-2 medium": _gpt2(24, 1024, 16),
    "GPT-2 large": _gpt2(36, 1280, 20),
    "GPT-2 XL": _gpt2(48, 1600, 25),
    # Brown et al. 2020, tables 2.1 and D.1; batches in tokens. 13B is 5120 wide, as 40 heads of 128 are.
    "GPT-3 small": _gpt3(12, 768, 12, 500_000),
    "GPT-3 6.7B": _gpt3(32, 4096, 32, 2_000_000),
    "GPT-3 13B": _gpt3(40, 5120, 40, 2_000_000),
    "GPT-3 175B": _gpt3(96, 12288, 96, 3_200_000),
}
