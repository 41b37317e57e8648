"""How wrong answers to sequences are: the loss, and the figures about a part."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SKIP = -100  # the target of a step that nothing is asked of


def loss_of(outputs: Tensor, targets: Tensor) -> Tensor:
    """The mean squared error of numbers (B, 1), or the cross-entropy of classes, (B,) or (B, T), over what is asked."""
    if targets.is_floating_point():
        return functional.mse_loss(outputs, targets)
    return functional.cross_entropy(outputs.flatten(0, -2), targets.flatten(), ignore_index=SKIP)


def figures_of(outputs: Tensor, targets: Tensor, kind: str) -> dict[str, float]:
    """The loss, and what `kind` names: "mse" with R², "accuracy", or "bits" a symbol with the accuracy."""
    loss = loss_of(outputs, targets).item()
    if kind == "mse":
        spread = (targets - targets.mean()).square().sum()
        r2 = 1 - (targets - outputs).square().sum() / spread
        return {"loss": loss, "mse": loss} | ({"r2": r2.item()} if len(targets) > 1 and spread > 0 else {})
    asked = targets != SKIP
    right = (outputs.argmax(dim=-1) == targets)[asked].float().mean().item()
    return {"loss": loss, "accuracy": right} | ({"bits": loss / math.log(2)} if kind == "bits" else {})


def answers_of(net: torch.nn.Module, inputs: Tensor) -> Tensor:
    """Raw outputs of many sequences, a hundred at a time."""
    return torch.cat([net(part) for part in inputs.split(100)])
