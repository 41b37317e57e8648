"""Build the net and its task from the experiment."""

from __future__ import annotations

from torch import Generator

from nets.layers.transformer_block import StackConfig
from nets.models.transformer.experiment import Transformer
from nets.models.transformer.net import TransformerNet
from nets.models.transformer.task import TransformerTask


def build(experiment: Transformer, generator: Generator) -> tuple[TransformerNet, TransformerTask]:
    """Return the untrained net and its task."""
    sources, targets = experiment.vocabulary_sizes
    net = TransformerNet(sources, targets, StackConfig(**experiment.plan), experiment.net.tied, generator)
    return net, TransformerTask(experiment.info, experiment.pairs, experiment.unseen_pairs)
