"""The experiment of the nets that read one sequence and write another; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.models.pairs import Paired
from nets.models.seq2seq import geometry
from nets.models.seq2seq.settings import RECURRENT, Data, Net

__all__ = ["Data", "Net", "Seq2Seq"]

BUDGET = Budget(
    parameters=Limit(4_000_000, "net.hidden"),
    memory=Limit(1_000_000_000, "fit.batch", "net.hidden"),  # bytes
    update=Limit(4_000_000_000, "net.hidden", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use fewer units, shorter sequences or smaller batches."),
)
EVALUATED = 200  # pairs that a report passes through the net at once


class Seq2Seq(Paired):
    """An encoder reads a text, a decoder writes its answer, with attention or without."""

    family: Literal["seq2seq"] = "seq2seq"
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.005, batch=64, steps=600, report=25, clip=1.0)

    @property
    def attentive(self) -> bool:
        """Whether the decoder looks back at the source."""
        return self.net.attention != "none"

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """Without attention, or with it if there is none."""
        if self.attentive:
            return {"without_attention": {"net.attention": "none"}}
        return {"with_attention": {"net.attention": "additive"}}

    @property
    def steered(self) -> bool:
        """Whether a user can set by hand where it looks."""
        return self.attentive

    @property
    def both(self) -> bool:
        """Whether the source is read from its end as well."""
        return self.net.bidirectional and self.net.encoder in RECURRENT

    @property
    def memory(self) -> int:
        """How many numbers the encoder keeps of each symbol."""
        return self.net.hidden * (1 + self.both)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What a net is made of, in the order of `Seq2SeqNet`'s arguments up to `hidden`."""
        net = self.net
        return (*self.symbols, net.encoder, net.decoder, net.attention, net.embedding, net.hidden)

    @property
    def options(self) -> dict[str, Any]:
        """The other arguments of `Seq2SeqNet`, those that matter for its kind."""
        net = self.net
        chosen: dict[str, Any] = {"kernel": net.kernel} if net.encoder == "cnn" else {"both": self.both}
        return {"layers": net.layers, **chosen, "dropout": net.dropout, "forcing": net.forcing}

    def layers(self) -> tuple[Layer, ...]:
        """Encoder, attention and decoder under the names of their modules; counts are for one whole pair."""
        return geometry.layers(self.net, self.symbols, self.lengths, 1 + self.both)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        layers, batch = self.layers(), self.fit.batch
        check_limits(layers, BUDGET, training_bytes(layers, max(batch, EVALUATED)), batch)
        return self
