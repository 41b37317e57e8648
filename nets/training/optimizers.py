"""Optimizers and schedules by name. The optimizers are torch.optim's."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn

from nets.experiment.training_config import Fit
from nets.training.sparse_optimizer import RowOptimizer


def make(parameters: Iterable[nn.Parameter], fit: Fit, rows: bool = False) -> torch.optim.Optimizer:
    """The optimizer that `fit` names; with `rows`, for gradients that name their rows. No weight decay for biases.

    sgd (Robbins & Monro, 1951), momentum (Polyak, 1964), nesterov (Sutskever et al., 2013), adagrad (Duchi et al.,
    2011), rmsprop (Hinton, lecture 6e, 2012), adam (Kingma & Ba, 2015), adamw (Loshchilov & Hutter, 2019).
    """
    parameters = list(parameters)
    if rows:
        return RowOptimizer(parameters, fit.optimizer, fit.lr)
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": fit.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    match fit.optimizer:
        case "sgd":
            return torch.optim.SGD(groups, fit.lr, fused=True)
        case "momentum" | "nesterov":
            return torch.optim.SGD(
                groups,
                fit.lr,
                momentum=fit.momentum,
                nesterov=_nesterov(fit),
                fused=True,
            )
        case "adagrad":
            return torch.optim.Adagrad(groups, fit.lr, fused=True)
        case "rmsprop":
            return torch.optim.RMSprop(groups, fit.lr, momentum=fit.momentum)
        case "adam":
            return torch.optim.Adam(groups, fit.lr, fused=True)
        case "adamw":
            return torch.optim.AdamW(groups, fit.lr, fused=True)


def retune(optimizer: torch.optim.Optimizer, fit: Fit) -> None:
    """Give a running optimizer new settings without losing its memory of past gradients."""
    for group in optimizer.param_groups:
        group["lr"] = fit.lr
        if fit.optimizer in ("momentum", "nesterov", "rmsprop"):
            group["momentum"] = fit.momentum
        if "nesterov" in group:
            group["nesterov"] = _nesterov(fit)
        if "weight_decay" in group and any(p.ndim > 1 for p in group["params"]):
            group["weight_decay"] = fit.weight_decay
    if fit.optimizer == "rmsprop" and fit.momentum:  # torch keeps no such memory for a momentum of 0
        for parameter, memory in optimizer.state.items():
            memory.setdefault("momentum_buffer", torch.zeros_like(parameter))


def _nesterov(fit: Fit) -> bool:
    return fit.optimizer == "nesterov" and fit.momentum > 0  # torch refuses it for a momentum of 0


def learning_rate(fit: Fit, index: int) -> float:
    """The learning rate of update `index` (from 0) under the schedule.

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


def norms(parameters: Iterable[nn.Parameter]) -> list[float]:
    """The lengths of the gradients; 0 where there is none."""
    found = [torch.zeros(()) if p.grad is None else p.grad for p in parameters]
    dense = [gradient.coalesce().values() if gradient.is_sparse else gradient for gradient in found]
    lengths: list[float] = torch.stack(torch._foreach_norm(dense)).tolist()  # noqa: SLF001 (no public function does this)
    return lengths


@torch.no_grad()
def penalise(parameters: list[nn.Parameter], strength: float) -> None:
    """Add the gradient of `strength` times the sum of absolute weights (L1, Tibshirani, 1996); biases are free."""
    for parameter in parameters:
        if parameter.ndim > 1 and parameter.grad is not None:
            parameter.grad.add_(parameter.sign(), alpha=strength)
