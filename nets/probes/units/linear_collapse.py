"""A net without bends is one matrix: its layers multiplied into one, and proof that it is the same function."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking, weighted


def linear_collapse(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """The single layer x W^T + b that a net of L linear layers is: W_L … W_1 and W_L(… (W_2 b_1 + b_2) …) + b_L.

    "weight" (K, F) and "bias" (K,) float64; "difference": the largest absolute difference between its outputs and the
    net's over the task's sample (S, F), and "outputs", the net's largest absolute output there; "shapes" (L, 2) int64:
    outputs and inputs of each layer; "layers" (L,) names them. Raises Problem when a hidden layer bends its sums.
    Needs of the task: sample.
    """
    names = weighted(net)
    modules: list[Any] = [net.get_submodule(name) for name in names]
    kinds = [getattr(module, "kind", "") for module in modules[:-1]]
    if set(kinds) - {"identity"} or any(module.weight.ndim != 2 for module in modules):
        raise Problem(N_("These layers bend what goes through them, so they are not one matrix."))
    with looking(net):
        weight = torch.eye(modules[0].weight.shape[1], dtype=torch.float64)
        bias = torch.zeros(len(weight), dtype=torch.float64)
        for module in modules:
            matrix = module.weight.double()  # (W, D)
            weight = matrix @ weight  # (W, F)
            bias = matrix @ bias + module.bias.double()  # (W,)
        outputs = net(task.sample)  # (S, K)
        same = task.sample.double() @ weight.T + bias  # (S, K)
        difference = (outputs.double() - same).abs().max().item()
    return {
        "weight": weight.numpy(),
        "bias": bias.numpy(),
        "difference": np.asarray(difference),
        "outputs": np.asarray(outputs.abs().max().item()),
        "shapes": np.array([tuple(module.weight.shape) for module in modules]),
        "layers": np.array(names),
    }
