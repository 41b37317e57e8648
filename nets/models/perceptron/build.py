"""From the experiment to the net and its task."""

from __future__ import annotations

from torch import Generator

from nets.models.perceptron.examples import examples
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.net import MLP
from nets.models.perceptron.task import SupervisedTask


def build(experiment: Perceptron, generator: Generator) -> tuple[MLP, SupervisedTask]:
    """Return the untrained net and its task. Some tables import scikit-learn."""
    net, data, head = experiment.net, experiment.data, experiment.head
    mlp = MLP(experiment.inputs, net.hidden, head.neurons, net.activations, net.init, net.dropout, generator)
    return mlp, SupervisedTask(examples(data), head, data.seed, experiment.flat)
