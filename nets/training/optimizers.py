"""The optimizers of torch.optim that `nets.experiment.optimizer_specs` lists, and schedules."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn

from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.training_config import TrainingConfig
from nets.training.sparse_optimizer import RowOptimizer


def build_optimizer(
    parameters: Iterable[nn.Parameter], fit: TrainingConfig, sparse: bool = False
) -> torch.optim.Optimizer:
    """Build the optimizer that `fit` names, with weight decay for weights and none for biases.

    Args:
        parameters: What it updates.
        fit: Name, learning rate, momentum and weight decay.
        sparse: Whether gradients are sparse tensors that name their rows.
    """
    parameters = list(parameters)
    if sparse:
        return RowOptimizer(parameters, fit.optimizer, fit.lr)
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": fit.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    optimizer: torch.optim.Optimizer = OPTIMIZERS[fit.optimizer].build(torch, groups, fit.lr, fit.momentum)
    return optimizer


def apply_settings(optimizer: torch.optim.Optimizer, fit: TrainingConfig) -> None:
    """Give a running optimizer new settings; its state, such as averages of past gradients, stays."""
    spec = OPTIMIZERS[fit.optimizer]
    for group in optimizer.param_groups:
        group["lr"] = fit.lr
        if spec.momentum:
            group.update(spec.call(fit.momentum).arguments)
        if "weight_decay" in group and any(p.ndim > 1 for p in group["params"]):
            group["weight_decay"] = fit.weight_decay
    if spec.momentum == "optional" and fit.momentum:  # without momentum torch has created no such buffer
        for parameter, state in optimizer.state.items():
            state.setdefault("momentum_buffer", torch.zeros_like(parameter))


def learning_rate(fit: TrainingConfig, index: int) -> float:
    """Return the learning rate of update `index` (from 0) under the schedule.

    "step" divides by 10 after half and after three quarters of the run (as He et al., 2016); "cosine" falls to zero
    along half a cosine (Loshchilov & Hutter, 2017); "warmup" rises linearly over the first twentieth (Goyal et al.,
    2017).
    """
    share = min(index / fit.steps, 1.0)
    match fit.schedule:
        case "step":
            return fit.lr * (1.0 if share < 0.5 else 0.1 if share < 0.75 else 0.01)
        case "cosine":
            return fit.lr * 0.5 * (1.0 + math.cos(math.pi * share))
        case "warmup":
            return fit.lr * min(1.0, (index + 1) / max(1, fit.steps // 20))
        case _:
            return fit.lr


def gradient_norms(parameters: Iterable[nn.Parameter]) -> list[float]:
    """Return the length of each parameter's gradient, 0 for a parameter without one."""
    gradients = [torch.zeros(()) if p.grad is None else p.grad for p in parameters]
    dense = [gradient.coalesce().values() if gradient.is_sparse else gradient for gradient in gradients]
    norms: list[float] = torch.stack(torch._foreach_norm(dense)).tolist()  # noqa: SLF001 (no public function does this)
    return norms


@torch.no_grad()
def add_l1_gradient(parameters: list[nn.Parameter], strength: float) -> None:
    """Add the gradient of `strength` times the sum of absolute weights (Tibshirani 1996), without biases."""
    for parameter in parameters:
        if parameter.ndim > 1 and parameter.grad is not None:
            parameter.grad.add_(parameter.sign(), alpha=strength)
