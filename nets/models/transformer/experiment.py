"""The experiment of the Transformer that reads one sequence and writes another; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_, Problem
from nets.models.pairs import Paired
from nets.models.transformer import geometry
from nets.models.transformer.settings import Net
from nets.models.transformer.variants import variants

BUDGET = Budget(
    parameters=Limit(8_000_000, "net.width"),
    memory=Limit(1_000_000_000, "fit.batch", "net.width"),  # bytes
    update=Limit(8_000_000_000, "net.width", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use less width, fewer layers or smaller batches."),
)
EVALUATED = 200  # pairs that a report passes through the net at once
BEYOND = 1.5  # times the longest sequence: there are positions for longer ones, to be tried and not to be learnt


class Transformer(Paired):
    """Blocks of attention read a text, others write its answer and look back at it."""

    family: Literal["transformer"] = "transformer"
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(
        optimizer="adamw", lr=0.003, schedule="cosine", batch=64, steps=1000, report=25, clip=1.0
    )

    @property
    def looks(self) -> tuple[int, int]:
        """How many layers of cross-attention there are to look at, and how many heads in each."""
        return self.net.layers, self.net.heads

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """The same net without what it has, one thing at a time."""
        return variants(self)

    @property
    def places(self) -> int:
        """How many positions there are, on either side."""
        return int(BEYOND * max(self.lengths)) + 1

    @property
    def plan(self) -> dict[str, Any]:
        """What encoder and decoder are like, as the arguments of `Plan`."""
        net = self.net
        return {
            "width": net.width, "heads": net.heads, "layers": net.layers, "feed_forward": net.feed * net.width,
            "norm": net.norm, "residual": net.residual, "positions": net.positions, "length": self.places,
            "activation": net.activation, "dropout": net.dropout,
        }  # fmt: skip

    def layers(self) -> tuple[Layer, ...]:
        """Tables, attentions and feed-forward parts under the names of their modules; counts are for one whole pair."""
        return geometry.layers(self.net, self.symbols, self.lengths, self.places)

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
