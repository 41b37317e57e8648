"""The decision surface: the output of a net and of each of its neurons over the plane."""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor, nn

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import activation_range, evaluation_mode, hidden_modules, record_outputs

MAX_RESOLUTION = 200  # points along an edge
MAX_LATTICES = 4  # kept for a task


class Lattice(NamedTuple):
    """The inputs (n*n + k*k, F) at n*n and at k*k points of the plane, and maps of these inputs."""

    points: Tensor
    inputs: np.ndarray


_lattices: WeakKeyDictionary[Any, dict[tuple[int, int], Lattice]] = WeakKeyDictionary()


def decision_surface(
    net: nn.Module, task: Any, resolution: int = 50, unit_resolution: int = 20
) -> dict[str, np.ndarray]:
    """Return maps of the plane as grey levels; row 0 is the lowest y, column 0 the lowest x.

    Needs of the task: flat, low, high, inputs_at, classes, signed, probabilities, predictions.

    Args:
        net: Any net.
        task: Data on the plane.
        resolution: Points n along an edge of the output map, at most 200.
        unit_resolution: Points k along an edge of the maps of units, at most 200.

    Returns:
        "output" (n, n) uint8. Two classes or a number: 128 is the boundary or zero, 1 and 255 the extremes. More
        classes: the confidence, 0 to 255, in the class that "winner" (n, n) uint8 names. "units/<layer>" (W, k, k)
        uint8 for each hidden layer and the raw output, and "inputs" (F, k, k): 128 is zero (for a sigmoid 0.5), 1 and
        255 the ends of the activation's range or, if unbounded, the neuron's largest absolute value. "bounds" (2,)
        float32: lowest and highest x and y.

    Raises:
        Problem: If the data do not lie in a plane, or a resolution is out of range.
    """
    if not task.flat:
        raise Problem(N_("There is no map of these data: they do not lie in a plane."))
    if not (2 <= resolution <= MAX_RESOLUTION and 2 <= unit_resolution <= MAX_RESOLUTION):
        raise Problem(N_("A map has from {low} to {high} points along an edge."), low=2, high=MAX_RESOLUTION)
    lattice = _lattice(task, resolution, unit_resolution)
    count = resolution**2
    layers = hidden_modules(net)
    with evaluation_mode(net), record_outputs(net, layers) as layer_outputs:
        outputs = net(lattice.points)  # (n*n + k*k, K)
        answer = _output(task, outputs[:count], resolution)
        for layer in layers:
            limits = activation_range(net.get_submodule(layer))
            answer[f"units/{layer}"] = _maps(layer_outputs[layer][count:], unit_resolution, limits)
        answer["units/output"] = _maps(outputs[count:], unit_resolution)
    bounds = np.array([task.low, task.high], dtype=np.float32)
    return answer | {"inputs": lattice.inputs, "bounds": bounds}


def _lattice(task: Any, resolution: int, unit_resolution: int) -> Lattice:
    """Return the points of a task's maps, cached."""
    lattices = _lattices.setdefault(task, {})
    size = (resolution, unit_resolution)
    if size not in lattices:
        if len(lattices) >= MAX_LATTICES:
            lattices.clear()
        points = torch.cat([task.inputs_at(cell_centres(task.low, task.high, n)) for n in size])
        lattices[size] = Lattice(points, _maps(points[resolution**2 :], unit_resolution))
    return lattices[size]


def cell_centres(low: float, high: float, n: int) -> np.ndarray:
    """Return the centres (n*n, 2) of the n*n cells of a square, x running fastest."""
    line = low + (np.arange(n) + 0.5) * (high - low) / n
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def _output(task: Any, outputs: Tensor, n: int) -> dict[str, np.ndarray]:
    """Return the output map, and for more than two classes the winners', from raw outputs (n*n, K)."""
    if len(task.classes) <= 2:
        return {"output": _grey_levels(task.signed(outputs)).reshape(n, n)}
    confidence, winner = task.probabilities(outputs).amax(dim=1), task.predictions(outputs)
    levels = (confidence.nan_to_num(0.0) * 255).round_().to(torch.uint8)
    return {"output": levels.numpy().reshape(n, n), "winner": winner.to(torch.uint8).numpy().reshape(n, n)}


def _maps(values: Tensor, k: int, limits: tuple[float, float] | None = None) -> np.ndarray:
    """Return one map (k, k) for each column of `values` (k*k, W), as (W, k, k) uint8."""
    if limits is None:
        centre, reach = 0.0, values.abs().amax(dim=0).clamp_min_(1e-12)  # (W,)
    else:
        low, high = limits
        centre, reach = (low + high) / 2, torch.tensor((high - low) / 2)
    return _grey_levels(((values - centre) / reach).t()).reshape(-1, k, k)


def _grey_levels(values: Tensor) -> np.ndarray:
    """Return values in -1..1, clipped, as grey levels 1..255 with 0 at 128; NaN is 128."""
    return (values.nan_to_num(0.0) * 127 + 128).round_().clamp_(1, 255).to(torch.uint8).numpy()
