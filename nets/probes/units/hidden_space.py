"""The hidden space: the examples, and the plane's grid, as two neurons of a hidden layer see them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import hidden, looking, span, taps

MOST = 150  # examples of each part
LINES = 13  # of the grid in each direction
ALONG = 25  # points of a line


def hidden_space(net: nn.Module, task: Any, layer: str = "", units: tuple[int, int] = (0, 1)) -> dict[str, np.ndarray]:
    """What neurons `units` of the hidden module `layer` (empty: the last hidden one) answer.

    "points" (N, 2) float32 to up to 150 training and 150 test examples, "truth" (N,) their class or number, "test"
    (N,) bool. On the plane "grid" (26, 25, 2): 13 lines of constant y, then 13 of constant x, of even distance, as
    the layer bends them; elsewhere (0, 25, 2). "reach" (2,): the range of the activation, NaN where it has none.
    "layer" and "units" name what was asked. Raises Problem where there are no such neurons. Needs of the task: inputs,
    truth, the same of the test part, flat, and on the plane low, high, inputs_at.
    """
    names = hidden(net)
    layer = layer or (names[-1] if names else "")
    module: Any = net.get_submodule(layer) if layer in names else None
    if module is None or not all(0 <= unit < len(module.weight) for unit in units):
        raise Problem(N_("This net has no such unit."))
    seen, unseen = task.inputs[:MOST], task.test_inputs[:MOST]
    parts = [seen, unseen, *([task.inputs_at(_grid(task.low, task.high))] if task.flat else [])]
    with looking(net), taps(net, [layer]) as flows:
        net(torch.cat(parts))
    answers = flows[layer][:, list(units)].numpy()  # (N + 26 * 25, 2)
    count = len(seen) + len(unseen)
    return {
        "points": answers[:count].copy(),
        "truth": torch.cat([task.truth[:MOST], task.test_truth[:MOST]]).numpy().astype(np.float32),
        "test": np.arange(count) >= len(seen),
        "grid": answers[count:].reshape(-1, ALONG, 2).copy(),
        "reach": np.array(span(module) or (np.nan, np.nan)),
        "layer": np.asarray(layer),
        "units": np.array(units),
    }


def _grid(low: float, high: float) -> np.ndarray:
    """The points (26 * 25, 2) of the grid's lines, one line after the other."""
    across, along = np.linspace(low, high, LINES), np.linspace(low, high, ALONG)
    level = np.stack(np.broadcast_arrays(along[None, :], across[:, None]), axis=-1)  # (13, 25, 2)
    return np.concatenate([level, level[..., ::-1]]).reshape(-1, 2)
