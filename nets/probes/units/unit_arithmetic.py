"""One unit on one example: what goes in, what it is weighed with, what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import inflows, looking, taps, weighted

PARTS = ("train", "test")


@dataclass(frozen=True)
class Example:
    """One example: its part, its index there, its inputs (1, F), its target (1, …) and its truth as a number."""

    part: str
    index: int
    inputs: Tensor
    target: Tensor
    truth: float


def example(task: Any, part: str = "train", index: int = 0) -> Example:
    """An example of a task; an index beyond the end means the last. Raises Problem where there is no such part.

    Needs of the task: inputs, targets, truth and the same three of the test part.
    """
    before = {"train": "", "test": "test_"}.get(part)
    if before is None or not isinstance(index, int):
        raise Problem(N_("An example is chosen by its part, train or test, and its index."))
    inputs, targets, truth = (getattr(task, before + name) for name in ("inputs", "targets", "truth"))
    if not len(inputs):
        raise Problem(N_("There are no examples in this part of the data."))
    at = min(max(0, index), len(inputs) - 1)
    return Example(part, at, inputs[at : at + 1], targets[at : at + 1], float(truth[at]))


def unit_arithmetic(
    net: nn.Module, task: Any, layer: str = "", unit: int = 0, part: str = "train", index: int = 0
) -> dict[str, np.ndarray]:
    """The arithmetic of unit number `unit_arithmetic` of the module `layer` on one example, with D numbers going in.

    "inputs" (D,) and "weights" (D,) float32, "bias", "sum" = weights·inputs + bias, and "output", the sum bent by the
    layer's activation, which "kind" names: scalars. In the last layer the output is the task's answer made of the
    sums of all its units, "sums" (K,). "outflow" (W,): the weights with which the units of the next layer take the
    output. "features" (F,): the example as the net gets it; "truth": its class or number; "part" and "index" name it;
    "counts" (2,) int64: how many training and test examples there are. Raises Problem where there is no such unit.
    Needs of the task: what `example` needs, answers, output_kind.
    """
    names = weighted(net)
    chosen = example(task, part, index)
    module: Any = net.get_submodule(layer) if layer in names else None
    if module is None or module.weight.ndim != 2 or not 0 <= unit < len(module.weight):
        raise Problem(N_("This net has no such unit."))
    weight = module.weight
    with looking(net), taps(net, names) as flows, inflows(net, names) as arriving:
        outputs = net(chosen.inputs)  # (1, K)
    inputs = arriving[layer][0]  # (D,)
    bias = module.bias if getattr(module, "bias", None) is not None else torch.zeros(len(weight))
    with torch.no_grad():
        sums = functional.linear(inputs, weight, bias)  # (W,)
        last = layer == names[-1]
        output = task.answers(outputs)[0, unit] if last else flows[layer][0, unit]
        following: Any = None if last else net.get_submodule(names[names.index(layer) + 1]).weight
    answer = {
        "inputs": inputs.numpy().copy(),
        "weights": weight[unit].detach().numpy().copy(),
        "bias": np.float32(bias[unit].item()),
        "sum": np.float32(sums[unit].item()),
        "output": np.float32(output.item()),
        "kind": task.output_kind if last else getattr(module, "kind", ""),
        "sums": sums.numpy().copy() if last else np.zeros(0, np.float32),
        "outflow": np.zeros(0, np.float32) if following is None else following[:, unit].detach().numpy().copy(),
        "layer": layer,
        "unit": unit,
    }
    return {name: np.asarray(value) for name, value in (answer | _about(task, chosen)).items()}


def _about(task: Any, chosen: Example) -> dict[str, Any]:
    return {
        "features": chosen.inputs[0].numpy().copy(),
        "truth": chosen.truth,
        "part": chosen.part,
        "index": chosen.index,
        "counts": np.array([len(task.inputs), len(task.test_inputs)]),
    }
