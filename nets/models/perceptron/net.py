"""The multi-layer perceptron, written out.

Shapes: B examples in a batch, D numbers an example comes with, W neurons in a layer.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional


def identity(z: Tensor) -> Tensor:
    """z itself. However many such layers in a row are one linear map."""
    return z


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": identity,
    "sigmoid": torch.sigmoid,  # 1 / (1 + e^-z), between 0 and 1
    "tanh": torch.tanh,  # between -1 and 1
    "relu": torch.relu,  # max(0, z)
    "leaky_relu": functools.partial(functional.leaky_relu, negative_slope=0.01),  # z, and 0.01 z below zero
    "gelu": functional.gelu,  # z times the normal distribution's share below z (Hendrycks & Gimpel 2016)
}


class Linear(nn.Module):
    """Every neuron weighs all its inputs, adds them up and adds its bias: x W^T + b.

    Input (B, D), output (B, W). `weight` is (W, D): one row a neuron. `bias` is (W,). Both start as zeros.
    """

    def __init__(self, inputs: int, neurons: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(neurons, inputs))
        self.bias = nn.Parameter(torch.zeros(neurons))

    def forward(self, x: Tensor) -> Tensor:
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
        return self.activation(self.sums(x))


class MLP(nn.Module):
    """Hidden layers one after the other, then a linear output layer. Without hidden layers: a single neuron.

    Input (B, inputs). Output (B, outputs), raw: `squash` turns it into probabilities. `activations` holds one name a
    hidden layer. While training, each hidden activation is dropped with probability `dropout`, which may be changed
    at any time. All randomness, initial weights and dropout, is drawn from `generator`.
    """

    def __init__(
        self,
        inputs: int,
        hidden: Sequence[int],
        outputs: int,
        activations: Sequence[str],
        init: str,
        dropout: float,
        generator: Generator,
    ) -> None:
        super().__init__()
        widths = (inputs, *hidden)
        self.hidden = nn.ModuleList(
            Layer(widths[i], widths[i + 1], activation) for i, activation in enumerate(activations)
        )
        self.output = Linear(widths[-1], outputs)
        self.dropout = dropout
        self.generator = generator
        for layer in (*self.hidden, self.output):
            INITS[init](layer.weight.data, generator)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.hidden:
            x = layer(x)  # (B, D) -> (B, W)
            if self.dropout and self.training:
                x = drop(x, self.dropout, self.generator)
        return self.output(x)  # (B, W) -> (B, outputs)


def drop(x: Tensor, share: float, generator: Generator) -> Tensor:
    """x with each entry set to zero with probability `share`, the others scaled up to keep the mean.

    Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting".
    """
    keep = torch.empty_like(x).bernoulli_(1 - share, generator=generator)  # 1 = kept, 0 = dropped
    return x * keep / (1 - share)


def squash(outputs: Tensor, output: str) -> Tensor:
    """Raw outputs (B, K) as the output layer shows them: as probabilities, bent, or with "linear" as they are."""
    if output == "softmax":
        return torch.softmax(outputs, dim=1)
    return outputs if output == "linear" else ACTIVATIONS[output](outputs)


# Initial weights. Each fills `weight` (W, D) in place from `generator`; biases start at zero.


def zero(weight: Tensor, generator: Generator) -> None:
    """All zero: every neuron of a layer then learns the same, or nothing at all."""
    weight.zero_()


def small(weight: Tensor, generator: Generator) -> None:
    """Normal with deviation 0.01: signals shrink from layer to layer."""
    weight.normal_(0, 0.01, generator=generator)


def large(weight: Tensor, generator: Generator) -> None:
    """Normal with deviation 3: sigmoid and tanh saturate, ReLU explodes."""
    weight.normal_(0, 3, generator=generator)


def xavier(weight: Tensor, generator: Generator) -> None:
    """Uniform with variance 2 / (D + W): keeps the size of signals and gradients alike through tanh layers.

    Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks".
    """
    bound = math.sqrt(6 / sum(weight.shape))
    weight.uniform_(-bound, bound, generator=generator)


def he(weight: Tensor, generator: Generator) -> None:
    """Normal with variance 2 / D: the 2 makes up for the half of the signal a ReLU cuts off.

    He et al. 2015, "Delving deep into rectifiers".
    """
    weight.normal_(0, math.sqrt(2 / weight.shape[1]), generator=generator)


def orthogonal(weight: Tensor, generator: Generator) -> None:
    """A random rotation: rows, or columns if there are fewer, at right angles and of length 1.

    Saxe et al. 2013, "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks".
    """
    nn.init.orthogonal_(weight, generator=generator)


INITS: dict[str, Callable[[Tensor, Generator], None]] = {
    "zero": zero,
    "small": small,
    "xavier": xavier,
    "he": he,
    "orthogonal": orthogonal,
    "large": large,
}
