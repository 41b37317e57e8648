"""BERT: a stack of blocks in which every position reads all others.

Devlin et al. 2018, "BERT: pre-training of deep bidirectional transformers for language understanding".

Shapes: B examples, T places, M of them asked, D width, V symbols, C classes.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.embedding import Embedding
from nets.layers.linear import Linear, drop
from nets.layers.transformer_block import Norm, Plan, Stack, deviation
from nets.layers.transformer_reference import NOTHING, Trace, Without, written
from nets.models.bert.corpus import PAD


class Head(nn.Module):
    """Vectors (…, D) to the scores (…, V) of all symbols, whose table (V, D) is the one that reads them."""

    def __init__(self, symbols: int, width: int) -> None:
        super().__init__()
        self.transform, self.norm = Linear(width, width), Norm(width)
        self.bias = nn.Parameter(torch.zeros(symbols))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        """Return logits (M, V) of vectors x (M, D), with the embedding `table` (V, D) as output weights."""
        return functional.linear(self.norm(functional.gelu(self.transform(x))), table, self.bias)


class BertNet(nn.Module):
    """Symbols and segments (B, T) to raw scores: of the symbols at each place, of what follows, of the classes.

    One table reads symbols and writes them. While training, `dropout` of what each part adds is left out; it may be
    changed at any time. All randomness is drawn from `generator`. The classes' layer, `output`, is drawn last: so nets
    with other classes are the same but for it.
    """

    def __init__(self, symbols: int, plan: Plan, classes: int, generator: Generator) -> None:
        super().__init__()
        self.plan, self.dropout, self.generator = plan, plan.dropout, generator
        width = plan.width
        self.embedding, self.segments = Embedding(symbols, width), Embedding(2, width)
        self.stack = Stack(plan, False, generator)
        self.head = Head(symbols, width)
        self.pooler, self.following = Linear(width, width), Linear(width, 2)
        self.output = Linear(width, classes)
        drawn = (self.embedding.vectors, self.segments.vectors, self.head.transform.weight, self.pooler.weight)
        for weight in (*drawn, self.following.weight, self.output.weight):
            weight.data.normal_(0, deviation(width), generator=generator)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        """The scores (B, T, V) of all symbols at every place; without segments there is but one."""
        return self.scores(self.read(ids, torch.zeros_like(ids) if segments is None else segments))

    def entered(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """The vectors (B, T, D) that the stack reads, without their places, and what may be read, (B, 1, T)."""
        return self.embedding(ids) + self.segments(segments), (ids != PAD)[:, None]

    def read(self, ids: Tensor, segments: Tensor) -> Tensor:
        """The vectors (B, T, D) that leave the stack."""
        return self.stack(*self.entered(ids, segments), dropout=self.dropout)

    def scores(self, x: Tensor) -> Tensor:
        """The scores of all symbols, from vectors that leave the stack: (…, D) -> (…, V)."""
        return self.head(x, self.embedding.vectors)

    def stack_at(self, where: str = "") -> Stack:
        """The stack; there is but one."""
        return self.stack

    def pooled(self, x: Tensor) -> Tensor:
        """The vector of the first place, [CLS], once more bent: (B, T, D) -> (B, D)."""
        return torch.tanh(self.pooler(x[:, 0]))

    def follows(self, x: Tensor) -> Tensor:
        """The scores (B, 2) that the second sentence follows the first, and that it does not."""
        return self.following(self.pooled(x))

    def classify(self, ids: Tensor, segments: Tensor) -> Tensor:
        """The scores (B, C) of the classes."""
        x = self.pooled(self.read(ids, segments))
        if self.dropout and self.training:
            x = drop(x, self.dropout, self.generator)
        return self.output(x)

    def traced(self, inputs: tuple[Tensor, ...], without: Without = NOTHING, where: str = "") -> tuple[Tensor, Trace]:
        """The scores (B, T, V) by the written-out stack for symbols and segments (B, T), and all that is on the way."""
        x, mask = self.entered(*inputs)
        trace = written(self.stack, x, mask, without=without)
        return self.scores(trace.out), trace
