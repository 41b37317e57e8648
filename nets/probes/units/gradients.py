"""The gradients of the last update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.probes.units.activations import histogram


def gradients(net: nn.Module, task: Any, detail: bool = False, lr: float = 1.0) -> dict[str, np.ndarray]:
    """Return the norms of the gradients of the last update; zero before the first.

    Args:
        net: Any net.
        task: Its task, not used.
        detail: Whether to return histograms.
        lr: Learning rate, for "ratio".

    Returns:
        "parameters" (P,) str, "norm" (P,) float32 of each gradient, "weight_norm" (P,) of each parameter; "ratio" (P,):
        the norm of the plain SGD update over that of the parameter, NaN if that is zero; 0.001 is healthy. With
        `detail` also "<parameter>/histogram" (25,) int64 and "<parameter>/edges" (26,) float64.
    """
    parameters = dict(net.named_parameters())
    tensors = [torch.zeros_like(p) if p.grad is None else p.grad.detach().to_dense() for p in parameters.values()]
    norms = _norms(tensors)
    weight_norms = _norms([parameter.detach() for parameter in parameters.values()])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(weight_norms > 0, lr * norms / weight_norms, np.nan).astype(np.float32)
    answer = {"parameters": np.array(list(parameters)), "norm": norms, "weight_norm": weight_norms, "ratio": ratio}
    if detail:
        for name, gradient in zip(parameters, tensors, strict=True):
            answer[f"{name}/histogram"], answer[f"{name}/edges"] = histogram(gradient.numpy())
    return answer


def _norms(tensors: Sequence[Tensor]) -> np.ndarray:
    """Return the Euclidean norms of P tensors, (P,)."""
    return torch.stack([torch.linalg.vector_norm(tensor) for tensor in tensors]).numpy()
