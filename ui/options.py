"""The options of choices in the person's language. The values themselves are never translated."""

from __future__ import annotations

from ui.words import N_, _

NAMES = {
    "xor": N_("xor"),
    "circles": N_("circles"),
    "moons": N_("moons"),
    "spiral": N_("spiral"),
    "blobs": N_("blobs"),
    "plane": N_("plane (numbers)"),
    "sine": N_("sine (numbers)"),
    "iris": N_("iris flowers"),
    "wine": N_("wine"),
    "breast_cancer": N_("breast cancer"),
    "diabetes": N_("diabetes (numbers)"),
    "csv": N_("your own table"),
    "points": N_("your own points"),
    "x": "x₁",
    "y": "x₂",
    "x2": "x₁²",
    "y2": "x₂²",
    "xy": "x₁x₂",
    "sinx": "sin x₁",
    "siny": "sin x₂",
    "identity": N_("identity"),
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "gelu": "GELU",
    "zero": N_("zero"),
    "small": N_("small"),
    "large": N_("too large"),
    "xavier": "Xavier",
    "he": "He",
    "orthogonal": N_("orthogonal"),
    "auto": N_("automatic"),
    "linear": N_("linear"),
    "mse": N_("mean squared error"),
    "binary_cross_entropy": N_("binary cross-entropy"),
    "cross_entropy": N_("cross-entropy"),
    "perceptron": N_("mistakes (Rosenblatt)"),
    "none": N_("none"),
    "train_loss": N_("training loss"),
    "test_loss": N_("test loss"),
    "train_accuracy": N_("training accuracy"),
    "test_accuracy": N_("test accuracy"),
    "test_r2": N_("test R²"),
    "sgd": "SGD",
    "momentum": N_("momentum"),
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSprop",
    "adam": "Adam",
    "adamw": "AdamW",
    "constant": N_("constant"),
    "step": N_("in steps"),
    "cosine": N_("cosine"),
    "warmup": N_("warm-up"),
    "max": N_("fastest"),
}


def named(option: str) -> str:
    """How an option is shown."""
    return _(NAMES.get(option, option))
