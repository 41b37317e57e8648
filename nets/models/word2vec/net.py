"""Word2Vec: two tables of vectors, one for input words, one for predicted words or nodes of the tree.

Mikolov et al. 2013, "Efficient estimation of word representations in vector space".
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional


class EmbeddingTable(nn.Module):
    """A table of `size` vectors with `dim` numbers each.

    With `rows`, gradients are sparse: they contain only the rows that were looked up.
    """

    def __init__(self, size: int, dim: int, rows: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(size, dim))
        self.rows = rows

    def forward(self, at: Tensor) -> Tensor:
        """Return the vectors of words, (…,) int64 -> (…, D)."""
        return functional.embedding(at, self.weight, sparse=self.rows)


class Word2VecNet(nn.Module):
    """The input vectors of the words, and the output vectors of words or of inner nodes of the tree.

    `window`, `dynamic`, `negatives` and `generator` are read by the loss; the first three may change at any time.

    Args:
        words: Rows of the input table.
        outputs: Rows of the output table.
        dim: Numbers of a vector.
        window: Most words on either side of a word that belong to its window.
        dynamic: Whether window sizes are drawn.
        negatives: Negatives for each pair.
        rows: Whether gradients are sparse.
        generator: Source of all randomness.
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
        self.input.weight.data.uniform_(-0.5 / dim, 0.5 / dim, generator=generator)  # the output vectors start at 0

    def forward(self, words: Tensor) -> Tensor:
        """Return the vectors of words, (…,) int64 -> (…, D)."""
        return self.input(words)
