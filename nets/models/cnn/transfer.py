"""Transfer: train on some classes first, then give the net a new output layer for others.

The pre-training makes plain updates with Adam on the other classes' training images. It is a part of building the net,
so that the experiment determines it, and step 0 of the run is the pre-trained net.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.net import CNN, INITS, Linear
from nets.models.cnn.task import ImageTask

RATE, BATCH = 0.003, 32
EVERY = 20  # steps between two figures
MAX_CACHED = 6


class Pretrained(NamedTuple):
    """The weights, the state of the generator, and the figures of a pre-training."""

    weights: dict[str, Tensor]
    generator_state: Tensor
    figures: dict[str, np.ndarray]


_cache: OrderedDict[tuple[str, bytes], Pretrained] = OrderedDict()  # so that resuming a run does not repeat it


def transfer(net: CNN, task: ImageTask, experiment: Convolutional, classes: int) -> dict[str, np.ndarray]:
    """Pre-train `net` on `task`, then replace its output layer by a new one with `classes` outputs.

    Returns the figures of the pre-training: "step" (n,) int64, "loss", "test_loss" and "test_accuracy" (n,).
    """
    settings = experiment.data.model_dump_json() + experiment.net.model_copy(update={"dropout": 0.0}).model_dump_json()
    key = (settings, net.generator.get_state().numpy().tobytes())
    if key not in _cache:
        figures = pretrain(net, task, experiment.net.pretrain)
        weights = {name: tensor.clone() for name, tensor in net.state_dict().items()}
        _cache[key] = Pretrained(weights, net.generator.get_state(), figures)
        while len(_cache) > MAX_CACHED:
            _cache.popitem(last=False)
    _cache.move_to_end(key)
    net.load_state_dict(_cache[key].weights)
    net.generator.set_state(_cache[key].generator_state)
    net.output = Linear(net.output.weight.shape[1], classes)
    INITS[experiment.net.init](net.output.weight.data, net.generator)
    return _cache[key].figures


def pretrain(net: CNN, task: ImageTask, steps: int) -> dict[str, np.ndarray]:
    """Make `steps` updates, each epoch in a new order, and return the figures. Leaves no gradients."""
    optimizer = torch.optim.Adam(net.parameters(), RATE, fused=True)
    order, rows = torch.empty(0, dtype=torch.int64), []
    for step in range(1, steps + 1):
        if not len(order):
            order = torch.randperm(task.size, generator=net.generator)
        batch, order = order[:BATCH], order[BATCH:]
        loss = task.loss(net, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % EVERY == 0 or step in (1, steps):
            rows.append((step, loss.item(), *_test_figures(net, task)))
    optimizer.zero_grad()
    columns = np.array(rows).T
    return {
        "step": columns[0].astype(np.int64),
        "loss": columns[1],
        "test_loss": columns[2],
        "test_accuracy": columns[3],
    }


def _test_figures(net: CNN, task: ImageTask) -> tuple[float, float]:
    net.eval()
    with torch.no_grad():
        figures = task.report(net)
    net.train()
    return figures["test_loss"], figures["test_accuracy"]


def freeze(net: CNN, what: str) -> None:
    """Freeze the weights of nothing, of the convolutions with their norms, or of all but the output layer."""
    parts: list[nn.ModuleList] = {"none": [], "convolutions": [net.blocks], "all_but_output": [net.blocks, net.hidden]}[
        what
    ]
    for part in parts:
        part.requires_grad_(False)
