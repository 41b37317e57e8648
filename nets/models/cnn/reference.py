"""Convolution, pooling and batch norm written out, number by number.

Training uses torch's fused ones; tests check that outputs and gradients are the same.

Shapes as in `nets.models.cnn.net`: (B, C, H, W) for images, (B, C, L) on a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import torch
from torch import Tensor
from torch.nn import functional


def patches(x: Tensor, kernel: Sequence[int], stride: int = 1, padding: int = 0, dilation: int = 1) -> Tensor:
    """Every patch that a kernel comes to lie on: (B, C, P) -> (B, C, P', k), k the places of the kernel in order.

    P' are as many dimensions as P; zeros stand around the image.
    """
    dims = x.ndim - 2
    x = functional.pad(x, [padding] * (2 * dims))
    edges = [(x.shape[2 + d] - dilation * (kernel[d] - 1) - 1) // stride + 1 for d in range(dims)]
    places = []
    for offset in product(*map(range, kernel)):  # each place of the kernel, and all the pixels it comes to lie on
        seen = x
        for d, step in enumerate(offset):
            at = step * dilation + stride * torch.arange(edges[d])
            seen = seen.index_select(2 + d, at)
        places.append(seen)  # (B, C, P')
    return torch.stack(places, dim=-1)


def convolve(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Tensor:
    """Patch times kernel, summed over the kernel's places and the channels: (B, I, P), (O, I, k, k) -> (B, O, P')."""
    seen = patches(x, weight.shape[2:], stride, padding, dilation)  # (B, I, P', k)
    sums = torch.einsum("bi...k,oik->bo...", seen, weight.flatten(2))
    return sums if bias is None else sums + bias.view(-1, *[1] * (x.ndim - 2))


def pool(x: Tensor, size: int, kind: str = "max") -> Tensor:
    """The largest, or the mean, of every square of `size` by `size` pixels: (B, C, P) -> (B, C, P / size²)."""
    seen = patches(x, [size] * (x.ndim - 2), stride=size)  # (B, C, P', k)
    return seen.amax(dim=-1) if kind == "max" else seen.mean(dim=-1)


def normalise(x: Tensor, weight: Tensor, bias: Tensor, epsilon: float = 1e-5) -> Tensor:
    """Each channel with mean 0 and variance 1 over batch and places, then times `weight` (C,), plus `bias` (C,)."""
    others = [0, *range(2, x.ndim)]
    mean = x.mean(dim=others, keepdim=True)
    variance = (x - mean).square().mean(dim=others, keepdim=True)
    shape = (1, -1, *[1] * (x.ndim - 2))
    return (x - mean) / torch.sqrt(variance + epsilon) * weight.view(shape) + bias.view(shape)
