"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.layers.transformer_block import StackConfig
from nets.models.transformer.experiment import Transformer
from nets.models.transformer.net import TransformerNet
from nets.models.transformer.task import Looking


def build(experiment: Transformer, generator: Generator) -> tuple[TransformerNet, Looking]:
    """The untrained net and its task."""
    sources, targets = experiment.symbols
    net = TransformerNet(sources, targets, StackConfig(**experiment.plan), experiment.net.tied, generator)
    return net, Looking(experiment.about, experiment.pairs, experiment.unseen)
