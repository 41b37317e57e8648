"""A net without activation functions as one matrix, with proof that it is the same function."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, weighted_modules


def linear_collapse(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the single layer x W^T + b that equals a net of L linear layers.

    W = W_L … W_1 and b = W_L(… (W_2 b_1 + b_2) …) + b_L. Needs of the task: sample.

    Returns:
        "weight" (K, F) and "bias" (K,) float64; "difference": the largest absolute difference between its outputs and
        the net's over the task's sample, and "outputs", the net's largest absolute output; "shapes" (L, 2) int64:
        outputs and inputs of each layer; "layers" (L,) str.

    Raises:
        Problem: If a hidden layer is not linear.
    """
    names = weighted_modules(net)
    modules: list[Any] = [net.get_submodule(name) for name in names]
    kinds = [getattr(module, "kind", "") for module in modules[:-1]]
    if set(kinds) - {"identity"} or any(module.weight.ndim != 2 for module in modules):
        raise Problem(N_("These layers bend what goes through them, so they are not one matrix."))
    with evaluation_mode(net):
        weight = torch.eye(modules[0].weight.shape[1], dtype=torch.float64)
        bias = torch.zeros(len(weight), dtype=torch.float64)
        for module in modules:
            matrix = module.weight.double()  # (W, D)
            weight = matrix @ weight  # (W, F)
            bias = matrix @ bias + module.bias.double()  # (W,)
        outputs = net(task.sample)  # (S, K)
        collapsed = task.sample.double() @ weight.T + bias  # (S, K)
        difference = (outputs.double() - collapsed).abs().max().item()
    return {
        "weight": weight.numpy(),
        "bias": bias.numpy(),
        "difference": np.asarray(difference),
        "outputs": np.asarray(outputs.abs().max().item()),
        "shapes": np.array([tuple(module.weight.shape) for module in modules]),
        "layers": np.array(names),
    }
