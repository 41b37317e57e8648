"""Layers that read sequences: recurrent ones (RNN, GRU, LSTM), a convolutional one, and a small one with attention.

Shapes: B sequences, T steps, D inputs at a step, H hidden units of one direction. Sequences of different length are
padded behind their end with token 0, on which no output depends.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.linear import Linear

RunDirection = Callable[[Any, Tensor, int], Tensor]  # runs one direction of one layer over x: (B, T, D) -> (B, T, H)


def run_fused(layer: nn.RNNBase, x: Tensor, truncate: int) -> Tensor:
    """Return the hidden states (B, T, H) by torch's fused kernel.

    Args:
        layer: A layer of torch's.
        x: (B, T, D).
        truncate: The backward pass is cut after each `truncate` steps; 0: never.
    """
    if not truncate or truncate >= x.shape[1]:
        return layer(x)[0]
    state, parts = None, []
    for part in x.split(truncate, dim=1):
        hidden, state = layer(part, state)
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        parts.append(hidden)
    return torch.cat(parts, dim=1)


def reverse_sequences(x: Tensor, lengths: Tensor | None) -> Tensor:
    """Return every sequence (B, T, D) in reverse, with the padding left in its place; `lengths` (B,) or None for T."""
    if lengths is None:
        return x.flip(1)
    steps = torch.arange(x.shape[1])
    reversed_steps = lengths[:, None] - 1 - steps  # (B, T)
    return x.gather(1, torch.where(reversed_steps < 0, steps, reversed_steps)[:, :, None].expand_as(x))


def step_mask(x: Tensor, lengths: Tensor) -> Tensor:
    """Return which steps of x (B, T, D) are no padding: (B, T, 1) bool."""
    return (torch.arange(x.shape[1]) < lengths[:, None])[:, :, None]


def sinusoidal_steps(steps: int, width: int) -> Tensor:
    """Return sinusoidal encodings of the steps, (T, H). Vaswani et al. 2017, section 3.5."""
    frequency = torch.exp(torch.arange(width) // 2 * (-2 * math.log(10_000.0) / width))
    angle = torch.arange(steps)[:, None] * frequency + (torch.arange(width) % 2) * (math.pi / 2)
    return angle.sin()


def init_matrix(weight: Tensor, init: str, generator: Generator) -> None:
    """Fill a matrix (W, D) in place.

    "orthogonal": a rotation, which keeps lengths (Saxe et al. 2013). "identity": the state is carried on as it is (Le,
    Jaitly & Hinton 2015). "uniform": torch's own, within 1 / √D. "xavier": Glorot & Bengio 2010. "small": standard
    deviation 0.01.
    """
    match init:
        case "orthogonal":
            nn.init.orthogonal_(weight, generator=generator)
        case "identity":
            nn.init.eye_(weight)
        case "uniform":
            bound = 1 / math.sqrt(weight.shape[1])
            weight.uniform_(-bound, bound, generator=generator)
        case "xavier":
            bound = math.sqrt(6 / sum(weight.shape))
            weight.uniform_(-bound, bound, generator=generator)
        case _:
            weight.normal_(0, 0.01, generator=generator)


class RecurrentLayer(nn.Module):
    """A recurrent layer, h_t = cell(x_t, h_{t-1}): (B, T, D) -> (B, T, H), or (B, T, 2H) if bidirectional.

    `nets.layers.recurrent_cells` writes out what the kernels compute. Elman 1990; Cho et al. 2014,
    https://arxiv.org/abs/1406.1078 (GRU); Hochreiter & Schmidhuber 1997 (LSTM); Schuster & Paliwal 1997 (both
    directions).
    """

    def __init__(self, kind: str, inputs: int, hidden: int, bidirectional: bool, activation: str) -> None:
        super().__init__()
        layer_class = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind]
        options = {"nonlinearity": activation} if kind == "rnn" else {}
        layers = [  # on "meta", so that torch draws no weights of its own
            layer_class(inputs, hidden, batch_first=True, device="meta", **options).to_empty(device="cpu")
            for _direction in range(1 + bidirectional)
        ]
        self.forward_layer, self.backward_layer = layers[0], layers[1] if bidirectional else None

    def forward(self, x: Tensor, lengths: Tensor | None, truncate: int = 0, run: RunDirection = run_fused) -> Tensor:
        """Return the hidden states (B, T, H) of inputs x (B, T, D); `lengths` (B,) count the steps without padding."""
        forward = run(self.forward_layer, x, truncate)  # (B, T, D) -> (B, T, H)
        if self.backward_layer is None:
            return forward
        backward = reverse_sequences(run(self.backward_layer, reverse_sequences(x, lengths), truncate), lengths)
        return torch.cat([forward, backward], dim=2)  # (B, T, 2H)

    def init_weights(self, init: str, gain: float, forget_bias: float, generator: Generator) -> None:
        """Draw the initial weights, gate by gate; biases are 0 but for an LSTM's forget gate."""
        layers: list[Any] = (
            [self.forward_layer] if self.backward_layer is None else [self.forward_layer, self.backward_layer]
        )
        for layer in layers:
            hidden = layer.hidden_size
            for name, parameter in layer.named_parameters():
                parameter.data.zero_()
                for gate in parameter.data.split(hidden) if parameter.ndim > 1 else ():
                    init_matrix(gate, init if "hh" in name else "xavier", generator)
                if "weight_hh" in name:
                    parameter.data.mul_(gain)
            if layer.mode == "LSTM":
                layer.bias_ih_l0.data[hidden : 2 * hidden] = forget_bias


class ConvolutionLayer(nn.Module):
    """A 1-D convolution with ReLU that keeps the length: (B, T, D) -> (B, T, H).

    A causal one sees the step itself and those before, any other the steps on both sides. Padding counts as zeros.
    """

    def __init__(self, inputs: int, hidden: int, kernel: int, dilation: int, causal: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(hidden, inputs, kernel))
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.dilation = dilation
        reach = (kernel - 1) * dilation
        self.padding = (reach, 0) if causal else (reach // 2, reach - reach // 2)

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """Return the hidden states (B, T, H) of inputs x (B, T, D); `lengths` (B,) count the steps without padding."""
        x = x if lengths is None else x * step_mask(x, lengths)
        x = functional.pad(x.transpose(1, 2), self.padding)  # (B, D, T + reach)
        x = functional.conv1d(x, self.weight, self.bias, dilation=self.dilation)  # (B, H, T)
        return torch.relu(x).transpose(1, 2)

    def init_weights(self, generator: Generator) -> None:
        """Draw the initial weights: normal with variance 2 / (D k). He et al. 2015."""
        self.weight.data.normal_(0, math.sqrt(2 / self.weight[0].numel()), generator=generator)


class SelfAttentionLayer(nn.Module):
    """Self-attention with one head, then two feed-forward layers, each with residual and norm: (B, T, H) -> (B, T, H).

    x = norm(x + softmax(Q K^T / √H) V), then norm(x + W2 relu(W1 x)). Vaswani et al. 2017, "Attention is all you need",
    https://arxiv.org/abs/1706.03762.
    """

    def __init__(self, hidden: int, causal: bool) -> None:
        super().__init__()
        self.causal = causal
        self.query, self.key, self.value = Linear(hidden, hidden), Linear(hidden, hidden), Linear(hidden, hidden)
        self.linear1, self.linear2 = Linear(hidden, 2 * hidden), Linear(2 * hidden, hidden)

    def weights(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """Return the attention weights (B, T, T); each row adds up to 1."""
        scores = self.query(x) @ self.key(x).transpose(1, 2) / math.sqrt(x.shape[2])  # (B, T, T)
        if lengths is not None:
            scores = scores.masked_fill(~step_mask(x, lengths).transpose(1, 2), -torch.inf)
        if self.causal:
            scores = scores.masked_fill(torch.ones(scores.shape[1:], dtype=torch.bool).triu(1), -torch.inf)
        return scores.softmax(dim=2)

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """Return the hidden states (B, T, H) of inputs x (B, T, D); `lengths` (B,) count the steps without padding."""
        x = x + self.weights(x, lengths) @ self.value(x)  # (B, T, T) (B, T, H) -> (B, T, H)
        x = functional.layer_norm(x, x.shape[2:])
        x = x + self.linear2(torch.relu(self.linear1(x)))  # (B, T, H) -> (B, T, 2H) -> (B, T, H)
        return functional.layer_norm(x, x.shape[2:])

    def init_weights(self, generator: Generator) -> None:
        """Draw the initial weights, Xavier."""
        for layer in (self.query, self.key, self.value, self.linear1, self.linear2):
            init_matrix(layer.weight.data, "xavier", generator)
