"""Attention: shares from queries and keys, which say how much is taken of each value.

Shapes: B examples, T queries, S places to read, Q numbers in a query, K in a key, V in a value, W inside. A mask is
true where there is something to read; where there is nothing at all, shares and context are zeros. Heads side by side
are in `nets.layers.transformer_block`.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.initializers import xavier


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Shares (…, T, S) of what there is to read: every row adds up to 1, or is 0 where there is nothing.

    `mask` is bool and spreads over the scores as torch has it.
    """
    least = torch.finfo(scores.dtype).min  # not minus infinity, which would make nan of a row with nothing to read
    return scores.masked_fill(~mask, least).softmax(dim=-1).masked_fill(~mask, 0.0)


class Attention(nn.Module):
    """One head of attention that scores each key (K,) for a query (Q,) in one of three ways.

    dot: q · k, or q · A k where they differ in length ("general"; Luong et al. 2015, "Effective approaches to
    attention-based neural machine translation"). additive: v · tanh(A q + C k) (Bahdanau et al. 2014, "Neural machine
    translation by jointly learning to align and translate"). scaled: A q · C k / √W (Vaswani et al. 2017).
    """

    def __init__(self, kind: str, query: int, key: int, width: int, generator: Generator) -> None:
        super().__init__()
        self.kind = kind
        bridged = kind == "dot" and query != key
        self.of_query = None if kind == "dot" else Projection(query, width, generator)
        self.of_key = Projection(key, query if bridged else width, generator) if kind != "dot" or bridged else None
        self.sum = Projection(width, 1, generator) if kind == "additive" else None

    def prepared(self, keys: Tensor) -> Tensor:
        """What can be made of the keys (B, S, K) before there is a query; once for all queries, (B, S, W)."""
        return keys if self.of_key is None else self.of_key(keys)

    def scores(self, queries: Tensor, prepared: Tensor) -> Tensor:
        """How well each prepared key (B, S, W) answers to each query (B, T, Q), before the softmax: (B, T, S)."""
        asked = queries if self.of_query is None else self.of_query(queries)  # (B, T, W)
        if self.sum is not None:
            both = torch.tanh(asked[:, :, None] + prepared[:, None])  # (B, T, S, W)
            return self.sum(both)[..., 0]
        products = asked @ prepared.transpose(1, 2)  # (B, T, S)
        return products / math.sqrt(asked.shape[2]) if self.kind == "scaled" else products

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Context (B, T, V) and shares (B, T, S), where `mask` (B, S) tells what there is to read."""
        weights = masked_softmax(self.scores(queries, self.prepared(keys)), mask[:, None])
        return weights @ values, weights


class Projection(nn.Module):
    """A matrix without a bias: (…, D) -> (…, W)."""

    def __init__(self, inputs: int, outputs: int, generator: Generator) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs))
        xavier(self.weight.data, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map x (…, D) to (…, W)."""
        return functional.linear(x, self.weight)
