"""Embeddings: a learnt vector for each token."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Embedding(nn.Module):
    """A table with a learnt vector for each token: (B, T) int64 -> (B, T, E). `vectors` is (V, E)."""

    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.zeros(tokens, width))

    def forward(self, x: Tensor) -> Tensor:
        """Return the vectors (B, T, E) of symbols x (B, T)."""
        return functional.embedding(x, self.vectors)
