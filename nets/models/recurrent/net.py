"""Nets that read sequences: recurrent ones (RNN, GRU, LSTM), a convolutional one, and a small one with attention.

Shapes: B sequences, T steps, D features of a step, H hidden units of one direction, W outputs of the last layer, K
outputs of the net. Sequences of tokens are padded with token 0, which is masked.
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
    """A stack of layers of one kind: tokens (B, T) or numbers (B, T, D) to raw outputs (B, T, K) or (B, K).

    `dropout`, the dropout probability after each layer while training, and `truncate`, the steps of truncated
    backpropagation through time (0: all), may change at any time.

    Args:
        vocabulary: The number of tokens; 0 for sequences of numbers.
        inputs: Features of a step of numbers.
        embedding: Numbers of a token's vector; 0 for one-hot vectors.
        kind: "rnn", "gru", "lstm", "cnn" or "attention".
        hidden: Hidden units of one direction.
        layers: The number of layers.
        outputs: The number of outputs.
        each: Whether there is an output at every step, or one for the whole sequence.
        generator: Source of all randomness.
        both: Whether recurrent layers are bidirectional.
        causal: Whether the other layers must not read ahead.
        activation: The activation function of "rnn".
        kernel: The width of the kernels of "cnn".
        init: How recurrent matrices are initialized.
        gain: Factor of the initial recurrent matrices.
        forget_bias: Initial bias of the forget gate of "lstm".
        dropout: See above.
        truncate: See above.
    """

    def __init__(
        self,
        vocabulary: int,
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
        self.kind, self.vocabulary, self.each = kind, vocabulary, each
        self.dropout, self.truncate, self.generator = dropout, truncate, generator
        self.embedding = Embedding(vocabulary, embedding) if vocabulary and embedding else None
        width = embedding or vocabulary if vocabulary else inputs
        self.recurrent = kind in ("rnn", "gru", "lstm")
        self.projection = Linear(width, hidden) if kind == "attention" else None
        stack: list[Any] = []
        for index in range(layers):
            if self.recurrent:
                stack.append(RecurrentLayer(kind, width, hidden, both, activation))
            elif kind == "cnn":
                stack.append(ConvolutionLayer(width, hidden, kernel, 2**index, causal))
            else:
                stack.append(SelfAttentionLayer(hidden, causal))
            width = hidden * (1 + (both and self.recurrent))
        self.layers = nn.ModuleList(stack)
        self.output = Linear(width if each or self.recurrent else 2 * width, outputs)
        self.init_weights(init, gain, forget_bias, generator)

    def init_weights(self, init: str, gain: float, forget_bias: float, generator: Generator) -> None:
        """Initialize the weights in the order of the layers."""
        if self.embedding is not None:
            self.embedding.vectors.data.normal_(generator=generator)
        if self.projection is not None:
            init_matrix(self.projection.weight.data, "xavier", generator)
        for layer in self.layers:
            init_layer: Any = layer.init_weights
            init_layer(init, gain, forget_bias, generator) if self.recurrent else init_layer(generator)
        init_matrix(self.output.weight.data, "xavier", generator)

    def forward(self, x: Tensor, run: RunDirection = run_fused) -> Tensor:
        """Return the raw outputs, (B, K) or (B, T, K), of sequences x, (B, T) symbols or (B, T, D) numbers."""
        lengths = (x != 0).sum(dim=1) if self.vocabulary else None  # (B,)
        return self.outputs(self.embed(x), lengths, run)

    def embed(self, x: Tensor) -> Tensor:
        """Return the input of the first layer, (B, T, D)."""
        if self.embedding is not None:
            x = self.embedding(x)
        elif self.vocabulary:
            x = functional.one_hot(x, self.vocabulary).to(self.output.weight.dtype)
        return (
            x
            if self.projection is None
            else self.projection(x) + sinusoidal_steps(x.shape[1], len(self.projection.weight)).to(x)
        )

    def outputs(self, x: Tensor, lengths: Tensor | None, run: RunDirection = run_fused) -> Tensor:
        """Return the outputs for vectors x (B, T, D) of sequences of these lengths (B,); None: all have T steps."""
        for layer in self.layers:
            x = layer(x, lengths, self.truncate, run) if self.recurrent else layer(x, lengths)
            if self.dropout and self.training:
                x = apply_dropout(x, self.dropout, self.generator)
        return self.output(x if self.each else self.summary(x, lengths))

    def summary(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """Return one vector for each sequence, (B, T, W) -> (B, W) or (B, 2W).

        It is the last state of each direction; of layers without a state the mean and the maximum over the steps.
        """
        if not self.recurrent:
            if lengths is None:
                return torch.cat([x.mean(dim=1), x.amax(dim=1)], dim=1)
            mask = step_mask(x, lengths)
            means = (x * mask).sum(dim=1) / lengths[:, None]
            return torch.cat([means, x.masked_fill(~mask, -torch.inf).amax(dim=1)], dim=1)
        last = x[:, -1] if lengths is None else x[torch.arange(len(x)), lengths - 1]
        if self.layers[-1].backward_layer is None:
            return last
        hidden = x.shape[2] // 2
        return torch.cat([last[:, :hidden], x[:, 0, hidden:]], dim=1)
