"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.autoencoder.experiment import Autoencoder
from nets.models.autoencoder.net import AutoencoderNet
from nets.models.autoencoder.task import ReconstructionTask


def build(experiment: Autoencoder, generator: Generator) -> tuple[AutoencoderNet, ReconstructionTask]:
    """Return the untrained net and its task."""
    net = experiment.net
    autoencoder = AutoencoderNet(experiment.pixels, net.hidden, net.code, net.activation, net.init, generator)
    return autoencoder, ReconstructionTask(experiment.data, experiment.head, net.code, generator)
