"""An encoder-decoder of recurrent or convolutional layers, with or without attention.

Shapes: B examples, S source tokens, T answer tokens, E embedding, H hidden units of one direction, M outputs of the
encoder at a position (H, or 2H if it is bidirectional), K tokens of the answer vocabulary. Sequences are padded with
token 0, which is masked.
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
    """Encodes tokens (B, S) as one vector for each, (B, S, M), and a summary (B, M).

    The summary is the last state of each direction, or the mean of a convolutional encoder's outputs.

    Args:
        kind: "rnn", "gru", "lstm", or "cnn", which also reads sinusoidal positions.
        vocabulary: The number of tokens.
        embedding: Numbers of a token's vector.
        hidden: Hidden units of one direction.
        layers: The number of layers.
        both: Whether recurrent layers are bidirectional.
        kernel: The width of the kernels of "cnn".
        generator: Source of all randomness.
    """

    def __init__(
        self, kind: str, vocabulary: int, embedding: int, hidden: int, layers: int, both: bool, kernel: int,
        generator: Generator,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kind, self.hidden = kind, hidden
        self.embedding = Embedding(vocabulary, embedding)
        self.embedding.vectors.data.normal_(generator=generator)
        stack: list[Any] = []
        width = embedding
        for _layer in range(layers):
            if kind == "cnn":
                stack.append(ConvolutionLayer(width, hidden, kernel, 1, False))
                stack[-1].init_weights(generator)
            else:
                stack.append(RecurrentLayer(kind, width, hidden, both, "tanh"))
                stack[-1].init_weights("orthogonal", 1.0, 1.0, generator)
            width = hidden * (1 + both)
        self.layers = nn.ModuleList(stack)

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
        """Return the summary (B, M) of outputs (B, S, M)."""
        if self.kind == "cnn":
            return (vectors * step_mask(vectors, lengths)).sum(dim=1) / lengths.clamp_min(1)[:, None]
        last = vectors[torch.arange(len(vectors)), (lengths - 1).clamp_min(0)]
        if vectors.shape[2] == self.hidden:
            return last
        return torch.cat(
            [last[:, : self.hidden], vectors[:, 0, self.hidden :]], dim=1
        )  # the backward layer ends at position 0


class Seq2SeqNet(nn.Module):
    """Encoder and decoder.

    Sutskever et al. 2014, "Sequence to sequence learning with neural networks", https://arxiv.org/abs/1409.3215.

    `dropout`, the dropout probability of the input of each layer, and `forcing`, the probability that the decoder reads
    the true token in training, else its own, may change at any time.

    Args:
        sources: The size of the source vocabulary.
        targets: The size of the answer vocabulary.
        encoder: The kind of the encoder, see `SequenceEncoder`.
        decoder: The kind of the decoder's cell.
        attention: "none", or how attention scores are computed.
        embedding: Numbers of a token's vector.
        hidden: Hidden units of the decoder, and of each direction of the encoder.
        generator: Source of all randomness.
        layers: Layers of the encoder.
        both: Whether the encoder is bidirectional.
        kernel: The width of the kernels of a convolutional encoder.
        dropout: See above.
        forcing: See above.
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
        """Return the decoder's initial state for sources (B, S), and the memory for attention."""
        values, summary = self.encoder(x, self.dropout, self.generator)
        return self.decoder.initial_state(summary), self.decoder.build_memory(values, x != 0)

    def forward(self, x: Tensor, answers: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Return the logits (B, T, K) of the true answers (B, T), and the attention weights (B, T, S).

        Without answers the net's own answers take their place, as long as the sources.
        """
        state, memory = self.encode(x)
        if answers is None:
            answers = self.generate(state, memory, x.shape[1])
        return self.decode(answers, state, memory)

    def decode(self, answers: Tensor, state: DecoderState, memory: AttentionMemory) -> tuple[Tensor, Tensor | None]:
        """Return the logits (B, T, K) of answers (B, T) to encoded sources, and the attention weights (B, T, S)."""
        if not self.training:
            return self.decoder(answers, state, memory)
        return self.decoder(answers, state, memory, self.forcing, self.dropout, self.generator)

    def step(
        self, tokens: Tensor, state: DecoderState, memory: AttentionMemory, row: Tensor | None = None
    ) -> tuple[Tensor, DecoderState, Tensor | None]:
        """Return the next logits (B, K) after tokens (B,), the state, and the attention weights (B, S).

        For nets with attention, `row` (S,) replaces the attention weights.
        """
        hidden, state = self.decoder.hidden_states(tokens[:, None], state, 0.0, None)
        weights = self.decoder.attention_weights(hidden, memory) if row is None else row[None, None]
        scores = self.decoder.logits(hidden, weights, memory)
        return scores[:, 0], state, None if weights is None else weights[:, 0]

    def attention_weights(self, x: Tensor, answers: Tensor) -> Tensor | None:
        """Return the attention weights (B, T, S) for sources (B, S) and answers (B, T); None without attention."""
        weights: Tensor | None = self(x, answers)[1]
        return weights

    def summary(self, x: Tensor) -> Tensor:
        """Return the summary (B, M) of sources (B, S)."""
        summary: Tensor = self.encoder(x, 0.0, self.generator)[1]
        return summary

    @property
    def source_vectors(self) -> Tensor:
        """The embedding of the source tokens, (V, E)."""
        return self.encoder.embedding.vectors

    def generate(self, state: DecoderState, memory: AttentionMemory, most: int) -> Tensor:
        """Return greedily decoded answers (B, T), padded with 0; T is `most`."""
        return greedy_decode(self, state, memory, most)
