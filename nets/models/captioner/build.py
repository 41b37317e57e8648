"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.captioner.experiment import Captioner as Experiment
from nets.models.captioner.net import Captioner
from nets.models.captioner.task import CaptionTask
from nets.models.cnn.net import BlockShape


def build(experiment: Experiment, generator: Generator) -> tuple[Captioner, CaptionTask]:
    """The untrained net and its task."""
    return bare(experiment, generator), CaptionTask(experiment.data)


def bare(experiment: Experiment, generator: Generator) -> Captioner:
    """The untrained net."""
    net = experiment.net
    shapes = [
        BlockShape(each.channels, each.kernel, 1, each.padding, 1, net.pool, each.pool) for each in experiment.blocks
    ]
    places = experiment.places if net.places else None
    decoder = (net.decoder, net.embedding, net.hidden, net.attention)
    words, most = len(experiment.words), experiment.data.longest + 1
    return Captioner(shapes, net.norm, places, words, most, decoder, net.dropout, net.forcing, generator)
