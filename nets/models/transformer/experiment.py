"""The experiment of the Transformer with encoder and decoder; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Problem
from nets.models.pairs import PairExperiment
from nets.models.transformer import geometry
from nets.models.transformer.settings import Net
from nets.models.transformer.variants import variants

BUDGET = Budget(
    parameters=Limit(8_000_000, "net.width"),
    memory=Limit(1_000_000_000, "fit.batch", "net.width"),  # bytes
    update=Limit(8_000_000_000, "net.width", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use less width, fewer layers or smaller batches."),
)
EVALUATED = 200  # pairs that a report evaluates at once
BEYOND = 1.5  # positions, in lengths of the longest sequence: users can try longer ones than in training


class Transformer(PairExperiment):
    """A stack of attention blocks reads a text, another one writes its answer and attends to the source."""

    family: Literal["transformer"] = "transformer"
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(
        optimizer="adamw", lr=0.003, schedule="cosine", batch=64, steps=1000, report=25, clip=1.0
    )

    @property
    def attention_shape(self) -> tuple[int, int]:
        """The number of layers with cross-attention, and of heads in each."""
        return self.net.layers, self.net.heads

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """Changes of settings that remove one part of the net each."""
        return variants(self)

    @property
    def position_count(self) -> int:
        """The number of positions on each side."""
        return int(BEYOND * max(self.lengths)) + 1

    @property
    def plan(self) -> dict[str, Any]:
        """The arguments of `StackConfig` for both stacks."""
        net = self.net
        return {
            "width": net.width, "heads": net.heads, "layers": net.layers, "feed_forward": net.feed * net.width,
            "norm": net.norm, "residual": net.residual, "positions": net.positions, "length": self.position_count,
            "activation": net.activation, "dropout": net.dropout,
        }  # fmt: skip

    def layers(self) -> tuple[Layer, ...]:
        """Return the costs of embeddings, attentions and feed-forward parts, named like their modules, for one pair."""
        return geometry.layers(self.net, self.vocabulary_sizes, self.lengths, self.position_count)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        net = self.net
        if net.width % net.heads:
            text = N_("{heads} heads cannot share a width of {width}: the width must be a multiple of the heads.")
            raise Problem(text, key="net.heads", along="net.width", heads=net.heads, width=net.width)
        if net.positions == "rotary" and net.width // net.heads % 2:
            text = N_("Rotary positions turn numbers in pairs: each head needs an even share of the width.")
            raise Problem(text, key="net.positions", along="net.heads")
        layers, batch = self.layers(), self.fit.batch
        check_limits(layers, BUDGET, training_bytes(layers, max(batch, EVALUATED)), batch)
        return self
