"""One step of one hidden unit in numbers: every sum of its formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.sequences.sequence_input import input_arrays, input_vectors, require_recurrent, sequence_input

SUM_NAMES = {
    "rnn": ("hidden",),
    "gru": ("reset", "update", "candidate"),
    "lstm": ("input", "forget", "candidate", "output"),
}


def cell_arithmetic(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    at: int = -1,
    layer: str = "layers.0.forward_layer",
    unit: int = 0,
) -> dict[str, np.ndarray]:
    """Return the arithmetic of one hidden unit at one step.

    The arguments are those of `sequence_input`; `layer` is such as "layers.0.forward_layer", `at` below 0 counts back.

    Returns:
        "x" (D,), the input; "before" (H,), the previous state; "cell_before" () of an lstm. "sums" (G,) str: "hidden"
        of an rnn; "reset", "update", "candidate" of a gru; "input", "forget", "candidate", "output" of an lstm. For
        each "<sum>/from_x" = W_x x + b_x and "<sum>/from_h" = W_h h + b_h, "<sum>" after its activation, the rows
        "<sum>/weights_x" (D,) and "<sum>/weights_h" (H,). The candidate of a gru is tanh(from_x + reset · from_h).
        "cell" () of an lstm and "state" (), the new ones; "kind", "at", "unit", "layer"; the arrays of `input_arrays`.

    Raises:
        Problem: If there is no such step or unit.
    """
    require_recurrent(net)
    example = sequence_input(task, part, index, text)
    x, lengths = input_vectors(net, example.x)
    steps, modules = x.shape[1], dict(net.named_modules())
    has_no_state = layer not in modules or not hasattr(modules[layer], "hidden_size")
    if has_no_state or not -steps <= at < steps or not 0 <= unit < modules[layer].hidden_size:
        raise Problem(N_("This net has no such unit, or the sequence no such step."))
    with evaluation_mode(net):
        _outputs, record = task.run_written_out(net, x, lengths, {})
    cell, states = modules[layer], record[layer]
    step = steps - 1 - at % steps if layer.endswith("backward_layer") else at % steps
    state = {name: values[step][0] for name, values in states.items()}
    earlier = {name: values[step - 1] if step else torch.zeros_like(values[0]) for name, values in states.items()}
    inputs, previous_hidden = states["x"][step][0], earlier["hidden"][0]
    answer: dict[str, Any] = {"x": inputs, "before": previous_hidden, "sums": SUM_NAMES[net.kind]}
    answer["state"] = state["hidden"][unit]
    answer |= _sums(SUM_NAMES[net.kind], cell, unit, inputs, previous_hidden)
    answer |= {name: state[name][unit] for name in SUM_NAMES[net.kind]}
    if net.kind == "lstm":
        answer |= {"cell": state["cell"][unit], "cell_before": earlier["cell"][0][unit]}
    answer |= {"kind": net.kind, "at": at % steps, "unit": unit, "layer": layer}
    return input_arrays(task, example) | {
        name: value.numpy().copy() if isinstance(value, torch.Tensor) else np.array(value)
        for name, value in answer.items()
    }


def _sums(names: tuple[str, ...], cell: Any, unit: int, x: Tensor, hidden: Tensor) -> dict[str, Tensor]:
    """Return the parts of each sum of a unit from the input x (D,) and the state (H,), and their weights."""
    answer: dict[str, Tensor] = {}
    for row, name in enumerate(names):
        weight_row = row * cell.hidden_size + unit
        input_weights, state_weights = cell.weight_ih_l0[weight_row].detach(), cell.weight_hh_l0[weight_row].detach()
        answer |= {f"{name}/weights_x": input_weights, f"{name}/weights_h": state_weights}
        answer[f"{name}/from_x"] = input_weights @ x + cell.bias_ih_l0[weight_row].detach()
        answer[f"{name}/from_h"] = state_weights @ hidden + cell.bias_hh_l0[weight_row].detach()
    return answer
