"""BERT: a stack of blocks in which every position reads all others.

Devlin et al. 2018, "BERT: pre-training of deep bidirectional transformers for language understanding",
https://arxiv.org/abs/1810.04805.

Shapes: B rows, T positions, M of them masked, D width, V tokens of the vocabulary, C classes.
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
    """Vectors (…, D) to logits (…, V), with the embedding of the tokens as output weights."""

    def __init__(self, vocabulary: int, width: int) -> None:
        super().__init__()
        self.transform, self.norm = Linear(width, width), LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        """Return logits (M, V) of vectors x (M, D), with the embedding `table` (V, D) as output weights."""
        return functional.linear(self.norm(functional.gelu(self.transform(x))), table, self.bias)


class BertNet(nn.Module):
    """Token ids and segments (B, T) to logits of masked tokens, of the next sentence, and of classes.

    `dropout`, the dropout probability of each sublayer's output while training, may change at any time. The weights of
    `output` are drawn last, so nets with other classes differ in it alone.

    Args:
        vocabulary: The number of tokens.
        config: The configuration of the stack.
        classes: The number of classes.
        generator: Source of all randomness.
    """

    def __init__(self, vocabulary: int, config: StackConfig, classes: int, generator: Generator) -> None:
        super().__init__()
        self.config, self.dropout, self.generator = config, config.dropout, generator
        width = config.width
        self.embedding, self.segment_embedding = Embedding(vocabulary, width), Embedding(2, width)
        self.stack = TransformerStack(config, False, generator)
        self.head = MaskedLanguageModelHead(vocabulary, width)
        self.pooler, self.next_sentence = Linear(width, width), Linear(width, 2)
        self.output = Linear(width, classes)
        embeddings = self.embedding.vectors, self.segment_embedding.vectors
        heads = self.head.transform, self.pooler, self.next_sentence, self.output
        for weight in (*embeddings, *(head.weight for head in heads)):
            weight.data.normal_(0, init_std(width), generator=generator)

    def forward(self, ids: Tensor, segments: Tensor | None = None) -> Tensor:
        """Return the logits (B, T, V) of all tokens; without segments there is one sentence."""
        return self.logits(self.encode(ids, torch.zeros_like(ids) if segments is None else segments))

    def embed(self, ids: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Return the input (B, T, D) of the stack, without positions, and its mask (B, 1, T)."""
        return self.embedding(ids) + self.segment_embedding(segments), (ids != PAD)[:, None]

    def encode(self, ids: Tensor, segments: Tensor) -> Tensor:
        """Return the output (B, T, D) of the stack."""
        return self.stack(*self.embed(ids, segments), dropout=self.dropout)

    def logits(self, x: Tensor) -> Tensor:
        """Return the logits of all tokens for outputs of the stack, (…, D) -> (…, V)."""
        return self.head(x, self.embedding.vectors)

    def stack_at(self, where: str = "") -> TransformerStack:
        """Return the stack; `where` exists for nets with several."""
        return self.stack

    def pool(self, x: Tensor) -> Tensor:
        """Return the pooled output of [CLS], (B, T, D) -> (B, D)."""
        return torch.tanh(self.pooler(x[:, 0]))

    def next_sentence_logits(self, x: Tensor) -> Tensor:
        """Return the logits (B, 2) that the second sentence follows the first, and that it does not."""
        return self.next_sentence(self.pool(x))

    def classify(self, ids: Tensor, segments: Tensor) -> Tensor:
        """Return the logits (B, C) of the classes."""
        x = self.pool(self.encode(ids, segments))
        if self.dropout and self.training:
            x = apply_dropout(x, self.dropout, self.generator)
        return self.output(x)

    def trace(
        self, inputs: tuple[Tensor, ...], without: AblationMask = NO_ABLATION, where: str = ""
    ) -> tuple[Tensor, StackTrace]:
        """Return the logits (B, T, V) of the written-out stack for ids and segments (B, T), and its trace."""
        x, mask = self.embed(*inputs)
        trace = trace_stack(self.stack, x, mask, without=without)
        return self.logits(trace.out), trace
