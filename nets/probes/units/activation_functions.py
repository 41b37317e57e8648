"""The activation functions: curve, derivative, and where on it the pre-activations of the sample lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, hidden_modules, record_inputs
from nets.probes.units.activations import histogram

CURVE_POINTS = 81  # points of a curve
MIN_RANGE = 3.0  # of the range of sums that is drawn on either side of 0
MAX_RANGE = 12.0
MAP_EXAMPLES = 8  # examples whose maps are evaluated
MAX_SUMS = 100_000  # of a layer


def activation_functions(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the activation function of each of the L hidden layers that has one.

    Needs of the task: sample; of such a layer: activation, and sums(x), its pre-activations before norm.

    Returns:
        "layers" and "kinds" (L,) str. "<layer>/sum" (81,) float64, even steps; "<layer>/value" and "<layer>/slope"
        (81,): the activation and its derivative; "<layer>/counts" (25,) int64 and "<layer>/edges" (26,): histogram of
        the pre-activations, those beyond in the outermost bins; "<layer>/steep": the mean derivative there.

    Raises:
        Problem: If the net has no hidden layer.
    """
    names = [name for name in hidden_modules(net) if hasattr(net.get_submodule(name), "activation")]
    if not names:
        raise Problem(N_("This net has no hidden layer."))
    with evaluation_mode(net), record_inputs(net, names) as inputs:
        net(task.sample)
        names = [name for name in names if name in inputs]
        sums_by_layer = {name: _sums(net.get_submodule(name), inputs[name]) for name in names}  # (n,) each
    answer: dict[str, np.ndarray] = {"layers": np.array(names)}
    answer["kinds"] = np.array([str(getattr(net.get_submodule(name), "kind", "")) for name in names])
    for name in names:
        module: Any = net.get_submodule(name)
        sums = sums_by_layer[name]  # (S,)
        magnitudes = sums[sums.isfinite()].abs()
        limit = float(magnitudes.quantile(0.99).clamp(MIN_RANGE, MAX_RANGE)) if len(magnitudes) else MIN_RANGE
        line = torch.linspace(-limit, limit, CURVE_POINTS)
        value, slope = _curve(module, line)
        counts, edges = histogram(sums.numpy(), (-limit, limit))
        mean_slope = _curve(module, sums)[1].mean()
        answer |= {f"{name}/sum": line.double().numpy(), f"{name}/value": value.numpy(), f"{name}/slope": slope.numpy()}
        answer |= {f"{name}/counts": counts, f"{name}/edges": edges, f"{name}/steep": mean_slope.numpy()}
    return answer


def _sums(module: Any, x: Tensor) -> Tensor:
    """Return the pre-activations of x (S, …), as (n,), at most 100,000."""
    sums = module.sums(x if x.ndim == 2 else x[:MAP_EXAMPLES])
    flat = (module.norm(sums) if getattr(module, "norm", None) is not None else sums).flatten()
    return flat[:: 1 + len(flat) // MAX_SUMS]


def _curve(module: Any, sums: Tensor) -> tuple[Tensor, Tensor]:
    """Return the activation and its derivative at `sums` (n,)."""
    points = sums.detach().clone().requires_grad_()
    value = module.activation(points)
    return value.detach(), torch.autograd.grad(value.sum(), points)[0]
