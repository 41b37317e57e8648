"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.cnn.examples import chosen, examples
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.net import CNN
from nets.models.cnn.task import ImageTask
from nets.models.cnn.transfer import freeze, transfer


def build(experiment: Convolutional, generator: Generator) -> tuple[CNN, ImageTask]:
    """Return the net and its task, after the pre-training if there is one."""
    data, before = experiment.data, experiment.before
    images = examples(data, chosen(data), data.examples)
    if not before:
        return bare(experiment, len(images.classes), generator), ImageTask(data, images, generator)
    pretraining = ImageTask(data, examples(data, before), generator)
    net = bare(experiment, len(before), generator)
    net.dropout = 0.0
    task = ImageTask(data, images, generator, pretraining.scaling)
    task.pretraining_task = pretraining
    task.pretraining = transfer(net, pretraining, experiment, len(images.classes))
    net.dropout = experiment.net.dropout
    freeze(net, experiment.net.freeze)
    return net, task


def bare(experiment: Convolutional, classes: int, generator: Generator) -> CNN:
    """Return the untrained net with this number of outputs."""
    net = experiment.net
    return CNN(
        image=experiment.image,
        blocks=[block.shape for block in experiment.blocks],
        hidden=experiment.hidden,
        classes=classes,
        activation=net.activation,
        norm=net.norm,
        init=net.init,
        dropout=net.dropout,
        generator=generator,
    )
