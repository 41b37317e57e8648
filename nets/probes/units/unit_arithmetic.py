"""The arithmetic of one unit on one example: inputs, weights, sum, output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, record_inputs, record_outputs, weighted_modules
from nets.probes.example_row import task_part

PARTS = ("train", "test")


@dataclass(frozen=True)
class Example:
    """One example: part, index, inputs (1, F), target (1, …) and truth as a number."""

    part: str
    index: int
    inputs: Tensor
    target: Tensor
    truth: float


def example(task: Any, part: str = "train", index: int = 0) -> Example:
    """Return an example of a task; an index beyond the end means the last.

    Needs of the task: train and test, with truth.

    Raises:
        Problem: If there is no such part, or it is empty.
    """
    rows: Any = task_part(task, part, index)
    if not len(rows):
        raise Problem(N_("There are no examples in this part of the data."))
    number = min(max(0, index), len(rows) - 1)
    row = slice(number, number + 1)
    return Example(part, number, rows.inputs[row], rows.targets[row], float(rows.truth[number]))


def unit_arithmetic(
    net: nn.Module, task: Any, layer: str = "", unit: int = 0, part: str = "train", index: int = 0
) -> dict[str, np.ndarray]:
    """Return the arithmetic of unit number `unit` of the module `layer`, with D inputs, on one example.

    Needs of the task: what `example` needs, answers, output_kind.

    Returns:
        "inputs" and "weights" (D,) float32, "bias", "sum" = weights·inputs + bias, and "output", after the activation
        that "kind" names. In the last layer the output is the task's answer from all its sums, "sums" (K,). "outflow"
        (W,): the weights of the next layer for this output. "layer", "unit"; "features" (F,), "truth", "part" and
        "index" of the example; "counts" (2,) int64: numbers of training and test examples.

    Raises:
        Problem: If there is no such unit.
    """
    names = weighted_modules(net)
    selected = example(task, part, index)
    module: Any = net.get_submodule(layer) if layer in names else None
    if module is None or module.weight.ndim != 2 or not 0 <= unit < len(module.weight):
        raise Problem(N_("This net has no such unit."))
    weight = module.weight
    with evaluation_mode(net), record_outputs(net, names) as layer_outputs, record_inputs(net, names) as layer_inputs:
        outputs = net(selected.inputs)  # (1, K)
    inputs = layer_inputs[layer][0]  # (D,)
    bias = module.bias if getattr(module, "bias", None) is not None else torch.zeros(len(weight))
    with torch.no_grad():
        sums = functional.linear(inputs, weight, bias)  # (W,)
        is_last = layer == names[-1]
        output = task.answers(outputs)[0, unit] if is_last else layer_outputs[layer][0, unit]
        next_weight: Any = None if is_last else net.get_submodule(names[names.index(layer) + 1]).weight
    answer = {
        "inputs": inputs.numpy().copy(),
        "weights": weight[unit].detach().numpy().copy(),
        "bias": np.float32(bias[unit].item()),
        "sum": np.float32(sums[unit].item()),
        "output": np.float32(output.item()),
        "kind": task.output_kind if is_last else getattr(module, "kind", ""),
        "sums": sums.numpy().copy() if is_last else np.zeros(0, np.float32),
        "outflow": np.zeros(0, np.float32) if next_weight is None else next_weight[:, unit].detach().numpy().copy(),
        "layer": layer,
        "unit": unit,
    }
    return {name: np.asarray(value) for name, value in (answer | _example_arrays(task, selected)).items()}


def _example_arrays(task: Any, selected: Example) -> dict[str, Any]:
    return {
        "features": selected.inputs[0].numpy().copy(),
        "truth": selected.truth,
        "part": selected.part,
        "index": selected.index,
        "counts": np.array([len(task.train), len(task.test)]),
    }
