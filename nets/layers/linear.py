"""Linear layers, with and without an activation, and dropout.

Shapes: B examples in a batch, D numbers an example comes with, W neurons in a layer.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.activations import ACTIVATIONS


class Linear(nn.Module):
    """Every neuron weighs all its inputs, adds them up and adds its bias: x W^T + b.

    Input (B, D), output (B, W). `weight` is (W, D): one row a neuron. `bias` is (W,). Both start as zeros.
    """

    def __init__(self, inputs: int, neurons: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(neurons, inputs))
        self.bias = nn.Parameter(torch.zeros(neurons))

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, D) to its weighted sums (B, W)."""
        return functional.linear(x, self.weight, self.bias)  # (B, D) -> (B, W)


class Layer(Linear):
    """A layer of neurons: the weighted sums of `Linear`, each bent by the activation."""

    def __init__(self, inputs: int, neurons: int, activation: str) -> None:
        super().__init__(inputs, neurons)
        self.kind = activation
        self.activation = ACTIVATIONS[activation]

    def sums(self, x: Tensor) -> Tensor:
        """The weighted sums, before the activation."""
        return functional.linear(x, self.weight, self.bias)  # (B, D) -> (B, W)

    def forward(self, x: Tensor) -> Tensor:
        """Map x (B, D) to activations (B, W)."""
        return self.activation(self.sums(x))


def drop(x: Tensor, share: float, generator: Generator) -> Tensor:
    """Set each entry of x to zero with probability `share`, and scale the others up to keep the mean.

    Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting".
    """
    keep = torch.empty_like(x).bernoulli_(1 - share, generator=generator)  # 1 = kept, 0 = dropped
    return x * keep / (1 - share)
