"""GPT: a decoder-only Transformer that predicts the next token at every position.

Radford et al. 2018, "Improving language understanding by generative pre-training"; Radford et al. 2019, "Language
models are unsupervised multitask learners".

Shapes: B examples, T positions, t of them new, D width, V tokens of the vocabulary.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.ablation_mask import NO_ABLATION, AblationMask
from nets.layers.embedding import Embedding
from nets.layers.transformer_block import KVCache, StackConfig, TransformerStack, causal_mask, init_std
from nets.layers.transformer_reference import StackTrace, trace_stack


class GPTNet(nn.Module):
    """Token ids (B, T) int64 to logits (B, T, V) of the next tokens.

    `dropout`, the dropout probability of each sublayer's output while training, may change at any time.

    Args:
        vocabulary: The number of tokens.
        config: The configuration of the stack.
        mask: "causal", so that no position attends to later ones, or "full".
        tied: Whether the embedding is also the output layer (Press & Wolf 2017, "Using the output embedding to improve
            language models").
        generator: Source of all randomness.
    """

    def __init__(self, vocabulary: int, config: StackConfig, mask: str, tied: bool, generator: Generator) -> None:
        super().__init__()
        self.config, self.mask, self.dropout = config, mask, config.dropout
        self.embedding = Embedding(vocabulary, config.width)
        self.embedding.vectors.data.normal_(0, init_std(config.width), generator=generator)
        self.stack = TransformerStack(config, False, generator)
        self.output = None if tied else Embedding(vocabulary, config.width)
        if self.output is not None:
            self.output.vectors.data.normal_(0, init_std(config.width), generator=generator)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the logits (B, T, V) of tokens `ids` (B, T)."""
        return self.logits(self.stack(self.embed(ids), self.attention_mask(ids.shape[1]), dropout=self.dropout))

    def embed(self, ids: Tensor) -> Tensor:
        """Return the input (B, T, D) of the stack, scaled by √D with sinusoidal positions (Vaswani et al. 2017)."""
        x = self.embedding(ids)
        return x * math.sqrt(self.config.width) if self.config.positions == "sinusoidal" else x

    def attention_mask(self, length: int) -> Tensor | None:
        """Return the mask (T, T) bool of the positions that each position attends to; None for all."""
        return causal_mask(length) if self.mask == "causal" else None

    def logits(self, x: Tensor) -> Tensor:
        """Return the logits (B, T, V) for outputs (B, T, D) of the stack."""
        return functional.linear(x, (self.output or self.embedding).vectors)

    def stack_at(self, where: str = "") -> TransformerStack:
        """Return the stack; `where` exists for nets with several."""
        return self.stack

    def trace(
        self, inputs: tuple[Tensor, ...], without: AblationMask = NO_ABLATION, where: str = ""
    ) -> tuple[Tensor, StackTrace]:
        """Return the logits (B, T, V) of the written-out stack for token ids (B, T), and its trace."""
        trace = trace_stack(self.stack, self.embed(inputs[0]), self.attention_mask(inputs[0].shape[1]), without=without)
        return self.logits(trace.out), trace

    def step(
        self, ids: Tensor, state: tuple[Tensor, ...] = (), cached: bool = True
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Return the logits (B, t, V) after tokens (B, t) that follow earlier ones, and the new state.

        The state is a tuple of tensors whose first dimension is B: all tokens of the window (B, T), then, if `cached`,
        keys and values. A full window continues with its later half, which is read again, so that the results are the
        same with and without the cache.
        """
        past = torch.cat([state[0], ids], dim=1) if state else ids  # (B, T)
        if past.shape[1] > self.config.length:
            past, state = past[:, -max(1, self.config.length // 2) :], ()
        if not cached or self.mask != "causal":
            return self.forward(past)[:, -ids.shape[1] :], (past,)
        cache = KVCache(state[1:])
        new = past[:, cache.length :]  # (B, t)
        mask = causal_mask(past.shape[1])[cache.length :] if new.shape[1] > 1 else None
        x = self.stack(self.embed(new), mask, cache=cache)
        return self.logits(x)[:, -ids.shape[1] :], (past, *cache.state)
