"""Initial weights. Each function fills `weight` (W, D) in place from `generator`; biases start at zero."""

from __future__ import annotations

import math
from collections.abc import Callable

from torch import Generator, Tensor, nn


def zero(weight: Tensor, generator: Generator) -> None:
    """All zero: every neuron of a layer then learns the same, or nothing at all."""
    weight.zero_()


def small(weight: Tensor, generator: Generator) -> None:
    """Normal with standard deviation 0.01: signals shrink from layer to layer."""
    weight.normal_(0, 0.01, generator=generator)


def large(weight: Tensor, generator: Generator) -> None:
    """Normal with standard deviation 3: sigmoid and tanh saturate, ReLU explodes."""
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
    """A random orthogonal matrix: its rows, or columns if there are fewer, are orthonormal.

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
