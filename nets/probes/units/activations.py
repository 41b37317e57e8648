"""The activations of hidden neurons for a sample of training examples: size, saturation, dead neurons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import activation_range, evaluation_mode, hidden_modules, record_outputs

BINS = 25
SATURATION_MARGIN = 0.025  # a saturated neuron is so near the end of its range, as a share of the range
DEAD_TOLERANCE = 1e-6


def activations(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return figures about each of the L hidden layers over the task's sample of at most 256 examples.

    A feature map counts as one unit with an activation for every position of every example.

    Returns:
        "layers" (L,) str. float32 (L,): "mean", "deviation"; "saturated", the share of activations within 2.5 % of an
        end of their range, 0 for unbounded ones; "dead", the share of neurons with equal activations for all examples.
        For each layer "<layer>/dead" (W,) bool, "<layer>/histogram" (25,) int64 and "<layer>/edges" (26,) float64 over
        the activation's range or, if unbounded, up to the next power of two.

    Raises:
        Problem: If the task has no sample, as that of a net without hidden layers.
    """
    names = hidden_modules(net)
    if not hasattr(task, "sample"):
        raise Problem(N_("This net has no hidden layer."))
    with evaluation_mode(net), record_outputs(net, names) as outputs:
        net(task.sample)
    names = [name for name in names if name in outputs]  # a head that this goal has no use for answers nothing
    answer: dict[str, np.ndarray] = {"layers": np.array(names, dtype=str)}
    figures: dict[str, list[float]] = {"mean": [], "deviation": [], "saturated": [], "dead": []}
    for name in names:
        module: Any = net.get_submodule(name)
        values, limits = unit_rows(outputs[name], maps=module.weight.ndim > 2), activation_range(module)  # (S, W)
        is_dead = dead_units(values)
        answer[f"{name}/dead"] = is_dead
        answer[f"{name}/histogram"], answer[f"{name}/edges"] = histogram(values.numpy(), limits)
        figures["mean"].append(values.mean().item())
        figures["deviation"].append(values.std(correction=0).item())
        figures["saturated"].append(saturated_share(values, limits))
        figures["dead"].append(float(is_dead.mean()))
    return answer | {name: np.array(values, dtype=np.float32) for name, values in figures.items()}


def unit_rows(values: Tensor, maps: bool) -> Tensor:
    """Return activations (S, …, W), or feature maps (S, W, P), as rows (n, W)."""
    return values.flatten(2).transpose(1, 2).flatten(0, 1) if maps else values.flatten(0, -2)


def dead_units(values: Tensor) -> np.ndarray:
    """Return which neurons (W,) bool have equal activations (S, W) for all examples, up to a millionth."""
    low, high = values.aminmax(dim=0)
    is_dead = high - low <= DEAD_TOLERANCE * high.abs().clamp_min(1.0)
    return is_dead.numpy() if len(values) > 1 else np.zeros(values.shape[1], dtype=bool)


def saturated_share(values: Tensor, limits: tuple[float, float] | None) -> float:
    """Return the share of `values` within 2.5 % of an end of their range."""
    if limits is None:
        return 0.0
    margin = SATURATION_MARGIN * (limits[1] - limits[0])
    return float(((values < limits[0] + margin) | (values > limits[1] - margin)).float().mean())


def histogram(values: np.ndarray, limits: tuple[float, float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return counts (25,) int64 of the finite `values`, and the edges (26,) float64 of the bins."""
    values = values[np.isfinite(values)].astype(np.float64)
    if limits is None:
        largest = float(np.abs(values).max(initial=0.0))
        reach = 2.0 ** math.ceil(math.log2(largest)) if largest > 1e-30 else 1.0
        limits = (-reach, reach)
    low, high = limits
    bins = np.clip(((values - low) / (high - low) * BINS).astype(np.int64), 0, BINS - 1)
    return np.bincount(bins.ravel(), minlength=BINS), np.linspace(low, high, BINS + 1)
