"""Averaged weights: the mean of the weights after every update so far, kept beside the net's own.

Freund & Schapire 1999, "Large margin classification using the perceptron algorithm"; for any net: Polyak & Juditsky
1992, "Acceleration of stochastic approximation by averaging". The mean stands in buffers of the net's modules, so
checkpoints and snapshots hold it with the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

PREFIX = "averaged_"  # of a parameter's name


def begin(net: nn.Module) -> list[Tensor]:
    """Give every parameter of `net` a buffer beside it, which begins as the weights do; the buffers."""
    for module in net.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            module.register_buffer(PREFIX + name, parameter.detach().clone())
    return means(net)


def means(net: nn.Module) -> list[Tensor]:
    """The averages, in the order of the net's parameters; empty for a net without them."""
    averages = []
    for module in net.modules():
        buffers = dict(module.named_buffers(recurse=False))
        names = [PREFIX + name for name, _ in module.named_parameters(recurse=False)]
        averages += [buffers[name] for name in names if name in buffers]
    return averages


@torch.no_grad()
def take_in(averages: list[Tensor], parameters: Sequence[Tensor], updates: int) -> None:
    """Take the weights after update number `updates` (from 1) into the averages."""
    torch._foreach_lerp_(averages, list(parameters), 1 / updates)


@contextmanager
def averaged(net: nn.Module) -> Iterator[None]:
    """The averages in the place of the weights while the block runs."""
    pairs = list(zip(net.parameters(), means(net), strict=True))
    _swap(pairs)
    try:
        yield
    finally:
        _swap(pairs)


def _swap(pairs: list[tuple[nn.Parameter, Tensor]]) -> None:
    for parameter, mean in pairs:
        parameter.data, mean.data = mean.data, parameter.data
