"""Encodings of positions, for attention, which by itself sees a set and no order.

Shapes: B examples, H heads, T positions, D width, K head width.
"""

from __future__ import annotations

import torch
from torch import Tensor

BASE = 10_000.0  # the slowest wave takes 2π times as many positions for one turn


def position_angles(length: int, width: int) -> Tensor:
    """Return the angle of each of width / 2 waves at each position, (T, D / 2): t / BASE^(2i / D)."""
    frequency = BASE ** (-torch.arange(0, width, 2) / width)  # (D / 2,)
    return torch.arange(length)[:, None] * frequency


def sinusoidal_positions(length: int, width: int) -> Tensor:
    """Return a table (T, D) to add to the embeddings: sine and cosine of every angle, side by side.

    Vaswani et al. 2017, "Attention is all you need", section 3.5, https://arxiv.org/abs/1706.03762.
    """
    angles = position_angles(length, width + width % 2)
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :width]


def apply_rotary(x: Tensor, angles: Tensor) -> Tensor:
    """Return queries or keys (B, H, T, K) with each pair of numbers rotated by its position's angle (T, K / 2).

    A pair is a complex number, and multiplying it by e^(i angle) rotates it. The product of a query and a key then
    depends on the distance of their positions alone. Su et al. 2021, "RoFormer: enhanced transformer with rotary
    position embedding", https://arxiv.org/abs/2104.09864.
    """
    pairs = torch.view_as_complex(x.unflatten(3, (-1, 2)))  # (B, H, T, K / 2)
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(3)
