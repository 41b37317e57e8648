"""The settings of the perceptron: its data and its net. Free of torch and scikit-learn."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nets.datasets.shared_settings import WRONG_OR_BLURRED, data_seed_setting, examples_setting, label_noise_setting
from nets.datasets.toy import plane_sets as plane
from nets.datasets.toy.custom_points import parse
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.initializer_specs import INITIALIZER_LABELS
from nets.layers.tables.option_labels import LOSS_LABELS, OUTPUT_LABELS

World = Literal[plane.Name, "iris", "wine", "breast_cancer", "diabetes", "seattle", "csv", "points"]
Activation = Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"]
Init = Literal["zero", "small", "xavier", "he", "orthogonal", "large"]

DRAWN = plane.NAMES
CLASSIFIED = tuple(name for name, one in plane.PLANE_SETS.items() if not one.is_regression)
BENT = tuple(name for name, one in plane.PLANE_SETS.items() if not one.is_linear)  # no straight line solves them
FLAT = (*DRAWN, "points")  # data of two dimensions: the output of a net can be drawn as a map
MAX_LAYERS = 8
MAX_TABLE = 5_000_000  # characters


class Data(Settings):
    """The dataset, and which part of it is kept for the test."""

    name: World = setting(
        "circles",
        N_("Data"),
        N_("What the net learns: points in the plane, a table of measurements, or your own."),
        labels={name: one.label for name, one in plane.PLANE_SETS.items()}
        | {
            "iris": N_("iris flowers"),
            "wine": N_("wine"),
            "breast_cancer": N_("breast cancer"),
            "diabetes": N_("diabetes (numbers)"),
            "seattle": N_("Seattle's weather"),
            "csv": N_("your own table"),
            "points": N_("your own points"),
        },
    )
    size: int = setting(
        500,
        N_("Examples"),
        N_("How many points are drawn, training and test together."),
        low=20,
        high=5000,
        when=lambda e: e.data.name in DRAWN,
    )
    noise: float = setting(
        0.1,
        N_("Noise"),
        N_("How far the points are scattered about their true place. The more, the more the classes overlap."),
        low=0.0,
        high=1.0,
        when=lambda e: e.data.name in DRAWN,
    )
    classes: int = setting(
        2,
        N_("Classes"),
        N_("How many kinds of points there are to tell apart."),
        low=2,
        high=5,
        when=lambda e: e.data.name in plane.PLANE_SETS and plane.PLANE_SETS[e.data.name].has_class_setting,
    )
    balance: float = setting(
        1.0,
        N_("Class balance"),
        N_("How many examples each other class has for one of the first. 1: all classes are equally large."),
        low=0.1,
        high=1.0,
        when=lambda e: e.data.name in CLASSIFIED,
    )
    features: tuple[plane.Feature, ...] = setting(
        ("x", "y"),
        N_("Features"),
        N_("What the net is told of a point: its coordinates, their squares, their product, their sines."),
        when=lambda e: e.data.name in FLAT,
        labels=plane.FEATURE_LABELS,
    )
    label_noise: float = label_noise_setting(WRONG_OR_BLURRED)
    train_share: float = setting(
        0.7,
        N_("Training share"),
        N_("Share of the examples the net learns from. The others are kept for the test."),
        low=0.05,
        high=0.95,
    )
    examples: int = examples_setting()
    seed: int = data_seed_setting(
        N_("Where the randomness of the data starts: the points, their noise, and the split.")
    )
    csv: str = setting(
        "",
        N_("Table"),
        N_("Your own table as CSV text: names in the first line, one example a line after it."),
        max_length=MAX_TABLE,
        when=lambda e: e.data.name == "csv",
        private="always",
    )
    target: str = setting(
        "",
        N_("Target column"),
        N_("The column to predict. Empty: chosen for you."),
        max_length=200,
        when=lambda e: e.data.name == "csv",
        private="always",
    )
    points: tuple[float, ...] = setting(
        (),
        N_("Points"),
        N_("Your own points, one after the other: x, y and the number of the class."),
        when=lambda e: e.data.name == "points",
    )

    @model_validator(mode="after")
    def _features(self) -> Self:
        if not self.features or len(set(self.features)) < len(self.features):
            raise Problem(N_("Choose at least one feature, and each only once."), key="data.features")
        return self

    @model_validator(mode="after")
    def _own_points(self) -> Self:
        try:
            parse(self.points)
        except Problem as problem:  # without its points the choice of the data has no meaning
            along = {"along": "data.name"} if self.name == "points" else {}
            raise Problem(problem.text, **problem.values, **along) from None
        return self


class Net(Settings):
    """The net: its layers, their activation functions, its initial weights, and its loss."""

    hidden: tuple[Annotated[int, Field(ge=1, le=128)], ...] = setting(
        (4, 2),
        N_("Hidden layers"),
        N_("Neurons in each hidden layer, first layer first. None at all: a single neuron, a linear model."),
        low=1,
        high=128,
    )
    activation: tuple[Activation, ...] = setting(
        ("tanh",),
        N_("Activation"),
        N_("What bends the weighted sum of a hidden neuron: one for all layers, or one for each."),
        when=lambda e: bool(e.net.hidden),
        labels=ACTIVATION_LABELS,
    )
    init: Init = setting(
        "xavier",
        N_("Initial weights"),
        N_("How large the random weights are before training. All zero or too large, and the net hardly learns."),
        labels=INITIALIZER_LABELS,
    )
    dropout: float = setting(
        0.0,
        N_("Dropout"),
        N_("Share of the hidden neurons switched off at random in each update, so that none is relied upon."),
        low=0.0,
        high=0.9,
        live=True,
        when=lambda e: bool(e.net.hidden),
    )
    output: Literal["auto", "linear", "sigmoid", "softmax"] = setting(
        "auto",
        N_("Output layer"),
        N_("Linear for numbers, sigmoid for two classes, softmax for more. auto: what suits data and loss."),
        labels=OUTPUT_LABELS,
    )
    loss: Literal["auto", "mse", "binary_cross_entropy", "cross_entropy", "perceptron"] = setting(
        "auto",
        N_("Loss"),
        N_(
            "How wrong an output is: squared error, cross-entropy, or Rosenblatt's, which counts mistakes alone. "
            "auto: the one that goes with the output layer."
        ),
        labels=LOSS_LABELS,
    )

    @model_validator(mode="after")
    def _layers(self) -> Self:
        if len(self.hidden) > MAX_LAYERS:
            text = N_("At most {most} hidden layers, not {count}.")
            raise Problem(text, key="net.hidden", most=MAX_LAYERS, count=len(self.hidden))
        if self.hidden and len(self.activation) not in (1, len(self.hidden)):
            text = N_("Choose one activation for all layers or one for each of the {layers}, not {count}.")
            raise Problem(text, key="net.activation", layers=len(self.hidden), count=len(self.activation))
        return self

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each hidden layer."""
        return self.activation if len(self.activation) == len(self.hidden) else self.activation[:1] * len(self.hidden)
