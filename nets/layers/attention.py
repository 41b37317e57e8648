"""Attention with one head: each query is compared with all keys, and the weights of the values follow from the scores.

Shapes: B examples, T queries, S positions to read, Q numbers in a query, K in a key, V in a value, W hidden numbers of
the score. A mask is true where there is something to read; a row without anything gets weights and context of zero.
Attention with several heads is `nets.layers.transformer_block.MultiHeadAttention`.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.initializers import xavier


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Return attention weights (…, T, S): each row adds up to 1, or is 0 where the mask allows nothing.

    Args:
        scores: (…, T, S).
        mask: bool, broadcast over the scores.
    """
    least = torch.finfo(scores.dtype).min  # not minus infinity, which would make nan of a row with nothing to read
    return scores.masked_fill(~mask, least).softmax(dim=-1).masked_fill(~mask, 0.0)


class SingleHeadAttention(nn.Module):
    """Attention with one head and one of three scores of a query q (Q,) and a key k (K,).

    - "dot": q · k, or q · A k if their lengths differ ("general"). Luong et al. 2015, "Effective approaches to
      attention-based neural machine translation", https://arxiv.org/abs/1508.04025.
    - "additive": v · tanh(A q + C k). Bahdanau et al. 2014, "Neural machine translation by jointly learning to align
      and translate", https://arxiv.org/abs/1409.0473.
    - "scaled": A q · C k / √W. Vaswani et al. 2017, "Attention is all you need", https://arxiv.org/abs/1706.03762.

    Args:
        kind: Which score.
        query: Q.
        key: K.
        width: W.
        generator: Draws the initial weights.
    """

    def __init__(self, kind: str, query: int, key: int, width: int, generator: Generator) -> None:
        super().__init__()
        self.kind = kind
        general = kind == "dot" and query != key
        self.query_proj = None if kind == "dot" else Projection(query, width, generator)
        self.key_proj = Projection(key, query if general else width, generator) if kind != "dot" or general else None
        self.score_proj = Projection(width, 1, generator) if kind == "additive" else None

    def project_keys(self, keys: Tensor) -> Tensor:
        """Return the projected keys, (B, S, K) -> (B, S, W): computed once for all queries."""
        return keys if self.key_proj is None else self.key_proj(keys)

    def scores(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Return the scores (B, T, S) of queries (B, T, Q) and projected keys (B, S, W), before the softmax."""
        projected = queries if self.query_proj is None else self.query_proj(queries)  # (B, T, W)
        if self.score_proj is not None:
            hidden = torch.tanh(projected[:, :, None] + keys[:, None])  # (B, T, S, W)
            return self.score_proj(hidden)[..., 0]
        products = projected @ keys.transpose(1, 2)  # (B, T, S)
        return products / math.sqrt(projected.shape[2]) if self.kind == "scaled" else products

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return context (B, T, V) and attention weights (B, T, S); `mask` is (B, S)."""
        weights = masked_softmax(self.scores(queries, self.project_keys(keys)), mask[:, None])
        return weights @ values, weights


class Projection(nn.Module):
    """A linear layer without a bias: x W^T, (…, D) -> (…, W)."""

    def __init__(self, inputs: int, outputs: int, generator: Generator) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs))
        xavier(self.weight.data, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map x (…, D) to (…, W)."""
        return functional.linear(x, self.weight)
