"""How good a net is over every test example, where its reports look at a part of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking


def full_test_metrics(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """ "test_loss" and "test_accuracy", scalars, over all "test_examples". May take seconds. Needs of the task: whole.

    Raises Problem where the reports look at all test examples anyway.
    """
    if not hasattr(task, "whole"):
        raise Problem(N_("The figures of this run are over all test examples already."))
    with looking(net):
        return {name: np.asarray(value) for name, value in task.whole(net).items()}
