"""Layers that read sequences: recurrent ones (RNN, GRU, LSTM), a convolutional one, and a small one with attention.

Shapes: B sequences in a batch, T steps, D numbers that come in at a step, H hidden units of one direction. Sequences of
different length are filled up behind their end with the symbol 0, which nothing that is read depends on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from nets.layers.linear import Linear

Run = Callable[[Any, Tensor, int], Tensor]  # one direction of one layer over x: (B, T, D) -> (B, T, H)


def fused(layer: nn.RNNBase, x: Tensor, truncate: int) -> Tensor:
    """The hidden states (B, T, H) by torch's own kernel; every `truncate` steps the way back is cut, 0: never."""
    if not truncate or truncate >= x.shape[1]:
        return layer(x)[0]
    state, parts = None, []
    for part in x.split(truncate, dim=1):
        hidden, state = layer(part, state)
        state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        parts.append(hidden)
    return torch.cat(parts, dim=1)


def turned(x: Tensor, lengths: Tensor | None) -> Tensor:
    """Every sequence (B, T, D) read from its end, what fills it up left in its place."""
    if lengths is None:
        return x.flip(1)
    at = torch.arange(x.shape[1])
    back = lengths[:, None] - 1 - at  # (B, T)
    return x.gather(1, torch.where(back < 0, at, back)[:, :, None].expand_as(x))


def real(x: Tensor, lengths: Tensor) -> Tensor:
    """Which steps of x (B, T, D) belong to the sequence: (B, T, 1) bool."""
    return (torch.arange(x.shape[1]) < lengths[:, None])[:, :, None]


def waves(steps: int, width: int) -> Tensor:
    """Where each step stands, told by waves of different lengths, (T, H)."""
    pace = torch.exp(torch.arange(width) // 2 * (-2 * math.log(10_000.0) / width))
    angle = torch.arange(steps)[:, None] * pace + (torch.arange(width) % 2) * (math.pi / 2)
    return angle.sin()


def fill(weight: Tensor, init: str, generator: Generator) -> None:
    """Fill a matrix (W, D) in place.

    orthogonal: a rotation, which keeps lengths (Saxe et al. 2013). identity: the state is carried on as it is (Le,
    Jaitly & Hinton 2015). uniform: torch's own, within 1 / √D. xavier: Glorot & Bengio 2010. small: deviation 0.01.
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


class Recurrent(nn.Module):
    """A recurrent layer: the same weights at every step, a state that is carried on. With `both`, one for each way.

    Input (B, T, D), output (B, T, H), or (B, T, 2H). `nets.layers.recurrent_cells` writes out what the kernels compute.
    """

    def __init__(self, kind: str, inputs: int, hidden: int, both: bool, activation: str) -> None:
        super().__init__()
        make = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind]
        bend = {"nonlinearity": activation} if kind == "rnn" else {}
        made = [make(inputs, hidden, batch_first=True, device="meta", **bend) for _way in range(1 + both)]
        ways = [layer.to_empty(device="cpu") for layer in made]  # no weights of torch's own choice
        self.ahead, self.back = ways[0], ways[1] if both else None

    def forward(self, x: Tensor, lengths: Tensor | None, truncate: int = 0, run: Run = fused) -> Tensor:
        """Return the hidden states (B, T, H) of inputs x (B, T, D); `lengths` (B,) count the steps without padding."""
        ahead = run(self.ahead, x, truncate)  # (B, T, D) -> (B, T, H)
        if self.back is None:
            return ahead
        back = turned(run(self.back, turned(x, lengths), truncate), lengths)
        return torch.cat([ahead, back], dim=2)  # (B, T, 2H)

    def start(self, init: str, gain: float, forget_bias: float, generator: Generator) -> None:
        """Initial weights, gate by gate; biases are 0 but for an LSTM's forget gate."""
        ways: list[Any] = [self.ahead] if self.back is None else [self.ahead, self.back]
        for layer in ways:
            hidden = layer.hidden_size
            for name, parameter in layer.named_parameters():
                parameter.data.zero_()
                for gate in parameter.data.split(hidden) if parameter.ndim > 1 else ():
                    fill(gate, init if "hh" in name else "xavier", generator)
                if "weight_hh" in name:
                    parameter.data.mul_(gain)
            if layer.mode == "LSTM":
                layer.bias_ih_l0.data[hidden : 2 * hidden] = forget_bias


class Convolution(nn.Module):
    """Every kernel slides along the sequence and sums up what it sees: (B, T, D) -> (B, T, H).

    A causal one sees the step itself and those before, any other the steps on both sides.
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
        x = x if lengths is None else x * real(x, lengths)
        x = functional.pad(x.transpose(1, 2), self.padding)  # (B, D, T + reach)
        x = functional.conv1d(x, self.weight, self.bias, dilation=self.dilation)  # (B, H, T)
        return torch.relu(x).transpose(1, 2)

    def start(self, generator: Generator) -> None:
        """Normal with variance 2 / (D k). He et al. 2015."""
        self.weight.data.normal_(0, math.sqrt(2 / self.weight[0].numel()), generator=generator)


class Attention(nn.Module):
    """Every step looks at all steps at once, or at those before it, then a small perceptron: (B, T, H) -> (B, T, H).

    Vaswani et al. 2017, "Attention is all you need"; one head.
    """

    def __init__(self, hidden: int, causal: bool) -> None:
        super().__init__()
        self.causal = causal
        self.query, self.key, self.value = Linear(hidden, hidden), Linear(hidden, hidden), Linear(hidden, hidden)
        self.wide, self.narrow = Linear(hidden, 2 * hidden), Linear(2 * hidden, hidden)

    def weights(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """How much each step takes from each, (B, T, T); every row adds up to 1."""
        scores = self.query(x) @ self.key(x).transpose(1, 2) / math.sqrt(x.shape[2])  # (B, T, T)
        if lengths is not None:
            scores = scores.masked_fill(~real(x, lengths).transpose(1, 2), -torch.inf)
        if self.causal:
            scores = scores.masked_fill(torch.ones(scores.shape[1:], dtype=torch.bool).triu(1), -torch.inf)
        return scores.softmax(dim=2)

    def forward(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """Return the hidden states (B, T, H) of inputs x (B, T, D); `lengths` (B,) count the steps without padding."""
        x = x + self.weights(x, lengths) @ self.value(x)  # (B, T, T) (B, T, H) -> (B, T, H)
        x = functional.layer_norm(x, x.shape[2:])
        x = x + self.narrow(torch.relu(self.wide(x)))  # (B, T, H) -> (B, T, 2H) -> (B, T, H)
        return functional.layer_norm(x, x.shape[2:])

    def start(self, generator: Generator) -> None:
        """Xavier weights."""
        for layer in (self.query, self.key, self.value, self.wide, self.narrow):
            fill(layer.weight.data, "xavier", generator)
