"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.neuron.experiment import Neuron
from nets.models.neuron.task import NeuronTask
from nets.models.perceptron.net import MLP


def build(experiment: Neuron, generator: Generator) -> tuple[MLP, NeuronTask]:
    """Return the untrained neuron, which is a perceptron without hidden layers, and its task."""
    neuron = MLP(experiment.inputs, (), experiment.outputs, (), experiment.net.init, 0.0, generator)
    return neuron, NeuronTask(experiment.data, experiment.head)
