"""The decision line of a net without hidden layers on the plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, weighted_modules
from nets.training.weight_averaging import averaged_weights, averages

POINTS = np.array([[0, 0], [1, 0], [0, 1], [3, -2]], dtype=np.float64)  # the last to see that it is a line


def decision_line(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the line normal·x + offset = 0 at which the net decides.

    Needs of the task: flat, classes, inputs_at, predictions.

    Returns:
        "normal" (2,) float64 and "offset": for two classes the normal points to the second, for a number to larger
        ones. "averaged_normal" and "averaged_offset" of averaged weights, if the net has them.

    Raises:
        Problem: For a net with hidden layers, more than two classes, or features that are not linear in x.
    """
    if not task.flat or len(weighted_modules(net)) != 1 or len(task.classes) > 2:
        raise Problem(N_("This net does not decide along one line."))
    inputs = task.inputs_at(POINTS)  # (4, F)
    answer = {}
    with evaluation_mode(net):
        answer["normal"], answer["offset"] = _line(_sums(task, net(inputs)))
        if averages(net):
            with averaged_weights(net):
                answer["averaged_normal"], answer["averaged_offset"] = _line(_sums(task, net(inputs)))
    return answer


def _sums(task: Any, outputs: Tensor) -> np.ndarray:
    """Return what is zero on the line, (4,), from raw outputs (4, K)."""
    if not task.classes:
        return task.predictions(outputs).double().numpy()
    sums = outputs[:, 0] if outputs.shape[1] == 1 else outputs[:, 1] - outputs[:, 0]
    return sums.to(torch.float64).numpy()


def _line(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the normal (2,) and the offset of an affine function, from its values at POINTS."""
    offset, normal = sums[0], sums[1:3] - sums[0]
    if abs(POINTS[3] @ normal + offset - sums[3]) > 1e-4 * (1 + np.abs(sums).max()):
        raise Problem(N_("This net does not decide along one line."))
    return normal, np.asarray(offset)
