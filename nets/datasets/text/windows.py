"""A text read in pieces: every piece is cut out when it is needed."""

from __future__ import annotations

import torch
from torch import Tensor


class Windows:
    """Pieces of `length` symbols of a long row `ids` (N,): piece i, (T,), begins `ahead` of its place i * `stride`."""

    def __init__(self, ids: Tensor, length: int, ahead: int = 0, stride: int = 1) -> None:
        self.ids, self.stride = ids, stride
        self.length, self.places = length, torch.arange(length) + ahead

    def __len__(self) -> int:
        """One symbol is left to follow the last piece."""
        return (len(self.ids) - 1 - self.length) // self.stride + 1

    def __getitem__(self, at: Tensor | slice) -> Tensor:
        chosen = torch.arange(len(self))[at]  # (B,)
        return self.ids[chosen[:, None] * self.stride + self.places]  # (B, T)
