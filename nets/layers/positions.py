"""Where a symbol stands, told to a net that by itself sees a set and no order.

Shapes: B examples, H heads, T places, D width, K head width.
"""

from __future__ import annotations

import torch
from torch import Tensor

BASE = 10_000.0  # of the waves: one turn takes so many places, times 2π


def position_angles(places: int, width: int) -> Tensor:
    """How far each of width / 2 clocks has turned at each place, (T, D / 2): from one radian a place to 1 / SLOWEST."""
    pace = BASE ** (-torch.arange(0, width, 2) / width)  # (D / 2,)
    return torch.arange(places)[:, None] * pace


def sinusoidal_positions(places: int, width: int) -> Tensor:
    """A table (T, D) to be added to the symbols' vectors: sine and cosine of every angle, side by side.

    Vaswani et al. 2017, "Attention is all you need", section 3.5.
    """
    turned = position_angles(places, width + width % 2)
    return torch.stack([turned.sin(), turned.cos()], dim=2).flatten(1)[:, :width]


def apply_rotary(x: Tensor, turned: Tensor) -> Tensor:
    """Queries or keys (B, H, T, K), every two numbers of which are turned by the angle of their place (T, K / 2).

    Two numbers are a point of the complex plane, which is turned by a product with one at distance 1 from the centre.
    The product of a query with a key then tells how far apart they stand, and not where. Su et al. 2021, "RoFormer:
    enhanced transformer with rotary position embedding".
    """
    pairs = torch.view_as_complex(x.unflatten(3, (-1, 2)))  # (B, H, T, K / 2)
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(turned), turned)).flatten(3)
