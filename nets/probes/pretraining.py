"""How the training went that came before the run."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.training.problem import N_, Problem


def pretraining(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """The figures of the pre-training, and which classes it was on.

    "step" (n,) int64, "loss", "test_loss" and "test_accuracy" (n,) float64, measured on those classes; "classes" their
    names; "frozen" the names of the parameters that keep their weights. Raises Problem where there was none. Needs of
    the task: first, past.
    """
    if getattr(task, "first", None) is None:
        raise Problem(N_("This net was not pre-trained."))
    frozen = [name for name, parameter in net.named_parameters() if not parameter.requires_grad]
    return dict(task.past) | {"classes": np.array(task.first.classes), "frozen": np.array(frozen, dtype=str)}
