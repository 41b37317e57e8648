"""The experiment of GPT: data, net and training settings that fit together; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.datasets.text.sequences import SequenceInfo
from nets.datasets.text.texts import TEST_SHARE
from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.layers.tables.head_sizes import check_head_sizes
from nets.models.gpt import geometry
from nets.models.gpt.examples import info
from nets.models.gpt.settings import SHORTEST_WINDOW, TEXTS, Data, Net

__all__ = ["GPT", "Data", "Net"]

BUDGET = Budget(
    parameters=Limit(4_000_000, "net.width", "net.layers"),
    memory=Limit(1_000_000_000, "fit.batch", "data.length"),  # bytes
    update=Limit(12_000_000_000, "net.width", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use a smaller net, shorter windows or batches."),
)
EVALUATED = 100  # windows that a report evaluates at once


class GPT(Experiment):
    """A decoder-only Transformer that predicts the next token."""

    family: Literal["gpt"] = "gpt"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(
        optimizer="adamw", lr=0.003, weight_decay=0.1, batch=32, schedule="cosine", clip=1.0, steps=1000, report=50
    )  # with twice as many steps the net memorizes the stories

    @property
    def metric(self) -> str:
        """Bits per character of a text, the accuracy of exercises."""
        return "bits" if self.data.name in TEXTS else "accuracy"

    @property
    def floor(self) -> bool:
        """Whether the loss has a floor: no net can know how a text continues."""
        return self.data.name in TEXTS

    @property
    def info(self) -> SequenceInfo:
        """The vocabulary of the data; of byte pairs without names, which only workers know."""
        return info(self.data)

    @property
    def plan(self) -> dict[str, Any]:
        """The arguments of `StackConfig`."""
        net = self.net
        return {
            "width": net.width,
            "heads": net.heads,
            "layers": net.layers,
            "feed_forward": net.feed * net.width,
            "norm": net.norm,
            "residual": net.residual,
            "positions": net.positions,
            "length": self.info.length,
            "dropout": net.dropout,
        }

    def completed(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Complete changes that bring a user-supplied text: it becomes the data, with windows short enough for it."""
        if text := changes.get("data.text"):
            fitting = max(SHORTEST_WINDOW, min(self.data.length, round(len(text) * TEST_SHARE / 2.5)))
            changes = {"data.name": "own", "data.length": fitting, **changes}
        return super().completed(changes)

    def layers(self) -> tuple[Layer, ...]:
        """Return the costs of embedding, blocks and output, named like their modules, for one full window."""
        return geometry.layers(self.net, len(self.info.tokens), self.info.length)

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(layer.parameters for layer in self.layers())

    @property
    def memory(self) -> int:
        """An upper bound of the memory of a training, in bytes."""
        layers = self.layers()
        numbers, scores = sum(layer.outputs for layer in layers), layers[-1].outputs
        return 4 * (4 * self.parameters + 2 * self.fit.batch * numbers + 3 * EVALUATED * scores)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        net = self.net
        check_head_sizes(net.width, net.heads, net.positions)
        check_limits(self.layers(), BUDGET, self.memory, self.fit.batch)
        return self
