"""How the gates and states of a net that reads sequences are distributed: how open, how saturated."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.probes.activation_hooks import evaluation_mode, record_outputs
from nets.probes.sequences.sequence_input import MAX_STEPS, input_vectors
from nets.probes.sequences.unrolled import GATES
from nets.probes.units.activations import SATURATION_MARGIN, histogram

MAX_SEQUENCES = 32
Steps = dict[str, Tensor]  # by name, (B, T, H)


def state_histograms(net: Any, task: Any) -> dict[str, np.ndarray]:
    """Return histograms of every gate and state over the steps of up to 32 training sequences.

    Needs of the task: seen, written.

    Returns:
        "layers" (L,) str names the layers and their directions, "what" (W,) str what each has: gates, "candidate",
        "cell" and "hidden" of a recurrent net, "hidden" of others. For each "<layer>/<what>": "…/counts" (25,) int64
        and "…/edges" (26,) float64; scalars "…/mean", "…/deviation", and "…/low" and "…/high", the share of values
        within 2.5 % of an end of their range, NaN where they have no range.
    """
    x = task.report_examples["train"][0][:MAX_SEQUENCES, :MAX_STEPS]
    inputs, lengths = input_vectors(net, x)
    steps = torch.arange(x.shape[1])
    is_token = steps < lengths[:, None] if lengths is not None else torch.ones(x.shape[:2], dtype=torch.bool)  # (B, T)
    with evaluation_mode(net):
        record = _recurrent(net, task, inputs, lengths) if net.recurrent else _layers(net, x)
    answer: dict[str, Any] = {"layers": np.array(list(record)), "what": np.array(list(next(iter(record.values()))))}
    for layer, steps_of_layer in record.items():
        for what, values in steps_of_layer.items():
            figures = _distribution(values[is_token].flatten().numpy(), _range(net, what))
            answer |= {f"{layer}/{what}/{name}": np.array(value) for name, value in figures.items()}
    return answer


def _recurrent(net: Any, task: Any, inputs: Tensor, lengths: Tensor | None) -> dict[str, Steps]:
    """Return the values of the written-out cells at all steps."""
    _outputs, record = task.run_written_out(net, inputs, lengths, {})
    return {
        layer: {what: torch.stack(values, dim=1) for what, values in steps.items() if what != "x"}
        for layer, steps in record.items()
    }


def _layers(net: Any, x: Tensor) -> dict[str, Steps]:
    """Return the outputs of the layers of a net without state."""
    names = [f"layers.{number}" for number in range(len(net.layers))]
    with record_outputs(net, names) as outputs:
        net(x)
    return {name: {"hidden": outputs[name]} for name in names}


def _range(net: Any, what: str) -> tuple[float, float] | None:
    """Return the range that a gate or state cannot leave; None if there is none."""
    if what in GATES:
        return (0.0, 1.0)
    if what == "cell" or not net.recurrent:
        return None
    layer = net.layers[0].forward_layer
    return None if getattr(layer, "nonlinearity", "tanh") == "relu" else (-1.0, 1.0)


def _distribution(values: np.ndarray, limits: tuple[float, float] | None) -> dict[str, Any]:
    """Return the histogram and figures of `values` (n,)."""
    counts, edges = histogram(values, limits)
    figures = {"counts": counts, "edges": edges, "mean": values.mean(), "deviation": values.std()}
    low = high = np.nan
    if limits is not None:
        margin = SATURATION_MARGIN * (limits[1] - limits[0])
        low, high = (values < limits[0] + margin).mean(), (values > limits[1] - margin).mean()
    return figures | {"low": low, "high": high}
