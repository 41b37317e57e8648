"""Activation functions of hidden layers, and those of output layers."""

from __future__ import annotations

import functools
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional


def identity(z: Tensor) -> Tensor:
    """Return z itself: any number of such layers in a row is one linear map."""
    return z


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": identity,
    "sigmoid": torch.sigmoid,  # 1 / (1 + e^-z), between 0 and 1
    "tanh": torch.tanh,  # between -1 and 1
    "relu": torch.relu,  # max(0, z)
    "leaky_relu": functools.partial(functional.leaky_relu, negative_slope=0.01),  # z, and 0.01 z below zero
    "gelu": functional.gelu,  # z times the normal distribution's share below z (Hendrycks & Gimpel 2016)
}


def output_activation(outputs: Tensor, kind: str) -> Tensor:
    """Return raw outputs (B, K) as an output layer of this kind shows them: probabilities, or as they are."""
    if kind == "softmax":
        return torch.softmax(outputs, dim=1)
    return outputs if kind == "linear" else ACTIVATIONS[kind](outputs)
