"""Embeddings: a learnt vector for each symbol."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Embedding(nn.Module):
    """A learnt vector for each symbol: (B, T) int64 -> (B, T, E)."""

    def __init__(self, symbols: int, width: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.zeros(symbols, width))

    def forward(self, x: Tensor) -> Tensor:
        """Return the vectors (B, T, E) of symbols x (B, T)."""
        return functional.embedding(x, self.vectors)
