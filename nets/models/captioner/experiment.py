"""The experiment of the captioner: strips, net and fit settings that fit together; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.models.captioner import geometry
from nets.models.captioner.examples import TEST, layout, vocabulary
from nets.models.captioner.settings import Data, Net
from nets.models.cnn.geometry import Block

__all__ = ["Captioner", "Data", "Net"]

BUDGET = Budget(
    parameters=Limit(2_000_000, "net.channels"),
    memory=Limit(1_000_000_000, "fit.batch"),  # bytes
    update=Limit(2_000_000_000, "net.channels", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use fewer channels or smaller batches."),
)
EVALUATED = 100  # strips that a report passes through the net at once
USUAL = {"digits": (16, 32), "mnist5k": (16, 32, 64)}  # channels of the blocks, by data


class Captioner(Experiment):
    """A net that writes captions of strips of digits: a CNN, attention, and a recurrent cell."""

    family: Literal["captioner"] = "captioner"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.003, batch=32, steps=4000, report=100, clip=1.0)

    @property
    def metric(self) -> str:
        """Accuracy: the share of captions that are correct to the end."""
        return "accuracy"

    def completed(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the changes; larger digits get one more block if the channels are the default ones."""
        usual = USUAL.get(changes.get("data.name", ""))
        if usual and "net.channels" not in changes and self.net.channels == USUAL[self.data.name]:
            changes = {**changes, "net.channels": usual}
        return super().completed(changes)

    @property
    def words(self) -> tuple[str, ...]:
        """The words by number."""
        return vocabulary(self.data)

    @property
    def image(self) -> tuple[int, int, int]:
        """The shape of one strip, (1, H, W)."""
        return (1, *layout(self.data).shape)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks with the sizes of their maps."""
        return geometry.blocks(self.net, self.image[1:])

    @property
    def places(self) -> tuple[int, int]:
        """Rows and columns of the map that the decoder attends to."""
        rows, columns = self.blocks[-1].pooled
        return rows, columns

    def layers(self) -> tuple[Layer, ...]:
        """Return blocks, position vectors and the parts of the decoder, under the names of their modules."""
        return geometry.layers(self.net, self.blocks, len(self.words), self.data.longest + 1)

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(layer.parameters for layer in self.layers())

    @property
    def memory(self) -> int:
        """An upper estimate of the memory of a training in bytes: strips, parameters, activations."""
        strips = (self.data.examples + TEST) * prod(self.image)
        batch = max(self.fit.batch, EVALUATED)
        return 2 * strips + training_bytes(self.layers(), batch, copies=4, inputs=4 * prod(self.image))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_limits(self.layers(), BUDGET, self.memory, min(self.fit.batch, self.data.examples))
        return self
