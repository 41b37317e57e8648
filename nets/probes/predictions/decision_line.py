"""The line of a net without hidden layers on the plane: where its sum is 0, and the direction in which it grows."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking, weighted
from nets.training.weight_averaging import averaged_weights, averages

PLACES = np.array([[0, 0], [1, 0], [0, 1], [3, -2]], dtype=np.float64)  # the last to see that it is a line


def decision_line(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """ "normal" (2,) float64 and "offset": the net decides at the points x of the plane where normal·x + offset = 0.

    For two classes the normal points to the second; for a number to where it grows, and the line is where it is 0.
    "averaged_normal" and "averaged_offset" tell the same of averaged weights, where a net has them. Raises Problem
    for a net with hidden layers, for more than two classes, and where a feature bends the plane. Needs of the task:
    flat, classes, inputs_at, predictions.
    """
    if not task.flat or len(weighted(net)) != 1 or len(task.classes) > 2:
        raise Problem(N_("This net does not decide along one line."))
    inputs = task.inputs_at(PLACES)  # (4, F)
    answer = {}
    with looking(net):
        answer["normal"], answer["offset"] = _line(_sums(task, net(inputs)))
        if averages(net):
            with averaged_weights(net):
                answer["averaged_normal"], answer["averaged_offset"] = _line(_sums(task, net(inputs)))
    return answer


def _sums(task: Any, outputs: Tensor) -> np.ndarray:
    """What is 0 on the line, (4,), from raw outputs (4, K)."""
    if not task.classes:
        return task.predictions(outputs).double().numpy()
    sums = outputs[:, 0] if outputs.shape[1] == 1 else outputs[:, 1] - outputs[:, 0]
    return sums.to(torch.float64).numpy()


def _line(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The normal (2,) and the offset of an affine function, from its values at PLACES."""
    offset, normal = sums[0], sums[1:3] - sums[0]
    if abs(PLACES[3] @ normal + offset - sums[3]) > 1e-4 * (1 + np.abs(sums).max()):
        raise Problem(N_("This net does not decide along one line."))
    return normal, np.asarray(offset)
