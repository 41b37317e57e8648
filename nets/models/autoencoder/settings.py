"""The settings of the autoencoder: its images and its net. Free of torch and scikit-learn."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nets.datasets.option_labels import IMAGE_LABELS
from nets.datasets.shared_settings import data_seed_setting, examples_setting
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_, Problem
from nets.layers.tables.activation_specs import ACTIVATION_LABELS
from nets.layers.tables.initializer_specs import INITIALIZER_LABELS
from nets.layers.tables.option_labels import LOSS_LABELS, OUTPUT_LABELS

Name = Literal["digits", "mnist5k"]
Activation = Literal["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"]
Init = Literal["zero", "small", "xavier", "he", "orthogonal", "large"]

MAX_HIDDEN = 4


class Data(Settings):
    """The images, which part is kept for the test, and their noise."""

    name: Name = setting(
        "digits",
        N_("Data"),
        N_("The images that the net is to reconstruct. Which digit an image shows is never told to it."),
        labels=IMAGE_LABELS,
    )
    classes: tuple[Annotated[int, Field(ge=0, le=9)], ...] = setting(
        (),
        N_("Which classes"),
        N_("The digits that the net gets to see. None chosen: all of them. What it never saw, it reconstructs badly."),
        low=0,
        high=9,
    )
    examples: int = examples_setting()
    train_share: float = setting(
        0.8,
        N_("Training share"),
        N_("Share of the examples the net learns from. The others are kept for the test."),
        low=0.05,
        high=0.95,
    )
    noise: float = setting(
        0.0,
        N_("Noise"),
        N_("Random noise of this deviation is added to what comes in; what should come out is the image without it."),
        low=0.0,
        high=1.0,
    )
    seed: int = data_seed_setting(
        N_("Where the randomness of the data starts: the split, the choice of examples, the noise of the figures.")
    )

    @model_validator(mode="after")
    def _classes(self) -> Self:
        if len(set(self.classes)) < len(self.classes):
            raise Problem(N_("Choose each class only once."), key="data.classes")
        return self


class Net(Settings):
    """The net: layers down to a code of a few numbers, and the same layers in reverse order."""

    code: int = setting(
        2,
        N_("Size of the code"),
        N_("How many numbers the net may keep of an image. All that comes out again has to pass through them."),
        low=1,
        high=16,
    )
    hidden: tuple[Annotated[int, Field(ge=1, le=256)], ...] = setting(
        (64, 32),
        N_("Hidden layers"),
        N_("Neurons in each layer of the encoder; the decoder has the same, backwards. None: two linear maps."),
        low=1,
        high=256,
    )
    activation: Activation = setting(
        "relu",
        N_("Activation"),
        N_("What bends the sums of the hidden layers. The code itself is never bent."),
        when=lambda e: bool(e.net.hidden),
        labels=ACTIVATION_LABELS,
    )
    output: Literal["sigmoid", "linear"] = setting(
        "sigmoid",
        N_("Output layer"),
        N_("sigmoid keeps every pixel between 0 and 1; linear lets it be any number, as PCA does."),
        labels=OUTPUT_LABELS,
    )
    loss: Literal["mse", "binary_cross_entropy"] = setting(
        "mse",
        N_("Loss"),
        N_("How wrong a pixel is: the squared difference, or the cross-entropy, which needs outputs from sigmoid."),
        labels=LOSS_LABELS,
    )
    init: Init = setting(
        "he",
        N_("Initial weights"),
        N_("How large the random weights are before training. All zero or too large, and the net hardly learns."),
        labels=INITIALIZER_LABELS,
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.hidden) > MAX_HIDDEN:
            text = N_("At most {most} hidden layers, not {count}.")
            raise Problem(text, key="net.hidden", most=MAX_HIDDEN, count=len(self.hidden))
        if self.loss == "binary_cross_entropy" and self.output == "linear":
            text = N_("Cross-entropy needs outputs between 0 and 1: choose sigmoid, or the squared error.")
            raise Problem(text, key="net.loss", along="net.output")
        return self
