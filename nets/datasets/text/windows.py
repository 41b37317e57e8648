"""Windows of a text, which are sliced on access."""

from __future__ import annotations

import torch
from torch import Tensor


class Windows:
    """Windows of `length` tokens of a row of ids (N,); window i starts at i * `stride` + `ahead`."""

    def __init__(self, ids: Tensor, length: int, ahead: int = 0, stride: int = 1) -> None:
        self.ids, self.stride = ids, stride
        self.length, self.offsets = length, torch.arange(length) + ahead

    def __len__(self) -> int:
        """Return the number of windows; one token is left to follow the last one."""
        return (len(self.ids) - 1 - self.length) // self.stride + 1

    def __getitem__(self, at: Tensor | slice) -> Tensor:
        chosen = torch.arange(len(self))[at]  # (B,)
        return self.ids[chosen[:, None] * self.stride + self.offsets]  # (B, T)
