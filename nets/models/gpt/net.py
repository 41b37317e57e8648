"""GPT: a stack of blocks that reads symbols and says at every place which one comes next. Radford et al. 2018, 2019.

Shapes: B examples, T places, t of them new, D width, V symbols.
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
    """Symbols (B, T) int64 to raw scores (B, T, V) of what comes after each.

    `mask` is "causal", so that no place reads what it should foretell, or "full". With `tied` the table that reads
    symbols writes them as well (Press & Wolf 2017, "Using the output embedding to improve language models"). While
    training, `dropout` of what each part adds is left out; it may be changed at any time. All randomness is drawn from
    `generator`.
    """

    def __init__(self, symbols: int, config: StackConfig, mask: str, tied: bool, generator: Generator) -> None:
        super().__init__()
        self.config, self.mask, self.dropout = config, mask, config.dropout
        self.embedding = Embedding(symbols, config.width)
        self.embedding.vectors.data.normal_(0, init_std(config.width), generator=generator)
        self.stack = TransformerStack(config, False, generator)
        self.output = None if tied else Embedding(symbols, config.width)
        if self.output is not None:
            self.output.vectors.data.normal_(0, init_std(config.width), generator=generator)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the logits (B, T, V) of tokens `ids` (B, T)."""
        return self.logits(self.stack(self.embed(ids), self.attention_mask(ids.shape[1]), dropout=self.dropout))

    def embed(self, ids: Tensor) -> Tensor:
        """What goes into the stack, (B, T, D): as large as the waves if there are any (Vaswani et al. 2017, 3.4)."""
        x = self.embedding(ids)
        return x * math.sqrt(self.config.width) if self.config.positions == "sinusoidal" else x

    def attention_mask(self, places: int) -> Tensor | None:
        """The mask (T, T) of what each place may read, None for everything."""
        return causal_mask(places) if self.mask == "causal" else None

    def logits(self, x: Tensor) -> Tensor:
        """The scores (B, T, V) of all symbols, from vectors (B, T, D) that leave the stack."""
        return functional.linear(x, (self.output or self.embedding).vectors)

    def stack_at(self, where: str = "") -> TransformerStack:
        """The stack that attentions called `where` are in: there is one."""
        return self.stack

    def trace(
        self, inputs: tuple[Tensor, ...], without: AblationMask = NO_ABLATION, where: str = ""
    ) -> tuple[Tensor, StackTrace]:
        """The scores (B, T, V) by the written-out stack for symbols (B, T), and all that is on the way."""
        trace = trace_stack(self.stack, self.embed(inputs[0]), self.attention_mask(inputs[0].shape[1]), without=without)
        return self.logits(trace.out), trace

    def step(
        self, ids: Tensor, state: tuple[Tensor, ...] = (), cached: bool = True
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The scores (B, t, V) after symbols (B, t) that follow what was read before, and the state after them.

        The state is a tuple with the examples first: all symbols of the window (B, T), then, if `cached`, keys and
        values. A window that is full goes on with its later half, which is then read again: so what is written is the
        same with the cache and without it.
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
