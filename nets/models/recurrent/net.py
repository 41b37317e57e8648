"""Nets that read sequences: recurrent ones (RNN, GRU, LSTM), a convolutional one, and a small one with attention.

Shapes: B sequences in a batch, T steps, D numbers that come in at a step, H hidden units of one direction. Sequences of
different length are filled up behind their end with the symbol 0, which nothing that is read depends on.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.embedding import Embedding
from nets.layers.linear import Linear, apply_dropout
from nets.layers.recurrent import (
    ConvolutionLayer,
    RecurrentLayer,
    RunDirection,
    SelfAttentionLayer,
    init_matrix,
    run_fused,
    sinusoidal_steps,
    step_mask,
)


class SequenceNet(nn.Module):
    """Symbols (B, T) int64, or numbers (B, T, D), through layers of one kind to raw outputs, (B, T, K) or (B, K).

    `symbols` is their number, 0 where numbers come in; `embedding` the width of their vectors, 0: as they are, one-hot.
    With `each` there is an output for every step, otherwise one for the whole sequence. While training, the states
    after each layer are dropped with probability `dropout`; the way back is cut every `truncate` steps. Both may be
    changed at any time. All randomness is drawn from `generator`.
    """

    def __init__(
        self,
        symbols: int,
        inputs: int,
        embedding: int,
        kind: str,
        hidden: int,
        layers: int,
        outputs: int,
        each: bool,
        generator: Generator,
        both: bool = False,
        causal: bool = False,
        activation: str = "tanh",
        kernel: int = 3,
        init: str = "orthogonal",
        gain: float = 1.0,
        forget_bias: float = 1.0,
        dropout: float = 0.0,
        truncate: int = 0,
    ) -> None:
        super().__init__()
        self.kind, self.symbols, self.each = kind, symbols, each
        self.dropout, self.truncate, self.generator = dropout, truncate, generator
        self.embedding = Embedding(symbols, embedding) if symbols and embedding else None
        width = embedding or symbols if symbols else inputs
        self.recurrent = kind in ("rnn", "gru", "lstm")
        self.projection = Linear(width, hidden) if kind == "attention" else None
        made: list[Any] = []
        for place in range(layers):
            if self.recurrent:
                made.append(RecurrentLayer(kind, width, hidden, both, activation))
            elif kind == "cnn":
                made.append(ConvolutionLayer(width, hidden, kernel, 2**place, causal))
            else:
                made.append(SelfAttentionLayer(hidden, causal))
            width = hidden * (1 + (both and self.recurrent))
        self.layers = nn.ModuleList(made)
        self.output = Linear(width if each or self.recurrent else 2 * width, outputs)
        self.init_weights(init, gain, forget_bias, generator)

    def init_weights(self, init: str, gain: float, forget_bias: float, generator: Generator) -> None:
        """Initial weights, in the order of the layers."""
        if self.embedding is not None:
            self.embedding.vectors.data.normal_(generator=generator)
        if self.projection is not None:
            init_matrix(self.projection.weight.data, "xavier", generator)
        for layer in self.layers:
            draw: Any = layer.init_weights
            draw(init, gain, forget_bias, generator) if self.recurrent else draw(generator)
        init_matrix(self.output.weight.data, "xavier", generator)

    def forward(self, x: Tensor, run: RunDirection = run_fused) -> Tensor:
        """Return the raw outputs, (B, K) or (B, T, K), of sequences x, (B, T) symbols or (B, T, D) numbers."""
        lengths = (x != 0).sum(dim=1) if self.symbols else None  # (B,)
        return self.outputs(self.embed(x), lengths, run)

    def embed(self, x: Tensor) -> Tensor:
        """What comes into the first layer, (B, T, D)."""
        if self.embedding is not None:
            x = self.embedding(x)
        elif self.symbols:
            x = functional.one_hot(x, self.symbols).to(self.output.weight.dtype)
        return (
            x
            if self.projection is None
            else self.projection(x) + sinusoidal_steps(x.shape[1], len(self.projection.weight)).to(x)
        )

    def outputs(self, x: Tensor, lengths: Tensor | None, run: RunDirection = run_fused) -> Tensor:
        """The outputs for vectors x (B, T, D) of sequences so long, (B,) or all T."""
        for layer in self.layers:
            x = layer(x, lengths, self.truncate, run) if self.recurrent else layer(x, lengths)
            if self.dropout and self.training:
                x = apply_dropout(x, self.dropout, self.generator)
        return self.output(x if self.each else self.summary(x, lengths))

    def summary(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """One vector a sequence: the last states, of a layer that reads backwards at the first step; else means, tops.

        (B, T, W) -> (B, W), or (B, 2W).
        """
        if not self.recurrent:
            if lengths is None:
                return torch.cat([x.mean(dim=1), x.amax(dim=1)], dim=1)
            there = step_mask(x, lengths)
            means = (x * there).sum(dim=1) / lengths[:, None]
            return torch.cat([means, x.masked_fill(~there, -torch.inf).amax(dim=1)], dim=1)
        last = x[:, -1] if lengths is None else x[torch.arange(len(x)), lengths - 1]
        if self.layers[-1].backward_layer is None:
            return last
        hidden = x.shape[2] // 2
        return torch.cat([last[:, :hidden], x[:, 0, hidden:]], dim=1)
