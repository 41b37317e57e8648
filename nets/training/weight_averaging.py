"""Averaged weights: the mean of the weights after every update so far.

Freund & Schapire 1999, "Large margin classification using the perceptron algorithm"; for any net: Polyak & Juditsky
1992, "Acceleration of stochastic approximation by averaging". The mean is kept in buffers of the net's modules, so
checkpoints and snapshots hold it with the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

PREFIX = "averaged_"  # of a parameter's name


def add_averages(net: nn.Module) -> None:
    """Register a buffer beside every parameter of `net`, with the same values to begin with."""
    for module in net.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            module.register_buffer(PREFIX + name, parameter.detach().clone())


def averages(net: nn.Module) -> list[Tensor]:
    """Return the averaged weights in the order of the net's parameters, empty for a net without them."""
    averages = []
    for module in net.modules():
        buffers = dict(module.named_buffers(recurse=False))
        names = [PREFIX + name for name, _ in module.named_parameters(recurse=False)]
        averages += [buffers[name] for name in names if name in buffers]
    return averages


@torch.no_grad()
def update_averages(averages: list[Tensor], parameters: Sequence[Tensor], updates: int) -> None:
    """Include the weights after update number `updates` (from 1) in the averages."""
    torch._foreach_lerp_(averages, list(parameters), 1 / updates)


@contextmanager
def averaged_weights(net: nn.Module) -> Iterator[None]:
    """Put the averages in the place of the weights while the block runs."""
    pairs = list(zip(net.parameters(), averages(net), strict=True))
    _swap(pairs)
    try:
        yield
    finally:
        _swap(pairs)


def _swap(pairs: list[tuple[nn.Parameter, Tensor]]) -> None:
    for parameter, mean in pairs:
        parameter.data, mean.data = mean.data, parameter.data
