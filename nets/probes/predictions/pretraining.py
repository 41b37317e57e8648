"""How the training went that came before the run."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.experiment.user_error import N_, Problem


def pretraining(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """The figures of the pre-training, and which classes it was on.

    "step" (n,) int64, "test_loss" and "test_accuracy" (n,) float64, measured on what was learnt then; "classes" the
    names of the classes, if it were any; "frozen" the names of the parameters that keep their weights. Raises Problem
    where there was none. Needs of the task: past, where it were classes also first.
    """
    if not getattr(task, "past", None):
        raise Problem(N_("This net was not pre-trained."))
    frozen = [name for name, parameter in net.named_parameters() if not parameter.requires_grad]
    classes = getattr(getattr(task, "first", None), "classes", ())
    return dict(task.past) | {"classes": np.array(classes, dtype=str), "frozen": np.array(frozen, dtype=str)}
