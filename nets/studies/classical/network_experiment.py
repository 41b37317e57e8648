"""The perceptron's experiment that the net of the comparison is; torch-free, so that the page can open it."""

from __future__ import annotations

from nets.experiment.training_config import TrainingConfig
from nets.models.perceptron.experiment import Net, Perceptron
from nets.studies.classical.settings import Classical

RATE, BATCH = 0.01, 32


def experiment_of(settings: Classical, seed: int = 0) -> Perceptron:
    """Two hidden layers with tanh, softmax for classes, trained with Adam."""
    net = Net(
        hidden=(settings.width, settings.width),
        activation=("tanh",),
        output="softmax" if settings.shape.classes else "linear",
    )
    fit = TrainingConfig(optimizer="adam", lr=RATE, batch=BATCH, steps=settings.steps, report=settings.steps, seed=seed)
    return Perceptron(data=settings.data, net=net, fit=fit)
