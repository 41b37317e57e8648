"""The metrics over every test example, of tasks whose reports use a part of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode


def full_test_metrics(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the task's metrics over all test examples; may take seconds. Needs of the task: whole.

    Returns:
        Scalars such as "test_loss" and "test_accuracy", and "test_examples".

    Raises:
        Problem: If reports use all test examples anyway.
    """
    if not hasattr(task, "whole"):
        raise Problem(N_("The figures of this run are over all test examples already."))
    with evaluation_mode(net):
        return {name: np.asarray(value) for name, value in task.whole(net).items()}
