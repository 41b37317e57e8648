"""Activation functions: what a layer makes of its weighted sums, and what an output layer shows of raw outputs."""

from __future__ import annotations

import functools
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional


def identity(z: Tensor) -> Tensor:
    """Return z itself; any number of such layers in a row is one linear map."""
    return z


ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": identity,
    "sigmoid": torch.sigmoid,  # 1 / (1 + e^-z), between 0 and 1
    "tanh": torch.tanh,  # between -1 and 1
    "relu": torch.relu,  # max(0, z)
    "leaky_relu": functools.partial(functional.leaky_relu, negative_slope=0.01),  # z, and 0.01 z below zero
    "gelu": functional.gelu,  # z times the normal distribution's share below z (Hendrycks & Gimpel 2016)
}


def squash(outputs: Tensor, output: str) -> Tensor:
    """Raw outputs (B, K) as the output layer shows them: as probabilities, bent, or with "linear" as they are."""
    if output == "softmax":
        return torch.softmax(outputs, dim=1)
    return outputs if output == "linear" else ACTIVATIONS[output](outputs)
