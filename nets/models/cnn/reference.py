"""Convolution, pooling and batch norm written out, number by number.

Training uses torch's own functions; tests check that outputs and gradients are the same.

Shapes as in `nets.models.cnn.net`: (B, C, H, W) for images, (B, C, L) on a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import torch
from torch import Tensor
from torch.nn import functional


def patches(x: Tensor, kernel: Sequence[int], stride: int = 1, padding: int = 0, dilation: int = 1) -> Tensor:
    """Return the patch under the kernel at every position: (B, C, P) -> (B, C, P', k), k the positions of the kernel.

    P' has as many dimensions as P; the image is padded with zeros.
    """
    dims = x.ndim - 2
    x = functional.pad(x, [padding] * (2 * dims))
    edges = [(x.shape[2 + d] - dilation * (kernel[d] - 1) - 1) // stride + 1 for d in range(dims)]
    pixels = []
    for offset in product(*map(range, kernel)):  # each position of the kernel, and all the pixels under it
        selected = x
        for d, step in enumerate(offset):
            at = step * dilation + stride * torch.arange(edges[d])
            selected = selected.index_select(2 + d, at)
        pixels.append(selected)  # (B, C, P')
    return torch.stack(pixels, dim=-1)


def convolve(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Tensor:
    """Return patch times kernel, summed over kernel and channels: (B, I, P), (O, I, k, k) -> (B, O, P')."""
    windows = patches(x, weight.shape[2:], stride, padding, dilation)  # (B, I, P', k)
    sums = torch.einsum("bi...k,oik->bo...", windows, weight.flatten(2))
    return sums if bias is None else sums + bias.view(-1, *[1] * (x.ndim - 2))


def pool(x: Tensor, size: int, kind: str = "max") -> Tensor:
    """Return the largest, or the mean, of every square of `size` by `size` pixels: (B, C, P) -> (B, C, P / size²)."""
    windows = patches(x, [size] * (x.ndim - 2), stride=size)  # (B, C, P', k)
    return windows.amax(dim=-1) if kind == "max" else windows.mean(dim=-1)


def normalise(x: Tensor, weight: Tensor, bias: Tensor, epsilon: float = 1e-5) -> Tensor:
    """Return channels with mean 0 and variance 1 over batch and positions, times `weight` (C,), plus `bias` (C,)."""
    others = [0, *range(2, x.ndim)]
    mean = x.mean(dim=others, keepdim=True)
    variance = (x - mean).square().mean(dim=others, keepdim=True)
    shape = (1, -1, *[1] * (x.ndim - 2))
    return (x - mean) / torch.sqrt(variance + epsilon) * weight.view(shape) + bias.view(shape)
