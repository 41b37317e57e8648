"""What the hidden neurons answer to a sample of the training examples: how large, how saturated, how dead."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import hidden, looking, span, taps

BINS = 25
EDGE = 0.025  # a saturated neuron is so near the end of its range, as a share of the range
STILL = 1e-6


def activations(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Figures about each of the L hidden layers over the task's sample (S examples, 256 at most).

    float32 (L,): "mean", "deviation"; "saturated", the share of activations within 2.5 % of an end of their range (0
    for activations without one); "dead", the share of neurons that answer every example alike, and so tell nothing
    of their differences. For each layer "<layer>/dead" (W,) bool, "<layer>/histogram" (25,) int64 counts and
    "<layer>/edges" (26,) float64: the activation's range or, where it has none, the power of two that holds it.
    "layers" (L,) names them. A feature map counts as one unit that answers at every
    place of every example. Needs of the task: sample (S, …).

    Raises:
        Problem: If the task has no sample, as that of a net without hidden layers.
    """
    names = hidden(net)
    if not hasattr(task, "sample"):
        raise Problem(N_("This net has no hidden layer."))
    with looking(net), taps(net, names) as seen:
        net(task.sample)
    names = [name for name in names if name in seen]  # a head that this goal has no use for answers nothing
    answer: dict[str, np.ndarray] = {"layers": np.array(names, dtype=str)}
    figures: dict[str, list[float]] = {"mean": [], "deviation": [], "saturated": [], "dead": []}
    for name in names:
        module: Any = net.get_submodule(name)
        values, limits = by_unit(seen[name], maps=module.weight.ndim > 2), span(module)  # (S, W)
        still = dead(values)
        answer[f"{name}/dead"] = still
        answer[f"{name}/histogram"], answer[f"{name}/edges"] = histogram(values.numpy(), limits)
        figures["mean"].append(values.mean().item())
        figures["deviation"].append(values.std(correction=0).item())
        figures["saturated"].append(saturated(values, limits))
        figures["dead"].append(float(still.mean()))
    return answer | {name: np.array(values, dtype=np.float32) for name, values in figures.items()}


def by_unit(values: Tensor, maps: bool) -> Tensor:
    """Activations (S, …, W), or feature maps (S, W, P), with a row for each time that the W units have answered."""
    return values.flatten(2).transpose(1, 2).flatten(0, 1) if maps else values.flatten(0, -2)


def dead(values: Tensor) -> np.ndarray:
    """Which neurons (W,) bool answer alike to all examples: `values` (S, W) vary by no more than a millionth."""
    low, high = values.aminmax(dim=0)
    still = high - low <= STILL * high.abs().clamp_min(1.0)
    return still.numpy() if len(values) > 1 else np.zeros(values.shape[1], dtype=bool)


def saturated(values: Tensor, limits: tuple[float, float] | None) -> float:
    """The share of `values` within 2.5 % of an end of their range."""
    if limits is None:
        return 0.0
    margin = EDGE * (limits[1] - limits[0])
    return float(((values < limits[0] + margin) | (values > limits[1] - margin)).float().mean())


def histogram(values: np.ndarray, limits: tuple[float, float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Counts (25,) int64 of `values` and the bins' edges (26,) float64; values that are no numbers are left out."""
    values = values[np.isfinite(values)].astype(np.float64)
    if limits is None:
        largest = float(np.abs(values).max(initial=0.0))
        reach = 2.0 ** math.ceil(math.log2(largest)) if largest > 1e-30 else 1.0
        limits = (-reach, reach)
    low, high = limits
    bins = np.clip(((values - low) / (high - low) * BINS).astype(np.int64), 0, BINS - 1)
    return np.bincount(bins.ravel(), minlength=BINS), np.linspace(low, high, BINS + 1)
