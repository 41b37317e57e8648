"""The gradients of the last update."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.probes.units.activations import histogram


def gradients(net: nn.Module, task: Any, detail: bool = False, lr: float = 1.0) -> dict[str, np.ndarray]:
    """ "norm" (P,) float32, the Euclidean length of each parameter's gradient; "parameters" (P,) names them.

    "weight_norm" (P,): the length of the parameter; "ratio" (P,): the length of the update -lr * gradient, which plain
    SGD makes, over that of the parameter (0.001 is a healthy size for a weight matrix; NaN where the parameter is
    zero). With `detail` also for each "<parameter>/histogram" (25,) int64 with "<parameter>/edges" (26,) float64.
    Before the first update all gradients count as zero.
    """
    named = dict(net.named_parameters())
    found = [torch.zeros_like(p) if p.grad is None else p.grad.detach().to_dense() for p in named.values()]
    norms = torch.stack(torch._foreach_norm(found)).numpy()
    sizes = torch.stack(torch._foreach_norm([p.detach() for p in named.values()])).numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(sizes > 0, lr * norms / sizes, np.nan).astype(np.float32)
    answer = {"parameters": np.array(list(named)), "norm": norms, "weight_norm": sizes, "ratio": ratio}
    if detail:
        for name, gradient in zip(named, found, strict=True):
            answer[f"{name}/histogram"], answer[f"{name}/edges"] = histogram(gradient.numpy())
    return answer
