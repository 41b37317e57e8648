"""The best straight line at once: least squares in closed form, beside what gradient descent has found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from torch import nn

PARTS = (("train", ""), ("test", "test_"))


def solve(inputs: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights (K, F) and biases (K,) that give inputs (N, F) the least mean squared error to targets (N, K)."""
    with_one = np.column_stack([inputs, np.ones(len(inputs))]).astype(np.float64)  # (N, F + 1)
    found = np.linalg.lstsq(with_one, targets.astype(np.float64), rcond=None)[0]  # (F + 1, K)
    return found[:-1].T, found[-1]


def squared(weight: np.ndarray, bias: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> float:
    """The mean squared error of a linear map on inputs (N, F) and targets (N, K)."""
    return float(np.square(inputs.astype(np.float64) @ weight.T + bias - targets).mean())


def least_squares(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """ "weight" (K, F), "bias" (K,) of the best linear map of the training part, "train_loss" and "test_loss".

    Raises Problem where the answers are no weighted sums, or are judged by something else than the squared error.
    """
    if task.output_kind != "linear" or task.loss_kind != "mse":
        raise Problem(N_("No formula gives the best weights of this net."))
    parts = {part: (getattr(task, f"{p}inputs").numpy(), getattr(task, f"{p}targets").numpy()) for part, p in PARTS}
    weight, bias = solve(*parts["train"])
    losses = {f"{part}_loss": np.array(squared(weight, bias, *parts[part])) for part in parts}
    return {"weight": weight, "bias": bias, **losses}
