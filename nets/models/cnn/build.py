"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.cnn.examples import chosen, examples
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.net import CNN, BlockShape
from nets.models.cnn.task import ImageTask
from nets.models.cnn.transfer import freeze, transfer


def build(experiment: Convolutional, generator: Generator) -> tuple[CNN, ImageTask]:
    """The net and its task; pre-training, if any, has ended when this returns."""
    data, before = experiment.data, experiment.before
    held = examples(data, chosen(data), data.examples)
    if not before:
        return bare(experiment, len(held.classes), generator), ImageTask(data, held, generator)
    first = ImageTask(data, examples(data, before), generator)
    net = bare(experiment, len(before), generator)
    net.dropout = 0.0
    task = ImageTask(data, held, generator, first.scaling)  # as the net knows its pixels
    task.pretraining_task, task.past = first, transfer(net, first, experiment, len(held.classes))
    net.dropout = experiment.net.dropout
    freeze(net, experiment.net.freeze)
    return net, task


def bare(experiment: Convolutional, classes: int, generator: Generator) -> CNN:
    """Return the untrained net with this number of outputs."""
    net = experiment.net
    shapes = [
        BlockShape(block.channels, block.kernel, block.stride, block.padding, block.dilation, net.pool, block.pool)
        for block in experiment.blocks
    ]
    made = (experiment.image, shapes, experiment.hidden, classes, net.activation, net.norm, net.init, net.dropout)
    return CNN(*made, generator)
