"""The hidden space: the examples, and a grid of the plane, as activations of two hidden neurons."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import activation_range, evaluation_mode, hidden_modules, record_outputs

MAX_EXAMPLES = 150  # examples of each part
GRID_LINES = 13  # of the grid in each direction
LINE_POINTS = 25  # points of a line


def hidden_space(net: nn.Module, task: Any, layer: str = "", units: tuple[int, int] = (0, 1)) -> dict[str, np.ndarray]:
    """Return the activations of two neurons of the hidden module `layer`; empty is the last one.

    Needs of the task: train, test, flat, and on the plane low, high, inputs_at.

    Returns:
        "points" (N, 2) float32 of up to 150 training and 150 test examples, "truth" (N,) class or number, "test" (N,)
        bool. On the plane "grid" (26, 25, 2): 13 lines of constant y, then 13 of constant x; elsewhere (0, 25, 2).
        "reach" (2,): the range of the activation, NaN if unbounded. "layer" and "units".

    Raises:
        Problem: If there are no such neurons.
    """
    names = hidden_modules(net)
    layer = layer or (names[-1] if names else "")
    module: Any = net.get_submodule(layer) if layer in names else None
    if module is None or not all(0 <= unit < len(module.weight) for unit in units):
        raise Problem(N_("This net has no such unit."))
    train, test = task.train.first(MAX_EXAMPLES), task.test.first(MAX_EXAMPLES)
    parts = [train.inputs, test.inputs, *([task.inputs_at(_grid(task.low, task.high))] if task.flat else [])]
    with evaluation_mode(net), record_outputs(net, [layer]) as outputs:
        net(torch.cat(parts))
    answers = outputs[layer][:, list(units)].numpy()  # (N + 26 * 25, 2)
    count = len(train) + len(test)
    return {
        "points": answers[:count].copy(),
        "truth": torch.cat([train.truth, test.truth]).numpy().astype(np.float32),
        "test": np.arange(count) >= len(train),
        "grid": answers[count:].reshape(-1, LINE_POINTS, 2).copy(),
        "reach": np.array(activation_range(module) or (np.nan, np.nan)),
        "layer": np.asarray(layer),
        "units": np.array(units),
    }


def _grid(low: float, high: float) -> np.ndarray:
    """Return the points (26 * 25, 2) of the grid's lines, one line after the other."""
    across, along = np.linspace(low, high, GRID_LINES), np.linspace(low, high, LINE_POINTS)
    level = np.stack(np.broadcast_arrays(along[None, :], across[:, None]), axis=-1)  # (13, 25, 2)
    return np.concatenate([level, level[..., ::-1]]).reshape(-1, 2)
