"""GPT: a stack of blocks that reads symbols and says at every place which one comes next. Radford et al. 2018, 2019.

Shapes: B examples, T places, t of them new, D width, V symbols.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.ablation_mask import NOTHING, Without
from nets.layers.embedding import Embedding
from nets.layers.transformer_block import Cache, Plan, Stack, causal, deviation
from nets.layers.transformer_reference import Trace, written


class GPTNet(nn.Module):
    """Symbols (B, T) int64 to raw scores (B, T, V) of what comes after each.

    `mask` is "causal", so that no place reads what it should foretell, or "full". With `tied` the table that reads
    symbols writes them as well (Press & Wolf 2017, "Using the output embedding to improve language models"). While
    training, `dropout` of what each part adds is left out; it may be changed at any time. All randomness is drawn from
    `generator`.
    """

    def __init__(self, symbols: int, plan: Plan, mask: str, tied: bool, generator: Generator) -> None:
        super().__init__()
        self.plan, self.mask, self.dropout = plan, mask, plan.dropout
        self.embedding = Embedding(symbols, plan.width)
        self.embedding.vectors.data.normal_(0, deviation(plan.width), generator=generator)
        self.stack = Stack(plan, False, generator)
        self.output = None if tied else Embedding(symbols, plan.width)
        if self.output is not None:
            self.output.vectors.data.normal_(0, deviation(plan.width), generator=generator)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the logits (B, T, V) of tokens `ids` (B, T)."""
        return self.scores(self.stack(self.vectors(ids), self.seen(ids.shape[1]), dropout=self.dropout))

    def vectors(self, ids: Tensor) -> Tensor:
        """What goes into the stack, (B, T, D): as large as the waves if there are any (Vaswani et al. 2017, 3.4)."""
        x = self.embedding(ids)
        return x * math.sqrt(self.plan.width) if self.plan.positions == "sinusoidal" else x

    def seen(self, places: int) -> Tensor | None:
        """The mask (T, T) of what each place may read, None for everything."""
        return causal(places) if self.mask == "causal" else None

    def scores(self, x: Tensor) -> Tensor:
        """The scores (B, T, V) of all symbols, from vectors (B, T, D) that leave the stack."""
        return functional.linear(x, (self.output or self.embedding).vectors)

    def stack_at(self, where: str = "") -> Stack:
        """The stack that attentions called `where` are in: there is one."""
        return self.stack

    def traced(self, inputs: tuple[Tensor, ...], without: Without = NOTHING, where: str = "") -> tuple[Tensor, Trace]:
        """The scores (B, T, V) by the written-out stack for symbols (B, T), and all that is on the way."""
        trace = written(self.stack, self.vectors(inputs[0]), self.seen(inputs[0].shape[1]), without=without)
        return self.scores(trace.out), trace

    def step(
        self, ids: Tensor, state: tuple[Tensor, ...] = (), cached: bool = True
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The scores (B, t, V) after symbols (B, t) that follow what was read before, and the state after them.

        The state is a tuple with the examples first: all symbols of the window (B, T), then, if `cached`, keys and
        values. A window that is full goes on with its later half, which is then read anew: so what is written is the
        same with the cache and without it.
        """
        past = torch.cat([state[0], ids], dim=1) if state else ids  # (B, T)
        if past.shape[1] > self.plan.length:
            past, state = past[:, -max(1, self.plan.length // 2) :], ()
        if not cached or self.mask != "causal":
            return self.forward(past)[:, -ids.shape[1] :], (past,)
        cache = Cache(state[1:])
        new = past[:, cache.length :]  # (B, t)
        mask = causal(past.shape[1])[cache.length :] if new.shape[1] > 1 else None
        x = self.stack(self.vectors(new), mask, cache=cache)
        return self.scores(x)[:, -ids.shape[1] :], (past, *cache.state)
