"""The history of the pre-training of a net."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.experiment.user_error import N_, Problem


def pretraining(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the figures of the pre-training, and its classes.

    Needs of the task: pretraining, and for classes pretraining_task.

    Returns:
        "step" (n,) int64, "test_loss" and "test_accuracy" (n,) float64 on its own test part; "classes" str, if it had
        any; "frozen" str, the parameters that keep their weights.

    Raises:
        Problem: If the net was not pre-trained.
    """
    if not getattr(task, "pretraining", None):
        raise Problem(N_("This net was not pre-trained."))
    frozen = [name for name, parameter in net.named_parameters() if not parameter.requires_grad]
    classes = getattr(getattr(task, "pretraining_task", None), "classes", ())
    return dict(task.pretraining) | {"classes": np.array(classes, dtype=str), "frozen": np.array(frozen, dtype=str)}
