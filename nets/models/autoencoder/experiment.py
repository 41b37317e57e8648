"""The experiment of the autoencoder: images, net and fit settings that fit together; torch-free."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Literal, Self

from pydantic import model_validator

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer, dense
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Problem
from nets.models.autoencoder import examples
from nets.models.autoencoder.settings import Data, Net
from nets.models.perceptron.head import Head

__all__ = ["Autoencoder", "Data", "Net"]

MAX_STEP = 2_000_000_000  # multiply-adds of one update: about a second


class Autoencoder(Experiment):
    """A net that reconstructs its images from a code of a few numbers."""

    family: Literal["autoencoder"] = "autoencoder"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.01, batch=32, steps=4000, report=100)

    @property
    def learnt(self) -> int:
        """The number of training images, up to rounding."""
        return self.parts["train"]

    @property
    def metric(self) -> str:
        """R²: the share of the variance of the images that is reconstructed."""
        return "r2"

    @property
    def floor(self) -> bool:
        """True: a few numbers cannot hold an image, so that a plateau is no fault."""
        return True

    @property
    def image(self) -> tuple[int, ...]:
        """The shape of one image, (1, H, W)."""
        return examples.shape(self.data)

    @property
    def pixels(self) -> int:
        """The number of pixels of an image."""
        return prod(self.image)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, for display only: no loss reads the labels."""
        return tuple(map(str, self.data.classes or range(10)))

    @property
    def parts(self) -> dict[str, int]:
        """The number of images of each part, up to rounding."""
        return examples.parts(self.data)

    @property
    def head(self) -> Head:
        """The output layer and the loss."""
        return Head(self.net.output, self.net.loss, self.pixels)

    @property
    def linear(self) -> bool:
        """Whether the net is a linear map, whatever its layers."""
        return self.net.output == "linear" and (not self.net.hidden or self.net.activation == "identity")

    def layers(self) -> tuple[Layer, ...]:
        """Return encoder, code, decoder and output layer, under the names of their modules."""
        down, up = (self.pixels, *self.net.hidden), (self.net.code, *reversed(self.net.hidden))
        shapes = [(f"encoder.{index}", *shape) for index, shape in enumerate(pairwise(down))]
        shapes += [("code", down[-1], self.net.code)]
        shapes += [(f"decoder.{index}", *shape) for index, shape in enumerate(pairwise(up))]
        shapes += [("output", up[-1], self.pixels)]
        return tuple(dense(*shape, first=not index) for index, shape in enumerate(shapes))

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
        return sum(layer.parameters for layer in self.layers())

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if 3 * self.parameters * min(self.fit.batch, self.parts["train"]) > MAX_STEP:
            text = N_("One update of this net would take seconds. Use fewer neurons or smaller batches.")
            raise Problem(text, key="fit.batch")
        return self
