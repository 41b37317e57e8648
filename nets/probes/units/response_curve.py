"""The answers of a net with one input along that input."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode

MAX_POINTS = 400


def response_curve(
    net: nn.Module, task: Any, low: float = -1.0, high: float = 1.0, n: int = 61
) -> dict[str, np.ndarray]:
    """Return the net's answers at `n` inputs from low to high.

    Needs of the task: features, scaled, answers.

    Returns:
        "x" (n,), in the unit of the data, and "answers" (n, K).

    Raises:
        Problem: For nets with more inputs.
    """
    if len(task.features) != 1 or not 2 <= n <= MAX_POINTS:
        raise Problem(N_("There is a curve for a net with one input."))
    x = np.linspace(low, high, n, dtype=np.float32)
    with evaluation_mode(net):
        return {"x": x, "answers": task.answers(net(task.scaled(x[:, None]))).numpy()}
