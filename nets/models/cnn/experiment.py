"""The experiment of the convolutional nets: images, net and fit settings that fit together; torch-free."""

from __future__ import annotations

from math import prod
from typing import Literal, Self

from pydantic import model_validator

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, check_pretraining, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.models.cnn import geometry
from nets.models.cnn.examples import about, chosen, names, others, parts, training_size
from nets.models.cnn.geometry import Block
from nets.models.cnn.settings import Data, Net

__all__ = ["Convolutional", "Data", "Net"]

BUDGET = Budget(
    parameters=Limit(2_000_000, "net.channels"),
    memory=Limit(1_000_000_000, "net.channels"),  # bytes
    update=Limit(2_000_000_000, "net.channels"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use fewer channels or smaller batches."),
)
MAX_PRETRAINING = 60_000_000_000  # multiply-adds of all pre-training: about half a minute
PRETRAINING_BATCH = 32  # of nets.models.cnn.transfer
EVALUATED = 100  # images that a report passes through the net at once


class Convolutional(Experiment):
    """A convolutional net on images or signals along a line, or a net without convolutions to compare with."""

    family: Literal["cnn"] = "cnn"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.003, batch=32, steps=1200, report=100)

    @property
    def learnt(self) -> int:
        """The number of training images, up to rounding."""
        return training_size(self.data)

    @property
    def metric(self) -> str:
        """Accuracy: the share of images that are classified correctly."""
        return "accuracy"

    @property
    def image(self) -> tuple[int, ...]:
        """The shape of one image, (C, H, W), or of one signal, (1, L)."""
        return about(self.data).shape

    @property
    def parts(self) -> dict[str, int]:
        """The number of images of each part, up to rounding."""
        return parts(self.data)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes to learn."""
        return names(self.data)

    @property
    def before(self) -> tuple[int, ...]:
        """The classes to pre-train on, by their number; none if there is no pre-training."""
        return others(self.data, self.net.before) if self.data.classes and self.net.pretrain else ()

    @property
    def cnn(self) -> bool:
        """Whether the net has convolutions."""
        return self.net.kind == "cnn"

    @property
    def hidden(self) -> tuple[int, ...]:
        """Neurons in each fully connected hidden layer; an mlp without any gets one as large as the cnn."""
        if self.net.kind == "mlp" and not self.net.hidden:
            return (self._equal_width,)
        return () if self.net.kind == "logistic" else self.net.hidden

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks with the sizes of their maps; none for a net without convolutions."""
        return geometry.blocks(self.net, self.image) if self.cnn else ()

    def layers(self) -> tuple[Layer, ...]:
        """Return blocks, fully connected layers and output layer, under the names of their modules."""
        return geometry.layers(self.net, self.image, self.hidden, len(self.classes), self.cnn)

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(layer.parameters for layer in self.layers())

    @property
    def memory(self) -> int:
        """An upper estimate of the memory of a training in bytes: images, parameters, activations."""
        images = about(self.data).examples * prod(self.image) * (4 if self.data.name == "mnist1d" else 2)
        batch = max(self.fit.batch, EVALUATED)
        return images + training_bytes(self.layers(), batch, copies=4, inputs=4 * prod(self.image))

    @property
    def _equal_width(self) -> int:
        """The width of one hidden layer with which an mlp has about as many parameters as the cnn."""
        layers = geometry.layers(self.net, self.image, (), len(self.classes), cnn=True)
        inputs, classes = prod(self.image), len(self.classes)
        return max(1, round((sum(layer.parameters for layer in layers) - classes) / (inputs + classes + 1)))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        chosen(self.data)
        layers = self.layers()
        check_limits(layers, BUDGET, self.memory, min(self.fit.batch, training_size(self.data)))
        if self.before:
            check_pretraining(layers, PRETRAINING_BATCH, self.net.pretrain, MAX_PRETRAINING)
        return self
