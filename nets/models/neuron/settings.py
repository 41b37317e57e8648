"""The settings of the neuron: its data and its net. Free of torch and scikit-learn."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from nets.datasets.shared_settings import WRONG_OR_BLURRED, data_seed_setting, examples_setting, label_noise_setting
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.initializer_specs import INITIALIZER_LABELS
from nets.layers.tables.option_labels import LOSS_LABELS
from nets.models.perceptron.settings import Init

World = Literal["houses", "line", "bend", "exam", "two", "three"]
Input = Literal["area", "lot", "rooms"]
Activation = Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu", "softmax"]
Loss = Literal["mse", "binary_cross_entropy", "cross_entropy"]

CLASSES = {"exam": ("failed", "passed"), "two": ("0", "1"), "three": ("0", "1", "2")}
FLAT = ("two", "three")  # points of the plane


class Data(Settings):
    """The dataset, and which part of it is kept for the test."""

    name: World = setting(
        "houses",
        N_("Data"),
        N_("What the neuron learns: prices of real houses, numbers along a line or a bend, or classes to tell apart."),
        labels={
            "houses": N_("houses (prices)"),
            "line": N_("a line (numbers)"),
            "bend": N_("a bend (numbers)"),
            "exam": N_("an exam: passed or not"),
            "two": N_("two clouds"),
            "three": N_("three clouds"),
        },
    )
    inputs: tuple[Input, ...] = setting(
        ("area",),
        N_("Inputs"),
        N_("What the neuron is told of a house. With one input its answer is a curve that can be drawn."),
        when=lambda e: e.data.name == "houses",
        labels={"area": N_("area (1,000 square feet)"), "lot": N_("lot (10,000 square feet)"), "rooms": N_("bedrooms")},
    )
    size: int = setting(
        100,
        N_("Examples"),
        N_("How many examples are drawn, training and test together."),
        low=10,
        high=500,
        when=lambda e: e.data.name != "houses",
    )
    noise: float = setting(
        0.2,
        N_("Noise"),
        N_("How far the examples are scattered about what they follow."),
        low=0.0,
        high=1.0,
        when=lambda e: e.data.name != "houses",
    )
    label_noise: float = label_noise_setting(WRONG_OR_BLURRED)
    standard: bool = setting(
        False,
        N_("Standardised inputs"),
        N_("Every input is shifted and scaled to mean 0 and deviation 1. A narrow valley of the loss becomes a bowl."),
    )
    train_share: float = setting(
        0.8,
        N_("Training share"),
        N_("Share of the examples the net learns from. The others are kept for the test."),
        low=0.05,
        high=0.95,
    )
    examples: int = examples_setting()
    seed: int = data_seed_setting(
        N_("Where the randomness of the data starts: the points, their noise, and the split.")
    )

    @model_validator(mode="after")
    def _inputs(self) -> Self:
        if not self.inputs or len(set(self.inputs)) < len(self.inputs):
            raise Problem(N_("Choose at least one input, and each only once."), key="data.inputs")
        return self


class Net(Settings):
    """The neuron: its activation function, its loss, and its initial weights."""

    activation: Activation = setting(
        "identity",
        N_("Activation"),
        N_("What makes the answer of the weighted sum. softmax: a neuron for each class, which share out certainty."),
        labels=ACTIVATION_LABELS,
    )
    loss: Loss = setting(
        "mse",
        N_("Loss"),
        N_("How wrong an answer is. Cross-entropy needs chances: of a sigmoid for two classes, of a softmax for any."),
        labels=LOSS_LABELS,
    )
    init: Init = setting(
        "xavier",
        N_("Initial weights"),
        N_("How large the random weights are before training. Re-roll them with New seed."),
        labels=INITIALIZER_LABELS,
    )
