"""The recurrent cells written out: every gate, candidate and state is returned. The weights are torch's layers' own.

Papers differ about the GRU. torch's, and so ours, is h' = (1 - z) · n + z · h: an update gate z near 1 keeps the old
state, near 0 it takes the new candidate n. Cho et al. 2014 define it so, Chung et al. 2014 with z and 1 - z exchanged.

Shapes: B sequences, T steps, D inputs at a step, H hidden units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

Steps = dict[str, list[Tensor]]  # by name, one (B, H) for each of the T steps
Forced = Mapping[str, float]  # gates held at a value


def rnn_cell(layer: Any, x: Tensor, h: Tensor, c: Tensor, forced: Forced) -> dict[str, Tensor]:
    """One step of a plain RNN: h' = f(W x + b + U h + c), for x (B, D) and h (B, H).

    Elman 1990, "Finding structure in time".
    """
    activation = torch.tanh if layer.nonlinearity == "tanh" else torch.relu
    z = x @ layer.weight_ih_l0.T + layer.bias_ih_l0 + h @ layer.weight_hh_l0.T + layer.bias_hh_l0
    return {"hidden": activation(z)}


def gru_cell(layer: Any, x: Tensor, h: Tensor, c: Tensor, forced: Forced) -> dict[str, Tensor]:
    """One step of a gated recurrent unit: h' = (1 - z) n + z h. Cho et al. 2014, https://arxiv.org/abs/1406.1078."""
    of_x = x @ layer.weight_ih_l0.T + layer.bias_ih_l0  # (B, 3H)
    of_h = h @ layer.weight_hh_l0.T + layer.bias_hh_l0
    (rx, zx, nx), (rh, zh, nh) = of_x.chunk(3, dim=1), of_h.chunk(3, dim=1)
    r = force_gate("reset", torch.sigmoid(rx + rh), forced)
    z = force_gate("update", torch.sigmoid(zx + zh), forced)
    n = torch.tanh(nx + r * nh)  # reset 0: the past is left out
    return {"reset": r, "update": z, "candidate": n, "hidden": (1 - z) * n + z * h}


def lstm_cell(layer: Any, x: Tensor, h: Tensor, c: Tensor, forced: Forced) -> dict[str, Tensor]:
    """One step of an LSTM: c' = f c + i g, h' = o tanh(c'), with the cell state c (B, H).

    Hochreiter & Schmidhuber 1997, "Long short-term memory"; Gers et al. 2000, "Learning to forget".
    """
    z = x @ layer.weight_ih_l0.T + layer.bias_ih_l0 + h @ layer.weight_hh_l0.T + layer.bias_hh_l0  # (B, 4H)
    iz, fz, gz, oz = z.chunk(4, dim=1)
    i = force_gate("input", torch.sigmoid(iz), forced)
    f = force_gate("forget", torch.sigmoid(fz), forced)
    o = force_gate("output", torch.sigmoid(oz), forced)
    g = torch.tanh(gz)
    c = f * c + i * g
    return {"input": i, "forget": f, "candidate": g, "output": o, "cell": c, "hidden": o * torch.tanh(c)}


CELLS: dict[str, Callable[[Any, Tensor, Tensor, Tensor, Forced], dict[str, Tensor]]] = {
    "rnn": rnn_cell,
    "gru": gru_cell,
    "lstm": lstm_cell,
}


def force_gate(gate: str, value: Tensor, forced: Forced) -> Tensor:
    """Return the value of a gate, or the value that it is forced to everywhere."""
    return torch.full_like(value, forced[gate]) if gate in forced else value


def cell_kind(layer: nn.RNNBase) -> str:
    """Return the kind of cell of a layer of torch's: "rnn", "gru" or "lstm"."""
    return {"RNN_TANH": "rnn", "RNN_RELU": "rnn", "GRU": "gru", "LSTM": "lstm"}[layer.mode]


def unroll(layer: nn.RNNBase, x: Tensor, forced: Forced, truncate: int = 0) -> Steps:
    """Return every value that a layer computes over x (B, T, D), step by step, with "x" itself.

    The backward pass is cut every `truncate` steps; 0: never.
    """
    cell = CELLS[cell_kind(layer)]
    h = c = x.new_zeros(len(x), layer.hidden_size)
    steps: Steps = {}
    for t in range(x.shape[1]):
        if truncate and t and t % truncate == 0:
            h, c = h.detach(), c.detach()
        values = cell(layer, x[:, t], h, c, forced)
        h, c = values["hidden"], values.get("cell", c)
        for name, value in (values | {"x": x[:, t]}).items():
            steps.setdefault(name, []).append(value)
    return steps


def run_written_out(
    net: Any, vectors: Tensor, lengths: Tensor | None, forced: Forced
) -> tuple[Tensor, dict[str, Steps]]:
    """Return the outputs of a recurrent net by the written-out cells, and the steps of each direction by its module.

    `vectors` (B, T, D) are the inputs of the first layer. A backward direction has its steps in the order it reads.
    """
    names, record = {module: name for name, module in net.named_modules()}, {}

    def run(layer: Any, x: Tensor, truncate: int) -> Tensor:
        record[names[layer]] = steps = unroll(layer, x, forced, truncate)
        return torch.stack(steps["hidden"], dim=1)

    return net.outputs(vectors, lengths, run), record
