"""The activations as functions: the curve, its slope, and where on it the sums of the sampled examples lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import hidden, inflows, looking
from nets.probes.units.activations import histogram

ALONG = 81  # points of a curve
LEAST = 3.0  # of the range of sums that is drawn on either side of 0
MOST = 12.0
FEW = 8  # examples whose maps are looked at
MOST_SUMS = 100_000  # of a layer


def activation_functions(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """For each of the L hidden layers that bends its sums with an activation.

    "<layer>/sum" (81,) float64, even steps; "<layer>/value" and "<layer>/slope" (81,): the activation there and its
    derivative, both by the code that trains; "<layer>/counts" (25,) int64 and "<layer>/edges" (26,): how many of the
    sums of the sample's examples lie in each bin, those beyond in the outermost; "<layer>/steep": the mean slope at
    these sums, what is left of a gradient on its way back. "layers" and "kinds" (L,) name them. Of a
    convolution the sums at all places of FEW examples are looked at, up to MOST_SUMS. Needs of the task: sample; of
    such a layer: activation, and sums(x), what it bends, before norm if it has one.
    """
    names = [name for name in hidden(net) if hasattr(net.get_submodule(name), "activation")]
    if not names:
        raise Problem(N_("This net has no hidden layer."))
    with looking(net), inflows(net, names) as arriving:
        net(task.sample)
        names = [name for name in names if name in arriving]
        bent = {name: _sums(net.get_submodule(name), arriving[name]) for name in names}  # (n,) each
    answer: dict[str, np.ndarray] = {"layers": np.array(names)}
    answer["kinds"] = np.array([str(getattr(net.get_submodule(name), "kind", "")) for name in names])
    for name in names:
        module: Any = net.get_submodule(name)
        sums = bent[name]  # (S,)
        found = sums[sums.isfinite()].abs()
        reach = float(found.quantile(0.99).clamp(LEAST, MOST)) if len(found) else LEAST
        line = torch.linspace(-reach, reach, ALONG)
        value, slope = _curve(module, line)
        counts, edges = histogram(sums.numpy(), (-reach, reach))
        steep = _curve(module, sums)[1].mean()
        answer |= {f"{name}/sum": line.double().numpy(), f"{name}/value": value.numpy(), f"{name}/slope": slope.numpy()}
        answer |= {f"{name}/counts": counts, f"{name}/edges": edges, f"{name}/steep": steep.numpy()}
    return answer


def _sums(module: Any, x: Tensor) -> Tensor:
    """What the layer bends when x (S, …) goes in, as (n,)."""
    sums = module.sums(x if x.ndim == 2 else x[:FEW])
    flat = (module.norm(sums) if getattr(module, "norm", None) is not None else sums).flatten()
    return flat[:: 1 + len(flat) // MOST_SUMS]


def _curve(module: Any, sums: Tensor) -> tuple[Tensor, Tensor]:
    """The activation and its derivative at `sums` (n,)."""
    at = sums.detach().clone().requires_grad_()
    value = module.activation(at)
    return value.detach(), torch.autograd.grad(value.sum(), at)[0]
