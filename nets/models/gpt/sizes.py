"""How large a GPT is: parameters, memory and arithmetic of any settings, and of the published ones; torch-free.

Counted from the shapes alone, so that a page can tell them while a slider moves. One letter for each size: V symbols,
T places, D width, F inner width of the feed-forward, L layers.
"""

from __future__ import annotations

from dataclasses import dataclass

from nets.experiment.layer_cost import FLOAT
from nets.experiment.user_error import N_

PARTS = {  # what each is called
    "embedding": N_("Embedding"),
    "positions": N_("Positions"),
    "attention": N_("Attention"),
    "feed": N_("Feed-forward"),
    "norms": N_("Layer norms"),
    "output": N_("Output"),
}


@dataclass(frozen=True)
class Shape:
    """The sizes that a GPT is made of; `feed` is the inner width of the feed-forward, `length` the most places."""

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
    """The parameters of one part in all layers, and its multiply-adds for one token that reads all T places."""

    name: str
    parameters: int
    multiply_adds: int


@dataclass(frozen=True)
class Memory:
    """What a training holds at once, in bytes."""

    weights: int
    gradients: int
    moments: int
    activations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.gradients + self.moments + self.activations


def parts(shape: Shape) -> tuple[Part, ...]:
    """Where the parameters are, and where the arithmetic is.

    Attention multiplies by four matrices (D, D), then each query by T keys and each of T values by its weight.
    """
    v, t, d, f, n = shape.vocabulary, shape.length, shape.width, shape.feed, shape.layers
    norms = {"off": 0, "after": 2 * n, "before": 2 * n + 1}[shape.norm]  # before: one more behind the last layer
    return (
        Part("embedding", v * d, 0),
        Part("positions", t * d if shape.positions == "learned" else 0, 0),
        Part("attention", n * (4 * d * d + 4 * d), n * (4 * d * d + 2 * t * d)),
        Part("feed", n * (2 * d * f + f + d), n * 2 * d * f),
        Part("norms", norms * 2 * d, 0),
        Part("output", 0 if shape.tied else v * d, v * d),
    )


def parameters(shape: Shape) -> int:
    """How many numbers are learnt."""
    return sum(part.parameters for part in parts(shape))


def memory(shape: Shape, batch: int, moments: int = 2, size: int = FLOAT) -> Memory:
    """What a training of `batch` windows holds, each number in `size` bytes.

    The optimizer keeps `moments` numbers for each parameter. Kept for the way back, a token: in each layer what goes
    in and out of both norms, query, key, value and what is mixed, and the inner layer before and after its activation;
    at the end the scores. The attention weights are not kept, the fused kernel makes them anew (Dao et al. 2022).
    """
    weights = size * parameters(shape)
    token = shape.layers * (8 * shape.width + 2 * shape.feed) + 3 * shape.width + shape.vocabulary
    return Memory(weights, weights, moments * weights, size * batch * shape.length * token)


def cache(shape: Shape, size: int = FLOAT) -> int:
    """Bytes that keys and values of a full window take while one text is written."""
    return size * 2 * shape.layers * shape.length * shape.width


def forward_flops(shape: Shape) -> int:
    """Floating-point operations for one token of a full window: two for each multiply-add."""
    return 2 * sum(part.multiply_adds for part in parts(shape))


def training_flops(shape: Shape, tokens: int) -> int:
    """Floating-point operations of a training on `tokens` tokens: the backward pass costs twice the forward pass."""
    return 3 * forward_flops(shape) * tokens


def rule_of_thumb(shape: Shape, tokens: int) -> int:
    """Six operations for each parameter and token, as papers count (Kaplan et al. 2020)."""
    return 6 * parameters(shape) * tokens


@dataclass(frozen=True)
class Published:
    """A model of the literature: its shape, the windows of a batch, and how many tokens it read, 0 if not told."""

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
