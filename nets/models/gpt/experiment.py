"""The experiment of GPT, which learns what comes next: task, net and fit settings that fit together; torch-free."""

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
from nets.experiment.user_error import N_, Problem
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
EVALUATED = 100  # windows that a report passes through the net at once


class GPT(Experiment):
    """A Transformer that reads symbols and foretells the next one."""

    family: Literal["gpt"] = "gpt"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(
        optimizer="adamw", lr=0.003, weight_decay=0.1, batch=32, schedule="cosine", clip=1.0, steps=1000, report=50
    )  # the stories are learnt by heart in twice as many steps

    @property
    def metric(self) -> str:
        """Bits a character of a text, the share that is right of letters to sort or to repeat."""
        return "bits" if self.data.name in TEXTS else "accuracy"

    @property
    def floor(self) -> bool:
        """No net can know what a text says next."""
        return self.data.name in TEXTS

    @property
    def info(self) -> SequenceInfo:
        """What the net reads; of tokens without their names, which only a worker learns."""
        return info(self.data)

    @property
    def plan(self) -> dict[str, Any]:
        """The arguments of the stack's `Plan`."""
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
        """A text of one's own is read when it is given, a short one in windows that are shorter."""
        if text := changes.get("data.text"):
            fitting = max(SHORTEST_WINDOW, min(self.data.length, round(len(text) * TEST_SHARE / 2.5)))
            changes = {"data.name": "own", "data.length": fitting, **changes}
        return super().completed(changes)

    def layers(self) -> tuple[Layer, ...]:
        """Embedding, blocks and output under the names of their modules; counts are for one whole window."""
        return geometry.layers(self.net, len(self.info.tokens), self.info.length)

    @property
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return sum(layer.parameters for layer in self.layers())

    @property
    def memory(self) -> int:
        """An upper estimate, in bytes, of what training holds at once."""
        layers = self.layers()
        numbers, scores = sum(layer.outputs for layer in layers), layers[-1].outputs
        return 4 * (4 * self.parameters + 2 * self.fit.batch * numbers + 3 * EVALUATED * scores)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        net = self.net
        if net.width % net.heads:
            text = N_("The heads share the width among them: {width} cannot be divided by {heads}.")
            raise Problem(text, key="net.heads", along="net.width", width=net.width, heads=net.heads)
        if net.positions == "rotary" and net.width // net.heads % 2:
            text = N_("Rotary positions turn pairs of numbers: a head needs an even count of them, not {count}.")
            raise Problem(text, key="net.positions", along="net.heads", count=net.width // net.heads)
        check_limits(self.layers(), BUDGET, self.memory, self.fit.batch)
        return self
