"""Linear layers, with and without an activation, and dropout.

Shapes: B examples, D inputs, W neurons in a layer.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.activations import ACTIVATIONS


class Linear(nn.Module):
    """Weighted sums of all inputs: x W^T + b, (B, D) -> (B, W).

    `weight` is (W, D), one row for each neuron, and `bias` is (W,). Both start as zeros.
    """

    def __init__(self, inputs: int, neurons: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(neurons, inputs))
        self.bias = nn.Parameter(torch.zeros(neurons))

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, D) to its weighted sums (B, W)."""
        return functional.linear(x, self.weight, self.bias)  # (B, D) -> (B, W)


class DenseLayer(Linear):
    """A layer of neurons: f(x W^T + b) with an activation function f, (B, D) -> (B, W)."""

    def __init__(self, inputs: int, neurons: int, activation: str) -> None:
        super().__init__(inputs, neurons)
        self.kind = activation
        self.activation = ACTIVATIONS[activation]

    def sums(self, x: Tensor) -> Tensor:
        """Return the weighted sums before the activation function, (B, D) -> (B, W)."""
        return functional.linear(x, self.weight, self.bias)  # (B, D) -> (B, W)

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, D) to activations (B, W)."""
        return self.activation(self.sums(x))


def apply_dropout(x: Tensor, probability: float, generator: Generator) -> Tensor:
    """Return x with each entry set to zero with this probability, the others scaled up to keep the mean.

    Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting",
    https://jmlr.org/papers/v15/srivastava14a.html.
    """
    keep = torch.empty_like(x).bernoulli_(1 - probability, generator=generator)  # 1 = kept, 0 = dropped
    return x * keep / (1 - probability)
