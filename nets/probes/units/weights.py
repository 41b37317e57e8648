"""The weights of each layer, and figures about them."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from nets.probes.activation_hooks import weighted_modules

TINY_WEIGHT = 1e-3


def weights(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the parameters of each layer, and figures about the L weight matrices.

    Returns:
        "layers" (L,) str; for each "<layer>/weight" (W, D) and, if it has one, "<layer>/bias" (W,), float32 copies.
        float32 (L,): "mean", "deviation", "norm" (Euclidean), "largest" (absolute), "tiny" (share below 0.001 in size).
    """
    names = weighted_modules(net)
    answer, matrices = {"layers": np.array(names)}, []
    for name in names:
        for parameter, values in net.get_submodule(name).named_parameters(recurse=False):
            answer[f"{name}/{parameter}"] = values.detach().numpy().copy()
        matrices.append(answer[f"{name}/weight"])
    figures = {
        "mean": [m.mean() for m in matrices],
        "deviation": [m.std() for m in matrices],
        "norm": [np.linalg.norm(m) for m in matrices],
        "largest": [np.abs(m).max() for m in matrices],
        "tiny": [(np.abs(m) < TINY_WEIGHT).mean() for m in matrices],
    }
    return answer | {name: np.array(values, dtype=np.float32) for name, values in figures.items()}
