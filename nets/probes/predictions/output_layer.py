"""The output layer on one example: from its raw sums to what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.probes.activation_hooks import looking
from nets.probes.units.unit_arithmetic import example


def output_layer(net: nn.Module, task: Any, part: str = "train", index: int = 0) -> dict[str, np.ndarray]:
    """ "sums" (K,) float32, the raw outputs or logits; "answers" (K,), what the output layer, "kind", makes of them.

    For C classes also "probabilities" (C,). "predicted": the class or number that is the answer; "truth": the right
    one; "part" and "index" name the example; "counts" (2,) int64: how many training and test examples there are.
    Raises Problem where there is no such part. Needs of the task: what `example` needs, answers, predictions,
    probabilities, classes, output_kind.
    """
    chosen = example(task, part, index)
    with looking(net):
        outputs = net(chosen.inputs)  # (1, K)
        found: dict[str, Any] = {"sums": outputs[0].numpy(), "answers": task.answers(outputs)[0].numpy()}
        found["predicted"] = float(task.predictions(outputs)[0])
        if task.classes:
            found["probabilities"] = task.probabilities(outputs)[0].numpy()
    found |= {"kind": task.output_kind, "truth": chosen.truth, "part": chosen.part, "index": chosen.index}
    found["counts"] = np.array([len(task.inputs), len(task.test_inputs)])
    return {name: np.array(value) for name, value in found.items()}
