"""The experiment of encoder-decoders: data, net and training settings that fit together; torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.models.pairs import PairExperiment
from nets.models.seq2seq import geometry
from nets.models.seq2seq.settings import RECURRENT, Data, Net

__all__ = ["Data", "Net", "Seq2Seq"]

BUDGET = Budget(
    parameters=Limit(4_000_000, "net.hidden"),
    memory=Limit(1_000_000_000, "fit.batch", "net.hidden"),  # bytes
    update=Limit(4_000_000_000, "net.hidden", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use fewer units, shorter sequences or smaller batches."),
)
EVALUATED = 200  # pairs that a report evaluates at once


class Seq2Seq(PairExperiment):
    """An encoder reads a text, a decoder writes its answer, with or without attention."""

    family: Literal["seq2seq"] = "seq2seq"
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.005, batch=64, steps=600, report=25, clip=1.0)

    @property
    def has_attention(self) -> bool:
        """Whether the decoder attends to the source."""
        return self.net.attention != "none"

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """The same net without attention, or with attention if it has none."""
        if self.has_attention:
            return {"without_attention": {"net.attention": "none"}}
        return {"with_attention": {"net.attention": "additive"}}

    @property
    def has_manual_attention(self) -> bool:
        """Whether a user can set the attention weights by hand."""
        return self.has_attention

    @property
    def both(self) -> bool:
        """Whether the encoder is bidirectional."""
        return self.net.bidirectional and self.net.encoder in RECURRENT

    @property
    def memory(self) -> int:
        """The numbers that the encoder outputs for each token."""
        return self.net.hidden * (1 + self.both)

    @property
    def shape(self) -> tuple[Any, ...]:
        """The arguments of `Seq2SeqNet` up to `hidden`, in their order."""
        net = self.net
        return (*self.vocabulary_sizes, net.encoder, net.decoder, net.attention, net.embedding, net.hidden)

    @property
    def options(self) -> dict[str, Any]:
        """The other arguments of `Seq2SeqNet` that matter for this kind of net."""
        net = self.net
        options: dict[str, Any] = {"kernel": net.kernel} if net.encoder == "cnn" else {"both": self.both}
        return {"layers": net.layers, **options, "dropout": net.dropout, "forcing": net.forcing}

    def layers(self) -> tuple[Layer, ...]:
        """Return the costs of encoder, attention and decoder, named like their modules, for one pair of full length."""
        return geometry.layers(self.net, self.vocabulary_sizes, self.lengths, 1 + self.both)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        layers, batch = self.layers(), self.fit.batch
        check_limits(layers, BUDGET, training_bytes(layers, max(batch, EVALUATED)), batch)
        return self
