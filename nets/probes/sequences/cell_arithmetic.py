"""One step of one hidden unit in numbers: every sum of its formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.sequences.sequence_input import reading, recurrent, told, vectors

SUMS = {"rnn": ("hidden",), "gru": ("reset", "update", "candidate"), "lstm": ("input", "forget", "candidate", "output")}


def cell_arithmetic(
    net: Any,
    task: Any,
    part: str = "test",
    index: int = 0,
    text: str = "",
    at: int = -1,
    layer: str = "layers.0.ahead",
    unit: int = 0,
) -> dict[str, np.ndarray]:
    """The arithmetic of hidden unit `unit` at step `at`; what reads backwards counts the sequence's own steps.

    "x" (D,) what comes in, "before" (H,) the old state, "cell_before" () of an lstm. "sums" (G,) str: "hidden" of an
    rnn; "reset", "update", "candidate" of a gru; "input", "forget", "candidate", "output" of an lstm, in torch's order.
    For each "<sum>/from_x" = W_x x + b_x and "<sum>/from_h" = W_h h + b_h, scalars, and "<sum>" after its bend; rows
    "<sum>/weights_x" (D,) and "<sum>/weights_h" (H,). In a gru the candidate is tanh(from_x + reset · from_h). "cell"
    () of an lstm and "state" (): the unit's new state. "kind", "at", "unit", "layer", and what `told` says.
    Raises Problem where there is no such step or unit.
    """
    recurrent(net)
    one = reading(task, part, index, text)
    x, lengths = vectors(net, one.x)
    steps, named = x.shape[1], dict(net.named_modules())
    wrong = layer not in named or not hasattr(named[layer], "hidden_size")
    if wrong or not -steps <= at < steps or not 0 <= unit < named[layer].hidden_size:
        raise Problem(N_("This net has no such unit, or the sequence no such step."))
    with looking(net):
        _outputs, record = task.written(net, x, lengths, {})
    cell, made = named[layer], record[layer]
    place = steps - 1 - at % steps if layer.endswith("back") else at % steps
    state = {name: values[place][0] for name, values in made.items()}
    past = {name: values[place - 1][0] if place else torch.zeros_like(values[0][0]) for name, values in made.items()}
    arriving, before = made["x"][place][0], past["hidden"]
    answer: dict[str, Any] = {"x": arriving, "before": before, "state": state["hidden"][unit], "sums": SUMS[net.kind]}
    for row, name in enumerate(SUMS[net.kind]):
        at_row = row * cell.hidden_size + unit
        of_x, of_h = cell.weight_ih_l0[at_row].detach(), cell.weight_hh_l0[at_row].detach()
        answer |= {f"{name}/weights_x": of_x, f"{name}/weights_h": of_h, name: state[name][unit]}
        answer[f"{name}/from_x"] = of_x @ arriving + cell.bias_ih_l0[at_row].detach()
        answer[f"{name}/from_h"] = of_h @ before + cell.bias_hh_l0[at_row].detach()
    if net.kind == "lstm":
        answer |= {"cell": state["cell"][unit], "cell_before": past["cell"][unit]}
    answer |= {"kind": net.kind, "at": at % steps, "unit": unit, "layer": layer}
    return told(task, one) | {
        name: value.numpy().copy() if isinstance(value, torch.Tensor) else np.array(value)
        for name, value in answer.items()
    }
