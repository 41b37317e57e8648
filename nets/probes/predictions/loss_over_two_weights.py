"""The loss over two weights of a net without hidden layers, with all others fixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode, weighted_modules

MAX_RESOLUTION = 80  # values of either weight
Entry = Sequence[int]


def loss_over_two_weights(
    net: nn.Module, task: Any, first: Entry = (0, 0), second: Entry = (0, -1), reach: Entry = (4, 4), n: int = 41
) -> dict[str, np.ndarray]:
    """Return the training loss over two entries (neuron, input) of the only layer; input -1 is the bias.

    Needs of the task: train, loss_of.

    Returns:
        "losses" (n, n) float32 for values from -reach to reach, at the middles of cells, row 0 for the lowest value of
        `second`, column 0 for that of `first`. "at" (2,): the present values; "gradient" (2,) and "loss" there.
        "first", "second" and "reach".

    Raises:
        Problem: For other nets and entries.
    """
    names = weighted_modules(net)
    layer: Any = net.get_submodule(names[-1])
    if len(names) != 1 or not all(_is_entry(layer, entry) for entry in (first, second)):
        raise Problem(N_("The loss over two weights is drawn for a neuron without hidden layers."))
    if not 2 <= n <= MAX_RESOLUTION or not all(0 < side <= 1e6 for side in reach):
        raise Problem(N_("A map has from {low} to {high} points along an edge."), low=2, high=MAX_RESOLUTION)
    values = torch.stack([_value(layer, entry) for entry in (first, second)])
    middles = (torch.arange(n) + 0.5) / n * 2 - 1  # (n,)
    with evaluation_mode(net):
        sums = _sums_without(layer, task.train.inputs, (first, second))  # (N, K)
        across, up = (_sum_change(task.train.inputs, sums, entry) for entry in (first, second))
        x, y = (middles * side for side in reach)
        moved_sums = sums + y[:, None, None, None] * up + x[None, :, None, None] * across  # (n, n, N, K)
        losses = torch.vmap(task.loss_of)(moved_sums.flatten(0, 1)).view(n, n)
    return {
        "losses": losses.numpy(),
        "at": values.numpy(),
        **_gradient(net, task, layer, (first, second)),
        "first": np.array(first),
        "second": np.array(second),
        "reach": np.array(reach),
    }


def _is_entry(layer: Any, entry: Entry) -> bool:
    neurons, inputs = layer.weight.shape
    return len(entry) == 2 and 0 <= entry[0] < neurons and -1 <= entry[1] < inputs


def _value(layer: Any, entry: Entry) -> Tensor:
    neuron, number = entry
    return (layer.bias[neuron] if number < 0 else layer.weight[neuron, number]).detach()


def _sums_without(layer: Any, inputs: Tensor, entries: Sequence[Entry]) -> Tensor:
    """Return the weighted sums (N, K) of inputs (N, F) with these entries at 0."""
    weight, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
    for neuron, number in entries:
        (bias if number < 0 else weight[:, number])[neuron] = 0
    return functional.linear(inputs, weight, bias)


def _sum_change(inputs: Tensor, sums: Tensor, entry: Entry) -> Tensor:
    """Return how the weighted sums (N, K) change when an entry grows by one."""
    neuron, number = entry
    change = torch.zeros_like(sums)
    change[:, neuron] = 1 if number < 0 else inputs[:, number]
    return change


def _gradient(net: nn.Module, task: Any, layer: Any, entries: Sequence[Entry]) -> dict[str, np.ndarray]:
    """Return the loss and its gradient by both entries; the net's own gradients stay as they are."""
    with torch.enable_grad():
        loss = task.loss_of(net(task.train.inputs))
        weight, bias = torch.autograd.grad(loss, [layer.weight, layer.bias])
    gradients = [bias[neuron] if number < 0 else weight[neuron, number] for neuron, number in entries]
    return {"gradient": torch.stack(gradients).numpy(), "loss": loss.detach().numpy()}
