"""Augmentation: training images moved, turned, resized and made noisy at random, anew each time they are used."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional


def augment(
    x: Tensor, shift: float, rotate: float, scale: float, noise: float, black: float, unit: float, generator: Generator
) -> Tensor:
    """Images (B, C, H, W), or signals (B, C, L), each changed in a way of its own.

    `shift` and `scale` are shares of the edge, `rotate` is in degrees: drawn evenly from minus to plus that much.
    `noise` is a deviation, in units of which one is `unit` of x. What comes in from outside is `black`.
    """
    if shift or rotate or scale:
        x = moved(x, *draws(len(x), x.ndim - 2, shift, rotate, scale, generator), black)
    if noise:
        x = x + noise * unit * torch.empty_like(x).normal_(generator=generator)
    return x


def draws(
    count: int, dims: int, shift: float, rotate: float, scale: float, generator: Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """For each of `count` images: how far it moves (B, dims), how far it turns, in radians (B,), and its size (B,)."""
    random = torch.rand(count, dims + 2, generator=generator) * 2 - 1  # (B, dims + 2), from -1 to 1
    return random[:, :dims] * shift, random[:, dims] * math.radians(rotate), 1 + random[:, dims + 1] * scale


def moved(x: Tensor, by: Tensor, angle: Tensor, size: Tensor, black: float) -> Tensor:
    """Images (B, C, H, W) or signals (B, C, L) moved right and down by shares of the edge, turned clockwise, resized.

    `by` (B, dims), `angle` (B,) in radians, `size` (B,): 2 is twice as large. A line cannot turn. Every pixel of the
    result looks up where it came from, between four pixels if need be.
    """
    if x.ndim == 3:  # a line is an image one pixel high
        still = torch.zeros_like(by)
        return moved(x.unsqueeze(2), torch.cat([by, still], dim=1), torch.zeros_like(angle), size, black).squeeze(2)
    cosine, sine = angle.cos() / size, angle.sin() / size
    right, down = -2 * by[:, 0], -2 * by[:, 1]  # the grid goes from -1 to 1
    rows = [torch.stack([cosine, sine, cosine * right + sine * down], dim=1)]
    rows += [torch.stack([-sine, cosine, cosine * down - sine * right], dim=1)]
    grid = functional.affine_grid(torch.stack(rows, dim=1).to(x.dtype), list(x.shape), align_corners=False)
    return functional.grid_sample(x - black, grid, align_corners=False) + black
