"""Transfer: train on some classes first, then give the net a new output layer for others.

The pre-training is real: plain updates with Adam on the other classes' training images, never on their test images. It
is a part of building the net, so one experiment tells all of it, and step 0 of the run is the pre-trained net.
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
REMEMBERED = 6


class Pretrained(NamedTuple):
    """The weights, the state of the randomness, and the figures of a pre-training."""

    weights: dict[str, Tensor]
    randomness: Tensor
    past: dict[str, np.ndarray]


_made: OrderedDict[tuple[str, bytes], Pretrained] = OrderedDict()  # taking a run up again need not make it twice


def transfer(net: CNN, task: ImageTask, experiment: Convolutional, classes: int) -> dict[str, np.ndarray]:
    """Pre-train `net` on `task`, then replace its output layer by a new one with `classes` outputs.

    Answers with the figures of the pre-training: "step" (n,) int64, "loss", "test_loss" and "test_accuracy" (n,).
    """
    settings = experiment.data.model_dump_json() + experiment.net.model_copy(update={"dropout": 0.0}).model_dump_json()
    key = (settings, net.generator.get_state().numpy().tobytes())
    if key not in _made:
        past = pretrain(net, task, experiment.net.pretrain)
        weights = {name: tensor.clone() for name, tensor in net.state_dict().items()}
        _made[key] = Pretrained(weights, net.generator.get_state(), past)
        while len(_made) > REMEMBERED:
            _made.popitem(last=False)
    _made.move_to_end(key)
    net.load_state_dict(_made[key].weights)
    net.generator.set_state(_made[key].randomness)
    net.output = Linear(net.output.weight.shape[1], classes)
    INITS[experiment.net.init](net.output.weight.data, net.generator)
    return _made[key].past


def pretrain(net: CNN, task: ImageTask, steps: int) -> dict[str, np.ndarray]:
    """So many updates; every epoch goes through all images in an order of its own. Leaves no gradients behind."""
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
            rows.append((step, loss.item(), *_tested(net, task)))
    optimizer.zero_grad()
    columns = np.array(rows).T
    return {
        "step": columns[0].astype(np.int64),
        "loss": columns[1],
        "test_loss": columns[2],
        "test_accuracy": columns[3],
    }


def _tested(net: CNN, task: ImageTask) -> tuple[float, float]:
    net.eval()
    with torch.no_grad():
        figures = task.report(net)
    net.train()
    return figures["test_loss"], figures["test_accuracy"]


def freeze(net: CNN, what: str) -> None:
    """Keep the weights of nothing, of the convolutions with their norms, or of all but the output layer."""
    parts: list[nn.ModuleList] = {"none": [], "convolutions": [net.blocks], "all_but_output": [net.blocks, net.hidden]}[
        what
    ]
    for part in parts:
        part.requires_grad_(False)
