"""Augmentation: training images are shifted, rotated, resized and made noisy at random each time they are used."""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional


def augment(
    x: Tensor,
    shift: float,
    rotate: float,
    scale: float,
    noise: float,
    black: float,
    contrast: float,
    generator: Generator,
) -> Tensor:
    """Return images x (B, C, H, W), or signals (B, C, L), each augmented at random.

    Args:
        x: The images, as inputs of a net.
        shift: Largest shift, as a share of the edge.
        rotate: Largest angle in degrees.
        scale: Largest change of the size, as a share.
        noise: Standard deviation of the noise; 1 is the distance of white from black.
        black: The input of a black pixel, which fills what comes in from outside.
        contrast: The distance of white from black, as inputs.
        generator: Draws everything, uniformly up to these limits.
    """
    if shift or rotate or scale:
        x = moved(x, *draws(len(x), x.ndim - 2, shift, rotate, scale, generator), black)
    if noise:
        x = x + noise * contrast * torch.empty_like(x).normal_(generator=generator)
    return x


def draws(
    count: int, dims: int, shift: float, rotate: float, scale: float, generator: Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the shift (B, dims), the angle in radians (B,) and the size (B,) of each of `count` images."""
    random = torch.rand(count, dims + 2, generator=generator) * 2 - 1  # (B, dims + 2), from -1 to 1
    return random[:, :dims] * shift, random[:, dims] * math.radians(rotate), 1 + random[:, dims + 1] * scale


def moved(x: Tensor, by: Tensor, angle: Tensor, size: Tensor, black: float) -> Tensor:
    """Return images x (B, C, H, W) or signals (B, C, L) shifted, rotated and resized, with bilinear interpolation.

    Args:
        x: The images.
        by: (B, dims), shifts to the right and down, as shares of the edge.
        angle: (B,), clockwise, in radians; a signal cannot turn.
        size: (B,); 2 is twice as large.
        black: Fills what comes in from outside.
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
