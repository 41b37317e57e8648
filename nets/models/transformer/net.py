"""The Transformer: an encoder reads one sequence, a decoder writes another.

Vaswani et al. 2017, "Attention is all you need".

Shapes: B examples, S symbols read, T symbols written, D width, V symbols of the source, K of the answer. Sequences are
filled up behind their end with symbol 0, on which nothing depends; symbol 0 also begins every answer, 1 ends it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.decoding.search import State
from nets.layers.ablation_mask import NOTHING, Without
from nets.layers.decoder import START, write
from nets.layers.embedding import Embedding
from nets.layers.transformer_block import Cache, Plan, Stack, causal
from nets.layers.transformer_reference import Trace, written


class Encoded(NamedTuple):
    """What was read: a vector of each symbol (B, S, D), and where there is one, (B, S) bool."""

    values: Tensor
    mask: Tensor


class TransformerNet(nn.Module):
    """Encoder and decoder of the same plan. What it answers is told by `forward` for known answers, by `write` alone.

    With `tied` the table that reads the answer writes it as well. While training, `dropout` of what each part adds is
    left out; it may be changed at any time. All randomness is drawn from `generator`.
    """

    attention = "scaled"

    def __init__(self, sources: int, targets: int, plan: Plan, tied: bool, generator: Generator) -> None:
        super().__init__()
        self.plan, self.dropout = plan, plan.dropout
        self.source, self.target = Embedding(sources, plan.width), Embedding(targets, plan.width)
        self.encoder, self.decoder = Stack(plan, False, generator), Stack(plan, True, generator)
        self.output = None if tied else Embedding(targets, plan.width)
        for table in filter(None, (self.source, self.target, self.output)):
            table.vectors.data.normal_(0, plan.width**-0.5, generator=generator)

    def vectors_of(self, table: Embedding, symbols: Tensor) -> Tensor:
        """The vectors (B, T, D) of symbols (B, T): as large as the waves if there are any (section 3.4)."""
        vectors: Tensor = table(symbols)
        return vectors * math.sqrt(self.plan.width) if self.plan.positions == "sinusoidal" else vectors

    def encoded(self, x: Tensor) -> Encoded:
        """Sources (B, S) as the decoder sees them."""
        mask = x != 0
        values = self.encoder(self.vectors_of(self.source, x), mask[:, None], dropout=self.dropout)
        return Encoded(values, mask)

    def read(self, x: Tensor) -> tuple[State, Encoded]:
        """What writing starts with after sources (B, S): keys and values, so far of the sources alone, and those."""
        memory = self.encoded(x)
        state: list[Tensor] = []
        for block in self.decoder.blocks:
            key, value = block.crossed.read(memory.values)  # type: ignore[union-attr, operator]
            state += [key[:, :, :0], value[:, :, :0], key, value]
        return tuple(state), memory

    def forward(self, x: Tensor, answers: Tensor | None = None) -> tuple[Tensor, None]:
        """The scores (B, T, K) at each place of the true answers (B, T).

        Where no answers are given, those that the net writes itself, as many symbols as it reads.
        """
        memory = self.encoded(x)
        if answers is None:
            answers = self.write(*self.read(x), x.shape[1])
        return self.told(answers, (), memory)

    def told(self, answers: Tensor, state: State, memory: Encoded) -> tuple[Tensor, None]:
        """What `forward` says, of sources that were read."""
        told = self.vectors_of(self.target, shifted(answers))
        mask = causal(answers.shape[1])
        x = self.decoder(told, mask, memory.values, memory.mask, dropout=self.dropout)
        return self.scores(x), None

    def scores(self, x: Tensor) -> Tensor:
        """The scores (…, K) of all symbols, from vectors (…, D) that leave the decoder."""
        return functional.linear(x, (self.output or self.target).vectors)

    def step(self, tokens: Tensor, state: State, memory: Encoded) -> tuple[Tensor, State, None]:
        """One symbol (B,) further: the scores (B, K) of the next, and the keys and values with those of this one."""
        cache = Cache(state)
        told = self.vectors_of(self.target, tokens[:, None])
        x = self.decoder(told, None, memory.values, memory.mask, cache)
        return self.scores(x)[:, 0], cache.state, None

    def write(self, state: State, memory: Encoded, most: int) -> Tensor:
        """The answers (B, T) that come of always taking the likeliest symbol, 0 behind their end; T is `most`."""
        return write(self, state, memory, most)

    def traced(
        self, inputs: tuple[Tensor, ...], without: Without = NOTHING, where: str = "decoder"
    ) -> tuple[Tensor, Trace]:
        """The scores (B, T, K) by the written-out stacks for sources and answers, and what is on the way in one.

        What is left out is left out in the stack called `where`, encoder or decoder; positions in both.
        """
        x, answers = inputs
        mask, other = x != 0, Without(positions=without.positions)
        reading = written(
            self.encoder, self.vectors_of(self.source, x), mask[:, None],
            without=without if where == "encoder" else other,
        )  # fmt: skip
        writing = written(
            self.decoder, self.vectors_of(self.target, shifted(answers)), causal(answers.shape[1]), reading.out, mask,
            other if where == "encoder" else without,
        )  # fmt: skip
        return self.scores(writing.out), reading if where == "encoder" else writing

    def stack_at(self, where: str = "decoder") -> Stack:
        """The stack that attentions called `where` are in: encoder, decoder, or crossed, which is in the decoder."""
        return self.encoder if where == "encoder" else self.decoder

    def look(self, x: Tensor, answers: Tensor, layer: int = -1, head: int = -1) -> Tensor:
        """The shares (B, T, S) of sources (B, S) in cross-attention as it is told answers (B, T).

        Of a layer and a head of it; where there is no such, of the last layer and the mean of its heads.
        """
        _scores, trace = self.traced((x, answers))
        shares = torch.stack([each.crossed.weights for each in trace.layers if each.crossed], dim=1)  # (B, L, H, T, S)
        chosen = shares[:, layer if 0 <= layer < shares.shape[1] else -1]
        return chosen[:, head] if 0 <= head < shares.shape[2] else chosen.mean(dim=1)

    def summary(self, x: Tensor) -> Tensor:
        """One vector of all of a source (B, S): the mean of its places, (B, D)."""
        values, mask = self.encoded(x)
        return (values * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp_min(1)

    @property
    def vectors(self) -> Tensor:
        """The vectors of the symbols of a source, (V, D)."""
        return self.source.vectors


def shifted(answers: Tensor) -> Tensor:
    """What is told before each symbol of answers (B, T): the sign that begins, then the symbols before."""
    return torch.cat([torch.full_like(answers[:, :1], START), answers[:, :-1]], dim=1)
