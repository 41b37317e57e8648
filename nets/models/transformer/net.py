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

from nets.decoding.search import DecoderState
from nets.layers.ablation_mask import NO_ABLATION, AblationMask
from nets.layers.decoder import START, greedy_decode
from nets.layers.embedding import Embedding
from nets.layers.transformer_block import KVCache, StackConfig, TransformerStack, causal_mask
from nets.layers.transformer_reference import StackTrace, trace_stack


class EncodedSource(NamedTuple):
    """What was read: a vector of each symbol (B, S, D), and where there is one, (B, S) bool."""

    values: Tensor
    mask: Tensor


class TransformerNet(nn.Module):
    """Encoder and decoder with the same configuration: `forward` scores known answers, `generate` writes answers.

    With `tied` the table that reads the answer writes it as well. While training, `dropout` of what each part adds is
    left out; it may be changed at any time. All randomness is drawn from `generator`.
    """

    attention = "scaled"

    def __init__(self, sources: int, targets: int, config: StackConfig, tied: bool, generator: Generator) -> None:
        super().__init__()
        self.config, self.dropout = config, config.dropout
        self.source, self.target = Embedding(sources, config.width), Embedding(targets, config.width)
        self.encoder, self.decoder = (
            TransformerStack(config, False, generator),
            TransformerStack(config, True, generator),
        )
        self.output = None if tied else Embedding(targets, config.width)
        for table in filter(None, (self.source, self.target, self.output)):
            table.vectors.data.normal_(0, config.width**-0.5, generator=generator)

    def embed(self, table: Embedding, symbols: Tensor) -> Tensor:
        """The vectors (B, T, D) of symbols (B, T): as large as the waves if there are any (section 3.4)."""
        vectors: Tensor = table(symbols)
        return vectors * math.sqrt(self.config.width) if self.config.positions == "sinusoidal" else vectors

    def encode_source(self, x: Tensor) -> EncodedSource:
        """Sources (B, S) as the decoder sees them."""
        mask = x != 0
        values = self.encoder(self.embed(self.source, x), mask[:, None], dropout=self.dropout)
        return EncodedSource(values, mask)

    def encode(self, x: Tensor) -> tuple[DecoderState, EncodedSource]:
        """What writing starts with after sources (B, S): keys and values, so far of the sources alone, and those."""
        memory = self.encode_source(x)
        state: list[Tensor] = []
        for block in self.decoder.blocks:
            key, value = block.cross_attention.project_memory(memory.values)  # type: ignore[union-attr, operator]
            state += [key[:, :, :0], value[:, :, :0], key, value]
        return tuple(state), memory

    def forward(self, x: Tensor, answers: Tensor | None = None) -> tuple[Tensor, None]:
        """The scores (B, T, K) at each place of the true answers (B, T).

        Where no answers are given, those that the net writes itself, as many symbols as it reads.
        """
        memory = self.encode_source(x)
        if answers is None:
            answers = self.generate(*self.encode(x), x.shape[1])
        return self.decode(answers, (), memory)

    def decode(self, answers: Tensor, state: DecoderState, memory: EncodedSource) -> tuple[Tensor, None]:
        """What `forward` says, of sources that were read."""
        told = self.embed(self.target, shift_right(answers))
        mask = causal_mask(answers.shape[1])
        x = self.decoder(told, mask, memory.values, memory.mask, dropout=self.dropout)
        return self.logits(x), None

    def logits(self, x: Tensor) -> Tensor:
        """The scores (…, K) of all symbols, from vectors (…, D) that leave the decoder."""
        return functional.linear(x, (self.output or self.target).vectors)

    def step(self, tokens: Tensor, state: DecoderState, memory: EncodedSource) -> tuple[Tensor, DecoderState, None]:
        """One symbol (B,) further: the scores (B, K) of the next, and the keys and values with those of this one."""
        cache = KVCache(state)
        told = self.embed(self.target, tokens[:, None])
        x = self.decoder(told, None, memory.values, memory.mask, cache)
        return self.logits(x)[:, 0], cache.state, None

    def generate(self, state: DecoderState, memory: EncodedSource, most: int) -> Tensor:
        """Return answers (B, T), always the most likely token, 0 behind their end; T is `most`."""
        return greedy_decode(self, state, memory, most)

    def trace(
        self, inputs: tuple[Tensor, ...], without: AblationMask = NO_ABLATION, where: str = "decoder"
    ) -> tuple[Tensor, StackTrace]:
        """The scores (B, T, K) by the written-out stacks for sources and answers, and what is on the way in one.

        What is left out is left out in the stack called `where`, encoder or decoder; positions in both.
        """
        x, answers = inputs
        mask, other = x != 0, AblationMask(positions=without.positions)
        reading = trace_stack(
            self.encoder, self.embed(self.source, x), mask[:, None],
            without=without if where == "encoder" else other,
        )  # fmt: skip
        writing = trace_stack(
            self.decoder, self.embed(self.target, shift_right(answers)),
            causal_mask(answers.shape[1]), reading.out, mask,
            other if where == "encoder" else without,
        )  # fmt: skip
        return self.logits(writing.out), reading if where == "encoder" else writing

    def stack_at(self, where: str = "decoder") -> TransformerStack:
        """The stack that attentions called `where` are in: encoder, decoder, or crossed, which is in the decoder."""
        return self.encoder if where == "encoder" else self.decoder

    def attention_weights(self, x: Tensor, answers: Tensor, layer: int = -1, head: int = -1) -> Tensor:
        """The shares (B, T, S) of sources (B, S) in cross-attention as it is told answers (B, T).

        Of a layer and a head of it; if there is no such, of the last layer and the mean of its heads.
        """
        _scores, trace = self.trace((x, answers))
        shares = torch.stack(
            [each.cross_attention.weights for each in trace.layers if each.cross_attention], dim=1
        )  # (B, L, H, T, S)
        chosen = shares[:, layer if 0 <= layer < shares.shape[1] else -1]
        return chosen[:, head] if 0 <= head < shares.shape[2] else chosen.mean(dim=1)

    def summary(self, x: Tensor) -> Tensor:
        """One vector of all of a source (B, S): the mean of its places, (B, D)."""
        values, mask = self.encode_source(x)
        return (values * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp_min(1)

    @property
    def source_vectors(self) -> Tensor:
        """The vectors of the symbols of a source, (V, D)."""
        return self.source.vectors


def shift_right(answers: Tensor) -> Tensor:
    """What is told before each symbol of answers (B, T): the sign that begins, then the symbols before."""
    return torch.cat([torch.full_like(answers[:, :1], START), answers[:, :-1]], dim=1)
