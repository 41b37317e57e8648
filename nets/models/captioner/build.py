"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.captioner.experiment import Captioner as Experiment
from nets.models.captioner.net import Captioner
from nets.models.captioner.task import CaptionTask


def build(experiment: Experiment, generator: Generator) -> tuple[Captioner, CaptionTask]:
    """Return the untrained net and its task."""
    return bare(experiment, generator), CaptionTask(experiment.data)


def bare(experiment: Experiment, generator: Generator) -> Captioner:
    """Return the untrained net."""
    net = experiment.net
    shapes = [block.shape for block in experiment.blocks]
    places = experiment.places if net.places else None
    decoder = (net.decoder, net.embedding, net.hidden, net.attention)
    words, most = len(experiment.words), experiment.data.longest + 1
    return Captioner(shapes, net.norm, places, words, most, decoder, net.dropout, net.forcing, generator)
