"""What a net with one input answers along it."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking

MOST = 400


def response_curve(
    net: nn.Module, task: Any, low: float = -1.0, high: float = 1.0, n: int = 61
) -> dict[str, np.ndarray]:
    """ "x" (n,) from low to high, as the input was measured, and what the net answers there, "answers" (n, K).

    Raises Problem for nets with more inputs. Needs of the task: features, scaled, answers.
    """
    if len(task.features) != 1 or not 2 <= n <= MOST:
        raise Problem(N_("There is a curve for a net with one input."))
    x = np.linspace(low, high, n, dtype=np.float32)
    with looking(net):
        return {"x": x, "answers": task.answers(net(task.scaled(x[:, None]))).numpy()}
