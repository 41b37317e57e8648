"""Word2Vec: two tables of vectors, one for words as they are looked up, one for words as they are predicted.

Mikolov et al. 2013, "Efficient estimation of word representations in vector space".
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional


class EmbeddingTable(nn.Module):
    """A row of D numbers for each of R things: (…) int64 -> (…, D).

    With `rows`, a gradient names only the rows that were looked up, however many there are.
    """

    def __init__(self, size: int, dim: int, rows: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(size, dim))
        self.rows = rows

    def forward(self, at: Tensor) -> Tensor:
        """Return the vectors of words, (…,) int64 -> (…, D)."""
        return functional.embedding(at, self.weight, sparse=self.rows)


class Word2VecNet(nn.Module):
    """The vectors of `words` words, and of as many `outputs`: words, or nodes of the tree that leads to them.

    `window`, `dynamic` and `negatives` are for the loss, which draws from `generator`; they may be changed at any time.
    """

    def __init__(
        self,
        words: int,
        outputs: int,
        dim: int,
        window: int,
        dynamic: bool,
        negatives: int,
        rows: bool,
        generator: Generator,
    ) -> None:
        super().__init__()
        self.window, self.dynamic, self.negatives, self.generator = window, dynamic, negatives, generator
        self.input, self.output = EmbeddingTable(words, dim, rows), EmbeddingTable(outputs, dim, rows)
        self.input.weight.data.uniform_(-0.5 / dim, 0.5 / dim, generator=generator)  # the outputs begin at 0

    def forward(self, words: Tensor) -> Tensor:
        """Return the vectors of words, (…,) int64 -> (…, D)."""
        return self.input(words)
