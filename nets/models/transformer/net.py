"""The Transformer: an encoder reads one sequence, a decoder writes another.

Vaswani et al. 2017, "Attention is all you need", https://arxiv.org/abs/1706.03762.

Shapes: B examples, S source tokens, T answer tokens, D width, K tokens of the answer vocabulary. Sequences are padded
with token 0, which is masked; token 0 also starts every answer, token 1 ends it.
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
    """The output of the encoder: vectors (B, S, D), and a mask (B, S) bool that is false at padding."""

    values: Tensor
    mask: Tensor


class TransformerNet(nn.Module):
    """Encoder and decoder with the same configuration.

    `dropout`, the dropout probability of each sublayer's output while training, may change at any time.

    Args:
        sources: The size of the source vocabulary.
        targets: The size of the answer vocabulary.
        config: The configuration of both stacks.
        tied: Whether the embedding of the answer is also the output layer.
        generator: Source of all randomness.
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

    def embed(self, table: Embedding, ids: Tensor) -> Tensor:
        """Return the vectors (B, T, D) of tokens (B, T), scaled by √D with sinusoidal positions (section 3.4)."""
        vectors: Tensor = table(ids)
        return vectors * math.sqrt(self.config.width) if self.config.positions == "sinusoidal" else vectors

    def encode_source(self, x: Tensor) -> EncodedSource:
        """Return the encoded sources (B, S)."""
        mask = x != 0
        values = self.encoder(self.embed(self.source, x), mask[:, None], dropout=self.dropout)
        return EncodedSource(values, mask)

    def encode(self, x: Tensor) -> tuple[DecoderState, EncodedSource]:
        """Return the decoder's state for sources (B, S), which holds their keys and values, and the encoded sources."""
        memory = self.encode_source(x)
        state: list[Tensor] = []
        for block in self.decoder.blocks:
            key, value = block.cross_attention.project_memory(memory.values)  # type: ignore[union-attr, operator]
            state += [key[:, :, :0], value[:, :, :0], key, value]
        return tuple(state), memory

    def forward(self, x: Tensor, answers: Tensor | None = None) -> tuple[Tensor, None]:
        """Return the logits (B, T, K) at each position of the true answers (B, T), with teacher forcing.

        Without answers the net's own answers take their place, as long as the sources.
        """
        memory = self.encode_source(x)
        if answers is None:
            answers = self.generate(*self.encode(x), x.shape[1])
        return self.decode(answers, (), memory)

    def decode(self, answers: Tensor, state: DecoderState, memory: EncodedSource) -> tuple[Tensor, None]:
        """Return the logits (B, T, K) of answers (B, T) to encoded sources, with teacher forcing."""
        previous = self.embed(self.target, shift_right(answers))
        mask = causal_mask(answers.shape[1])
        x = self.decoder(previous, mask, memory.values, memory.mask, dropout=self.dropout)
        return self.logits(x), None

    def logits(self, x: Tensor) -> Tensor:
        """Return the logits (…, K) for outputs (…, D) of the decoder."""
        return functional.linear(x, (self.output or self.target).vectors)

    def step(self, tokens: Tensor, state: DecoderState, memory: EncodedSource) -> tuple[Tensor, DecoderState, None]:
        """Return the next logits (B, K) after tokens (B,), and the state with the keys and values of these tokens."""
        cache = KVCache(state)
        previous = self.embed(self.target, tokens[:, None])
        x = self.decoder(previous, None, memory.values, memory.mask, cache)
        return self.logits(x)[:, 0], cache.state, None

    def generate(self, state: DecoderState, memory: EncodedSource, most: int) -> Tensor:
        """Return greedily decoded answers (B, T), padded with 0; T is `most`."""
        return greedy_decode(self, state, memory, most)

    def trace(
        self, inputs: tuple[Tensor, ...], without: AblationMask = NO_ABLATION, where: str = "decoder"
    ) -> tuple[Tensor, StackTrace]:
        """Run the written-out stacks on sources and answers.

        Args:
            inputs: Sources (B, S) and answers (B, T).
            without: What is ablated in the stack called `where`; positions are ablated in both.
            where: "encoder" or "decoder".

        Returns:
            The logits (B, T, K) and the trace of that stack.
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
        """Return the stack of the attentions called `where`: "encoder"; or "decoder" and "crossed"."""
        return self.encoder if where == "encoder" else self.decoder

    def attention_weights(self, x: Tensor, answers: Tensor, layer: int = -1, head: int = -1) -> Tensor:
        """Return the cross-attention weights (B, T, S) for sources (B, S) and answers (B, T).

        Args:
            x: The sources.
            answers: The answers that the decoder reads.
            layer: The layer; the last one if there is no such layer.
            head: The head; the mean over all heads if there is no such head.
        """
        _scores, trace = self.trace((x, answers))
        weights = torch.stack(
            [each.cross_attention.weights for each in trace.layers if each.cross_attention], dim=1
        )  # (B, L, H, T, S)
        heads = weights[:, layer if 0 <= layer < weights.shape[1] else -1]
        return heads[:, head] if 0 <= head < weights.shape[2] else heads.mean(dim=1)

    def summary(self, x: Tensor) -> Tensor:
        """Return the mean vector (B, D) of encoded sources (B, S)."""
        values, mask = self.encode_source(x)
        return (values * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp_min(1)

    @property
    def source_vectors(self) -> Tensor:
        """The embedding of the source tokens, (V, D)."""
        return self.source.vectors


def shift_right(answers: Tensor) -> Tensor:
    """Return the tokens that the decoder reads at each position of answers (B, T): the start token, then answers."""
    return torch.cat([torch.full_like(answers[:, :1], START), answers[:, :-1]], dim=1)
