"""The loss of nets that read sequences, and the figures about a part."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SKIP = -100  # the target of a step that is not evaluated


def loss_of(outputs: Tensor, targets: Tensor) -> Tensor:
    """Return the mean squared error () of numbers (B, 1), or cross-entropy of classes (B,) or (B, T) without SKIP."""
    if targets.is_floating_point():
        return functional.mse_loss(outputs, targets)
    return functional.cross_entropy(outputs.flatten(0, -2), targets.flatten(), ignore_index=SKIP)


def figures_of(outputs: Tensor, targets: Tensor, kind: str) -> dict[str, float]:
    """Return "loss" and the figures of a kind: "mse" with R², "accuracy", or "bits" per token with the accuracy."""
    loss = loss_of(outputs, targets).item()
    if kind == "mse":
        spread = (targets - targets.mean()).square().sum()
        r2 = 1 - (targets - outputs).square().sum() / spread
        return {"loss": loss, "mse": loss} | ({"r2": r2.item()} if len(targets) > 1 and spread > 0 else {})
    has_target = targets != SKIP
    right = (outputs.argmax(dim=-1) == targets)[has_target].float().mean().item()
    return {"loss": loss, "accuracy": right} | ({"bits": loss / math.log(2)} if kind == "bits" else {})


def outputs_of(net: torch.nn.Module, inputs: Tensor) -> Tensor:
    """Return the raw outputs of many sequences, computed in batches of 100."""
    return torch.cat([net(part) for part in inputs.split(100)])
