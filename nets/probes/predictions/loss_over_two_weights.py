"""The loss over two weights of a net without hidden layers: how it would be, were these two other than they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking, weighted

MOST = 80  # values of either weight
Entry = Sequence[int]


def loss_over_two_weights(
    net: nn.Module, task: Any, first: Entry = (0, 0), second: Entry = (0, -1), reach: Entry = (4, 4), n: int = 41
) -> dict[str, np.ndarray]:
    """The loss of the whole training part over two entries (neuron, input) of the only layer; input -1 is the bias.

    "losses" (n, n) float32, row 0 for the lowest value of `second`, column 0 for that of `first`, each at the middle
    of its cell; values run from -reach to reach. "at" (2,): where both are now; "gradient" (2,) of the loss there, and
    "loss". "first", "second" and "reach" are what was asked. Raises Problem for other nets and entries. Needs of the
    task: inputs, loss_of.
    """
    names = weighted(net)
    layer: Any = net.get_submodule(names[-1])
    if len(names) != 1 or not all(_there(layer, entry) for entry in (first, second)):
        raise Problem(N_("The loss over two weights is drawn for a neuron without hidden layers."))
    if not 2 <= n <= MOST or not all(0 < side <= 1e6 for side in reach):
        raise Problem(N_("A map has from {low} to {high} points along an edge."), low=2, high=MOST)
    at = torch.stack([_value(layer, entry) for entry in (first, second)])
    middles = (torch.arange(n) + 0.5) / n * 2 - 1  # (n,)
    with looking(net):
        sums = _without(layer, task.inputs, (first, second))  # (N, K)
        across, up = (_grown(task.inputs, sums, entry) for entry in (first, second))
        x, y = (middles * side for side in reach)
        moved = sums + y[:, None, None, None] * up + x[None, :, None, None] * across  # (n, n, N, K)
        losses = torch.vmap(task.loss_of)(moved.flatten(0, 1)).view(n, n)
    return {
        "losses": losses.numpy(),
        "at": at.numpy(),
        **_slope(net, task, layer, (first, second)),
        "first": np.array(first),
        "second": np.array(second),
        "reach": np.array(reach),
    }


def _there(layer: Any, entry: Entry) -> bool:
    neurons, inputs = layer.weight.shape
    return len(entry) == 2 and 0 <= entry[0] < neurons and -1 <= entry[1] < inputs


def _value(layer: Any, entry: Entry) -> Tensor:
    neuron, place = entry
    return (layer.bias[neuron] if place < 0 else layer.weight[neuron, place]).detach()


def _without(layer: Any, inputs: Tensor, entries: Sequence[Entry]) -> Tensor:
    """The weighted sums (N, K) of inputs (N, F), were these entries 0."""
    weight, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
    for neuron, place in entries:
        (bias if place < 0 else weight[:, place])[neuron] = 0
    return functional.linear(inputs, weight, bias)


def _grown(inputs: Tensor, sums: Tensor, entry: Entry) -> Tensor:
    """How the weighted sums (N, K) change when an entry grows by one."""
    neuron, place = entry
    change = torch.zeros_like(sums)
    change[:, neuron] = 1 if place < 0 else inputs[:, place]
    return change


def _slope(net: nn.Module, task: Any, layer: Any, entries: Sequence[Entry]) -> dict[str, np.ndarray]:
    """The loss and its gradient by both entries; the net's own gradients stay as they are."""
    with torch.enable_grad():
        loss = task.loss_of(net(task.inputs))
        weight, bias = torch.autograd.grad(loss, [layer.weight, layer.bias])
    slopes = [bias[neuron] if place < 0 else weight[neuron, place] for neuron, place in entries]
    return {"gradient": torch.stack(slopes).numpy(), "loss": loss.detach().numpy()}
