"""The neuron's experiment: data, net and fit settings that fit together. Free of torch and scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer, dense
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Problem
from nets.models.neuron.examples import examples, features
from nets.models.neuron.settings import CLASSES, FLAT, Data, Net
from nets.models.perceptron.head import Head

__all__ = ["Data", "Net", "Neuron"]

OF_LOSS = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}  # the activation that each needs


class Neuron(Experiment):
    """One neuron, or one for each of some classes: a weighted sum, an activation, and a loss."""

    family: Literal["neuron"] = "neuron"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(lr=0.1, batch=500, steps=2000, report=5)

    @property
    def learnt(self) -> int:
        """The number of training examples."""
        return int((~examples(self.data).test).sum())

    def completed(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the changes with those of data, activation and loss that they need to fit each other."""
        return super().completed(complete_changes(self, changes))

    @property
    def classes(self) -> int:
        """The number of classes; 0 for a regression."""
        return len(CLASSES.get(self.data.name, ()))

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return len(features(self.data))

    @property
    def outputs(self) -> int:
        """The number of neurons: one, with softmax one for each class."""
        return self.classes if self.net.activation == "softmax" else 1

    @property
    def flat(self) -> bool:
        """Whether the examples are points of the plane."""
        return self.data.name in FLAT

    @property
    def head(self) -> Head:
        """The activation as an output layer, and the loss."""
        activation = self.net.activation
        return Head("linear" if activation == "identity" else activation, self.net.loss, self.outputs)

    @property
    def linear(self) -> bool:
        """Whether the best weights are those of least squares, which a formula gives at once."""
        return self.net.activation == "identity"

    @property
    def metric(self) -> str:
        """Accuracy; R² for a regression."""
        return "accuracy" if self.classes else "r2"

    @property
    def floor(self) -> bool:
        """True: even the best line has a loss, so that a plateau is no fault."""
        return True

    @property
    def too_simple(self) -> bool:
        """Whether a straight line is to fit a curve."""
        return self.data.name == "bend" and self.linear

    def layers(self) -> tuple[Layer, ...]:
        """Return the one layer, under the name of its module."""
        return (dense("output", self.inputs, self.outputs, first=True),)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        activation, loss = self.net.activation, self.net.loss
        required = OF_LOSS.get(loss, activation)
        if activation != required:
            text = N_("The loss {loss} needs the activation {wanted}, not {activation}.")
            raise Problem(text, key="net.loss", loss=loss, wanted=required, activation=activation)
        if (activation == "softmax" or loss != "mse") and not self.classes:
            text = N_("{activation} with {loss} tells classes apart, but here a number is to be predicted.")
            raise Problem(text, key="net.loss", along="net.activation", activation=activation, loss=loss)
        if self.classes > 2 and activation != "softmax":
            text = N_("One neuron tells two classes apart, but there are {classes}. Choose softmax: a neuron for each.")
            raise Problem(text, key="net.activation", along="data.name", classes=self.classes)
        return self


def complete_changes(experiment: Neuron, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `changes` with the activation and the loss that fit them, if the current ones do not."""
    name = changes.get("data.name", experiment.data.name)
    activation = changes.get("net.activation", experiment.net.activation)
    loss = changes.get("net.loss", experiment.net.loss)
    classes = len(CLASSES.get(name, ()))
    if "net.loss" in changes and loss in OF_LOSS and classes:
        activation = OF_LOSS[loss]
    if classes == 0 and "data.name" in changes and (activation == "softmax" or loss != "mse"):
        activation, loss = ("tanh" if name == "bend" else "identity"), "mse"
    if classes > 2 and "data.name" in changes and activation != "softmax":
        activation, loss = "softmax", "cross_entropy"
    if classes == 2 and "data.name" in changes and (experiment.classes == 0 or experiment.data.name == "three"):
        activation, loss = "sigmoid", "binary_cross_entropy"
    if classes and OF_LOSS.get(loss, activation) != activation:
        loss = (
            "cross_entropy" if activation == "softmax" else "binary_cross_entropy" if activation == "sigmoid" else "mse"
        )
    return {"net.activation": activation, "net.loss": loss, **changes}
