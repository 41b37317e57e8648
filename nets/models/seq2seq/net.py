"""A net that reads one sequence and writes another: an encoder, and a decoder that may look back by attention.

Shapes: B examples, S symbols read, T symbols written, E numbers of a symbol's vector, H hidden units of one direction,
M numbers that the encoder keeps of each symbol (H, or 2H where it reads in both directions), K symbols of the answer.
Sequences are filled up behind their end with symbol 0, on which nothing depends.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor, nn

from nets.decoding.search import DecoderState
from nets.layers.decoder import AttentionMemory, RecurrentDecoder, greedy_decode
from nets.layers.embedding import Embedding
from nets.layers.linear import apply_dropout
from nets.layers.recurrent import ConvolutionLayer, RecurrentLayer, sinusoidal_steps, step_mask


class SequenceEncoder(nn.Module):
    """Symbols (B, S) to one vector for each, (B, S, M), and one for all, (B, M).

    `kind` is rnn, gru or lstm, which may read in `both` directions, or cnn, which is told by waves where a symbol
    stands, since its kernels do not see that. The one vector is the last state of each direction; of a cnn the mean.
    """

    def __init__(
        self, kind: str, symbols: int, embedding: int, hidden: int, layers: int, both: bool, kernel: int,
        generator: Generator,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kind, self.hidden = kind, hidden
        self.embedding = Embedding(symbols, embedding)
        self.embedding.vectors.data.normal_(generator=generator)
        made: list[Any] = []
        width = embedding
        for _place in range(layers):
            if kind == "cnn":
                made.append(ConvolutionLayer(width, hidden, kernel, 1, False))
                made[-1].init_weights(generator)
            else:
                made.append(RecurrentLayer(kind, width, hidden, both, "tanh"))
                made[-1].init_weights("orthogonal", 1.0, 1.0, generator)
            width = hidden * (1 + both)
        self.layers = nn.ModuleList(made)

    def forward(self, x: Tensor, dropout: float, generator: Generator) -> tuple[Tensor, Tensor]:
        """Return the states (B, S, H) of sources x (B, S), and the summary that the decoder starts from."""
        lengths = (x != 0).sum(dim=1)  # (B,)
        vectors = self.embedding(x)  # (B, S) -> (B, S, E)
        if self.kind == "cnn":
            vectors = vectors + sinusoidal_steps(x.shape[1], vectors.shape[2]).to(vectors)
        for layer in self.layers:
            if dropout and self.training:
                vectors = apply_dropout(vectors, dropout, generator)
            vectors = layer(vectors, lengths)
        return vectors, self.summary(vectors, lengths)

    def summary(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """One vector of all symbols, (B, S, M) -> (B, M)."""
        if self.kind == "cnn":
            return (vectors * step_mask(vectors, lengths)).sum(dim=1) / lengths.clamp_min(1)[:, None]
        last = vectors[torch.arange(len(vectors)), (lengths - 1).clamp_min(0)]
        if vectors.shape[2] == self.hidden:
            return last
        return torch.cat([last[:, : self.hidden], vectors[:, 0, self.hidden :]], dim=1)  # what reads back ends at 0


class Seq2SeqNet(nn.Module):
    """Encoder and decoder: `forward` scores known answers, `generate` writes answers.

    Sutskever et al. 2014, "Sequence to sequence learning with neural networks", https://arxiv.org/abs/1409.3215.

    `sources` and `targets` are how many symbols either side has. While training, what goes into each layer is dropped
    with probability `dropout`, and the decoder is told the true symbol with probability `forcing`, else its own; both
    may be changed at any time. All randomness is drawn from `generator`.
    """

    def __init__(
        self,
        sources: int,
        targets: int,
        encoder: str,
        decoder: str,
        attention: str,
        embedding: int,
        hidden: int,
        generator: Generator,
        layers: int = 1,
        both: bool = False,
        kernel: int = 3,
        dropout: float = 0.0,
        forcing: float = 1.0,
    ) -> None:
        super().__init__()
        self.attention, self.dropout, self.forcing, self.generator = attention, dropout, forcing, generator
        self.encoder = SequenceEncoder(encoder, sources, embedding, hidden, layers, both, kernel, generator)
        memory = hidden * (1 + both)
        self.decoder = RecurrentDecoder(decoder, targets, embedding, hidden, memory, attention, generator)

    def encode(self, x: Tensor) -> tuple[DecoderState, AttentionMemory]:
        """What the decoder starts with after sources (B, S): its state, and the memory it may look at."""
        values, summary = self.encoder(x, self.dropout, self.generator)
        return self.decoder.initial_state(summary), self.decoder.build_memory(values, x != 0)

    def forward(self, x: Tensor, answers: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """The scores (B, T, K) at each place of the true answers (B, T), and the shares of attention (B, T, S).

        Where no answers are given, those that the net writes itself, as many symbols as it reads.
        """
        state, memory = self.encode(x)
        if answers is None:
            answers = self.generate(state, memory, x.shape[1])
        return self.decode(answers, state, memory)

    def decode(self, answers: Tensor, state: DecoderState, memory: AttentionMemory) -> tuple[Tensor, Tensor | None]:
        """What `forward` says, of sources that were read."""
        if not self.training:
            return self.decoder(answers, state, memory)
        return self.decoder(answers, state, memory, self.forcing, self.dropout, self.generator)

    def step(
        self, tokens: Tensor, state: DecoderState, memory: AttentionMemory, row: Tensor | None = None
    ) -> tuple[Tensor, DecoderState, Tensor | None]:
        """One symbol (B,) further: scores (B, K) of the next, the state, and shares (B, S), or those of `row` (S,).

        Only for nets with attention can there be a row.
        """
        hidden, state = self.decoder.hidden_states(tokens[:, None], state, 0.0, None)
        weights = self.decoder.attention_weights(hidden, memory) if row is None else row[None, None]
        scores = self.decoder.logits(hidden, weights, memory)
        return scores[:, 0], state, None if weights is None else weights[:, 0]

    def attention_weights(self, x: Tensor, answers: Tensor) -> Tensor | None:
        """The shares (B, T, S) of sources (B, S) as it is told answers (B, T); None without attention."""
        shares: Tensor | None = self(x, answers)[1]
        return shares

    def summary(self, x: Tensor) -> Tensor:
        """One vector of all of a source (B, S): (B, M)."""
        summary: Tensor = self.encoder(x, 0.0, self.generator)[1]
        return summary

    @property
    def source_vectors(self) -> Tensor:
        """The vectors of the symbols of a source, (V, E)."""
        return self.encoder.embedding.vectors

    def generate(self, state: DecoderState, memory: AttentionMemory, most: int) -> Tensor:
        """Return answers (B, T), always the most likely token, 0 behind their end; T is `most`."""
        return greedy_decode(self, state, memory, most)
