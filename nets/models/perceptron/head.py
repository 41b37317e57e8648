"""The head of a perceptron: which output layer and which loss go with which kind of target."""

from __future__ import annotations

from typing import Literal, NamedTuple

from nets.experiment.user_error import N_, Problem
from nets.models.perceptron.settings import Net

LOSSES: dict[str, tuple[str, ...]] = {  # of each output layer; the first is what "auto" takes
    "linear": ("mse", "perceptron"),
    "sigmoid": ("binary_cross_entropy", "mse"),
    "softmax": ("cross_entropy", "mse"),
}


PROBABILITY_OUTPUTS = ("sigmoid", "softmax")  # output layers that say how sure they are, from 0 to 1
Output = Literal["linear", "sigmoid", "softmax", "tanh", "relu", "leaky_relu", "gelu"]


class Head(NamedTuple):
    """The output layer's kind, the loss, and the number of output neurons."""

    output: Output
    loss: Literal["mse", "binary_cross_entropy", "cross_entropy", "perceptron"]
    neurons: int


def head(net: Net, classes: int) -> Head:
    """Return the output layer and the loss of `net` for this number of classes; 0 for a regression.

    A regression and two classes need one output neuron, except with softmax, which has a neuron for each class.

    Raises:
        Problem: With the setting as `key`, if the settings cannot be combined.
    """
    output = _output(net, classes)
    loss = LOSSES[output][0] if net.loss == "auto" else net.loss
    if loss not in LOSSES[output]:
        text = N_("The loss {loss} does not go with the output layer {output}. Choose from: {choices}.")
        raise Problem(text, key="net.loss", loss=loss, output=output, choices=", ".join(LOSSES[output]))
    if loss == "perceptron" and classes != 2:
        raise Problem(
            N_("The loss {loss} tells two classes apart. Choose data with two classes."), key="net.loss", loss=loss
        )
    neurons = 1 if classes == 0 or (classes == 2 and output != "softmax") else classes
    return Head(output, loss, neurons)  # type: ignore[arg-type]


def _output(net: Net, classes: int) -> str:
    if net.output == "auto":
        if classes == 0:
            return "linear"
        if net.loss == "perceptron":
            return "linear"
        return "sigmoid" if classes == 2 and net.loss != "cross_entropy" else "softmax"
    if classes == 0 and net.output != "linear":
        text = N_("The output layer {output} makes probabilities, but here a number is to be predicted. Choose linear.")
        raise Problem(text, key="net.output", output=net.output)
    if classes > 2 and net.output == "sigmoid":
        text = N_("A sigmoid output tells two classes apart, but there are {classes}. Choose softmax.")
        raise Problem(text, key="net.output", classes=classes)
    return net.output
