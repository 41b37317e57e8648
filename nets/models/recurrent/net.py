"""Nets that read sequences: recurrent ones (RNN, GRU, LSTM), a convolutional one, and a small one with attention.

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

from nets.models.perceptron.net import Linear, drop

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
        x = x + self.weights(x, lengths) @ self.value(x)  # (B, T, T) (B, T, H) -> (B, T, H)
        x = functional.layer_norm(x, x.shape[2:])
        x = x + self.narrow(torch.relu(self.wide(x)))  # (B, T, H) -> (B, T, 2H) -> (B, T, H)
        return functional.layer_norm(x, x.shape[2:])

    def start(self, generator: Generator) -> None:
        """Xavier weights."""
        for layer in (self.query, self.key, self.value, self.wide, self.narrow):
            fill(layer.weight.data, "xavier", generator)


class Embedding(nn.Module):
    """A learnt vector for each symbol: (B, T) int64 -> (B, T, E)."""

    def __init__(self, symbols: int, width: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.zeros(symbols, width))

    def forward(self, x: Tensor) -> Tensor:
        return functional.embedding(x, self.vectors)


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
        self.project = Linear(width, hidden) if kind == "attention" else None
        made: list[Any] = []
        for place in range(layers):
            if self.recurrent:
                made.append(Recurrent(kind, width, hidden, both, activation))
            elif kind == "cnn":
                made.append(Convolution(width, hidden, kernel, 2**place, causal))
            else:
                made.append(Attention(hidden, causal))
            width = hidden * (1 + (both and self.recurrent))
        self.layers = nn.ModuleList(made)
        self.output = Linear(width if each or self.recurrent else 2 * width, outputs)
        self.start(init, gain, forget_bias, generator)

    def start(self, init: str, gain: float, forget_bias: float, generator: Generator) -> None:
        """Initial weights, in the order of the layers."""
        if self.embedding is not None:
            self.embedding.vectors.data.normal_(generator=generator)
        if self.project is not None:
            fill(self.project.weight.data, "xavier", generator)
        for layer in self.layers:
            begin: Any = layer.start
            begin(init, gain, forget_bias, generator) if self.recurrent else begin(generator)
        fill(self.output.weight.data, "xavier", generator)

    def forward(self, x: Tensor, run: Run = fused) -> Tensor:
        lengths = (x != 0).sum(dim=1) if self.symbols else None  # (B,)
        return self.answer(self.vectors(x), lengths, run)

    def vectors(self, x: Tensor) -> Tensor:
        """What comes into the first layer, (B, T, D)."""
        if self.embedding is not None:
            x = self.embedding(x)
        elif self.symbols:
            x = functional.one_hot(x, self.symbols).to(self.output.weight.dtype)
        return x if self.project is None else self.project(x) + waves(x.shape[1], len(self.project.weight)).to(x)

    def answer(self, x: Tensor, lengths: Tensor | None, run: Run = fused) -> Tensor:
        """The outputs for vectors x (B, T, D) of sequences so long, (B,) or all T."""
        for layer in self.layers:
            x = layer(x, lengths, self.truncate, run) if self.recurrent else layer(x, lengths)
            if self.dropout and self.training:
                x = drop(x, self.dropout, self.generator)
        return self.output(x if self.each else self.summary(x, lengths))

    def summary(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """One vector a sequence: the last states, of a layer that reads backwards at the first step; else means, tops.

        (B, T, W) -> (B, W), or (B, 2W).
        """
        if not self.recurrent:
            if lengths is None:
                return torch.cat([x.mean(dim=1), x.amax(dim=1)], dim=1)
            there = real(x, lengths)
            means = (x * there).sum(dim=1) / lengths[:, None]
            return torch.cat([means, x.masked_fill(~there, -torch.inf).amax(dim=1)], dim=1)
        last = x[:, -1] if lengths is None else x[torch.arange(len(x)), lengths - 1]
        if self.layers[-1].back is None:
            return last
        hidden = x.shape[2] // 2
        return torch.cat([last[:, :hidden], x[:, 0, hidden:]], dim=1)


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
