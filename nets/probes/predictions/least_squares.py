"""Linear regression in closed form, to compare with gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from torch import nn


def solve_least_squares(inputs: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least-squares weights (K, F) and biases (K,) for inputs (N, F), targets (N, K)."""
    design = np.column_stack([inputs, np.ones(len(inputs))]).astype(np.float64)  # (N, F + 1)
    solution = np.linalg.lstsq(design, targets.astype(np.float64), rcond=None)[0]  # (F + 1, K)
    return solution[:-1].T, solution[-1]


def mean_squared_error(weight: np.ndarray, bias: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> float:
    """Return the mean squared error of a linear map on inputs (N, F) and targets (N, K)."""
    return float(np.square(inputs.astype(np.float64) @ weight.T + bias - targets).mean())


def least_squares(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the best linear map of the training part.

    Returns:
        "weight" (K, F), "bias" (K,), "train_loss" and "test_loss".

    Raises:
        Problem: If the output is not linear, or the loss is not the squared error.
    """
    if task.output_kind != "linear" or task.loss_kind != "mse":
        raise Problem(N_("No formula gives the best weights of this net."))
    parts = {name: (p.inputs.numpy(), p.targets.numpy()) for name, p in (("train", task.train), ("test", task.test))}
    weight, bias = solve_least_squares(*parts["train"])
    losses = {f"{part}_loss": np.array(mean_squared_error(weight, bias, *parts[part])) for part in parts}
    return {"weight": weight, "bias": bias, **losses}
