"""BERT: a stack of blocks in which every position reads all others.

Devlin et al. 2018, "BERT: pre-training of deep bidirectional transformers for language understanding".

Shapes: B examples, T places, M of them asked, D width, V symbols, C classes.
"""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.embedding import Embedding
from nets.layers.linear import Linear, apply_dropout
from nets.layers.transformer_block import LayerNorm, StackConfig, TransformerStack, init_std
from nets.layers.transformer_reference import NO_ABLATION, AblationMask, StackTrace, trace_stack
from nets.models.bert.corpus import PAD


class MaskedLanguageModelHead(nn.Module):
    """Vectors (…, D) to the scores (…, V) of all symbols, whose table (V, D) is the one that reads them."""

    def __init__(self, symbols: int, width: int) -> None:
        super().__init__()
        self.transform, self.norm = Linear(width, width), LayerNorm(width)
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

    def __init__(self, symbols: int, config: StackConfig, classes: int, generator: Generator) -> None:
        super().__init__()
        self.config, self.dropout, self.generator = config, config.dropout, generator
        width = config.width
        self.embedding, self.segment_embedding = Embedding(symbols, width), Embedding(2, width)
        self.stack = TransformerStack(config, False, generator)
        self.head = MaskedLanguageModelHead(symbols, width)
        self.pooler, self.next_sentence = Linear(width, width), Linear(width, 2)
        self.output = Linear(width, classes)
        drawn = (self.embedding.vectors, self.segment_embedding.vectors, self.head.transform.weight, self.pooler.weight)
        for weight in (*drawn, self.next_sentence.weight, self.output.weight):
            weight.data.normal_(0, init_std(width), generator=generator)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        """The scores (B, T, V) of all symbols at every place; without segments there is but one."""
        return self.logits(self.encode(ids, torch.zeros_like(ids) if segments is None else segments))

    def embed(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """The vectors (B, T, D) that the stack reads, without their places, and what may be read, (B, 1, T)."""
        return self.embedding(ids) + self.segment_embedding(segments), (ids != PAD)[:, None]

    def encode(self, ids: Tensor, segments: Tensor) -> Tensor:
        """The vectors (B, T, D) that leave the stack."""
        return self.stack(*self.embed(ids, segments), dropout=self.dropout)

    def logits(self, x: Tensor) -> Tensor:
        """The scores of all symbols, from vectors that leave the stack: (…, D) -> (…, V)."""
        return self.head(x, self.embedding.vectors)

    def stack_at(self, where: str = "") -> TransformerStack:
        """The stack; there is but one."""
        return self.stack

    def pool(self, x: Tensor) -> Tensor:
        """The vector of the first place, [CLS], once more bent: (B, T, D) -> (B, D)."""
        return torch.tanh(self.pooler(x[:, 0]))

    def next_sentence_logits(self, x: Tensor) -> Tensor:
        """The scores (B, 2) that the second sentence follows the first, and that it does not."""
        return self.next_sentence(self.pool(x))

    def classify(self, ids: Tensor, segments: Tensor) -> Tensor:
        """The scores (B, C) of the classes."""
        x = self.pool(self.encode(ids, segments))
        if self.dropout and self.training:
            x = apply_dropout(x, self.dropout, self.generator)
        return self.output(x)

    def trace(
        self, inputs: tuple[Tensor, ...], without: AblationMask = NO_ABLATION, where: str = ""
    ) -> tuple[Tensor, StackTrace]:
        """The scores (B, T, V) by the written-out stack for symbols and segments (B, T), and all that is on the way."""
        x, mask = self.embed(*inputs)
        trace = trace_stack(self.stack, x, mask, without=without)
        return self.logits(trace.out), trace
