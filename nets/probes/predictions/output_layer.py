"""The output layer on one example: from raw sums to the answer."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.probes.activation_hooks import evaluation_mode
from nets.probes.units.unit_arithmetic import example


def output_layer(net: nn.Module, task: Any, part: str = "train", index: int = 0) -> dict[str, np.ndarray]:
    """Return the raw outputs for one example, and the answer made of them.

    Needs of the task: what `example` needs, answers, predictions, probabilities, classes, output_kind.

    Returns:
        "sums" (K,) float32, the raw outputs; "answers" (K,), after the output function, "kind"; for C classes
        "probabilities" (C,). "predicted" and "truth": class or number; "part", "index"; "counts" (2,) int64: numbers of
        training and test examples.

    Raises:
        Problem: If there is no such part.
    """
    selected = example(task, part, index)
    with evaluation_mode(net):
        outputs = net(selected.inputs)  # (1, K)
        arrays: dict[str, Any] = {"sums": outputs[0].numpy(), "answers": task.answers(outputs)[0].numpy()}
        arrays["predicted"] = float(task.predictions(outputs)[0])
        if task.classes:
            arrays["probabilities"] = task.probabilities(outputs)[0].numpy()
    arrays |= {"kind": task.output_kind, "truth": selected.truth, "part": selected.part, "index": selected.index}
    arrays["counts"] = np.array([len(task.train), len(task.test)])
    return {name: np.array(value) for name, value in arrays.items()}
