"""The experiment of BERT: data, net and training settings that fit together; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

from pydantic import model_validator

from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, check_pretraining, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.layers.tables.head_sizes import check_head_sizes
from nets.models.bert import corpus, geometry, weights
from nets.models.bert.settings import Data, Net
from nets.models.transformer.variants import variants

__all__ = ["Bert", "Data", "Net"]

BUDGET = Budget(
    parameters=Limit(4_000_000, "net.width", "net.layers"),
    memory=Limit(1_000_000_000, "fit.batch", "data.length"),  # bytes
    update=Limit(6_000_000_000, "net.width", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use fewer units, shorter sequences or smaller batches."),
)
MAX_PRETRAINING = 1_500_000_000_000  # multiply-adds of an unwatched pre-training: a minute or two
EVALUATED = 100  # rows that a report evaluates at once
CLASSES = 2
PRETRAINING = TrainingConfig(optimizer="adamw", lr=0.002, batch=64, steps=1500, report=50, clip=1.0)


class Bert(Experiment):
    """A bidirectional Transformer: it is pre-trained on masked tokens, then fine-tuned on few labels."""

    family: Literal["bert"] = "bert"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = PRETRAINING

    def provide(self, run: Callable[..., Mapping[str, Any]]) -> None:
        """Send stored pre-trained weights to the workers."""
        weights.bring(self.net.start, run)

    @property
    def metric(self) -> str:
        """The accuracy of masked tokens, or of classes."""
        return "accuracy"

    @property
    def floor(self) -> bool:
        """Whether the loss has a floor: no net can know every masked token."""
        return self.data.goal == "blanks"

    def completed(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Complete changes of the token kind by a row length that fits, and a user-supplied text by its data name."""
        changes = super().completed(changes)
        if changes.get("data.text") and "data.name" not in changes:
            changes = {**changes, "data.name": "own"}
        return {**changes, **LENGTHS[changes["data.tokens"]]} if "data.tokens" in changes else changes

    @property
    def vocabulary_size(self) -> int:
        """The size of the vocabulary; an upper bound for Chinese words."""
        return corpus.size(self.data)

    @property
    def masked_tokens(self) -> int:
        """The expected number of predicted tokens in a row."""
        return max(1, round(self.data.masked * self.data.length)) if self.data.goal == "blanks" else 1

    @property
    def plan(self) -> dict[str, Any]:
        """The arguments of `StackConfig`."""
        net = self.net
        options = {name: getattr(net, name) for name in ("norm", "residual", "positions", "activation", "dropout")}
        sizes = {"width": net.width, "heads": net.heads, "layers": net.layers, "feed_forward": net.feed * net.width}
        return sizes | options | {"length": self.data.length, "embedding_norm": True}

    @property
    def first(self) -> Bert | None:
        """The pre-training before this training, with the usual settings; None if there is none."""
        if not self.pretrained or self.net.start:
            return None
        data = corpus.whole(self.data).model_copy(update={"goal": "blanks", "labels": Data().labels})
        net = self.net.model_copy(update={"pretrain": 0, "start": "", "dropout": 0.0})
        fit = PRETRAINING.model_copy(update={"steps": self.net.pretrain, "seed": self.fit.seed})
        return Bert(data=data, net=net, fit=fit)

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """Changes of settings for comparison; a pre-trained net is compared with the same one from scratch."""
        return {"scratch": {"net.pretrain": 0, "net.start": ""}} if self.pretrained else variants(self)

    @property
    def pretrained(self) -> bool:
        """Whether the net starts with pre-trained weights."""
        return self.data.goal == "verdict" and bool(self.net.start or self.net.pretrain)

    def layers(self) -> tuple[Layer, ...]:
        """Return the costs of embeddings, blocks and heads, named like their modules, for one full row."""
        return geometry.layers(self.net, self.vocabulary_size, self.data.length, self.masked_tokens)

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(layer.parameters for layer in self.layers())

    @model_validator(mode="after")
    def _shares(self) -> Self:
        net = self.net
        check_head_sizes(net.width, net.heads, net.positions)
        weights.check(net.start)
        corpus.check(self.data)
        return self

    @model_validator(mode="after")
    def _fits(self) -> Self:
        layers, batch = self.layers(), self.fit.batch
        check_limits(layers, BUDGET, training_bytes(layers, max(batch, EVALUATED)), batch)
        if not self.net.start:
            check_pretraining(layers, PRETRAINING.batch, self.net.pretrain, MAX_PRETRAINING)
        return self


LENGTHS = {"words": {"data.length": Data().length}, "characters": {"data.length": 128}}
