"""Define the perceptron experiment of the net in the comparison; torch-free."""

from __future__ import annotations

from nets.experiment.training_config import TrainingConfig
from nets.models.perceptron.experiment import Net, Perceptron
from nets.studies.classical.settings import ClassicalSettings

RATE, BATCH = 0.01, 32


def perceptron_experiment(settings: ClassicalSettings, seed: int = 0) -> Perceptron:
    """Return an experiment with two hidden tanh layers, softmax for classes, trained with Adam."""
    net = Net(
        hidden=(settings.width, settings.width),
        activation=("tanh",),
        output="softmax" if settings.shape.classes else "linear",
    )
    fit = TrainingConfig(optimizer="adam", lr=RATE, batch=BATCH, steps=settings.steps, report=settings.steps, seed=seed)
    return Perceptron(data=settings.data, net=net, fit=fit)
