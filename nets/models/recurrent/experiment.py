"""The experiment of nets that read sequences: data, net and training settings that fit together; torch-free."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import model_validator

from nets.datasets.text.sequences import SequenceInfo
from nets.experiment.experiment import Experiment
from nets.experiment.layer_cost import Layer
from nets.experiment.limits import Budget, Limit, check_limits, training_bytes
from nets.experiment.training_config import TrainingConfig
from nets.experiment.user_error import N_
from nets.models.recurrent import geometry
from nets.models.recurrent.examples import info
from nets.models.recurrent.settings import CAUSAL, RECURRENT, Data, Net

__all__ = ["Data", "Net", "Recurrent"]

BUDGET = Budget(
    parameters=Limit(4_000_000, "net.hidden"),
    memory=Limit(1_000_000_000, "fit.batch"),  # bytes
    update=Limit(4_000_000_000, "net.hidden", "fit.batch"),  # multiply-adds: about a second
    too_slow=N_("One update of this net would take seconds. Use fewer units, shorter sequences or smaller batches."),
)
EVALUATED = 100  # sequences that a report evaluates at once


class Recurrent(Experiment):
    """A net that reads a sequence: recurrent, convolutional, or with attention."""

    family: Literal["recurrent"] = "recurrent"
    data: Data = Data()
    net: Net = Net()
    fit: TrainingConfig = TrainingConfig(optimizer="adam", lr=0.005, batch=50, steps=2000, report=50, clip=1.0)

    @property
    def metric(self) -> str:
        """Bits per character of a language model, the accuracy of classes, or R²."""
        return "bits" if self.data.name == "text" else "accuracy" if self.info.classes else "r2"

    @property
    def info(self) -> SequenceInfo:
        """The vocabulary and classes of the sequences."""
        return info(self.data)

    @property
    def causal(self) -> bool:
        """Whether the net must not read ahead."""
        return self.data.name in CAUSAL

    @property
    def recurrent(self) -> bool:
        """Whether the cell has a state."""
        return self.net.cell in RECURRENT

    @property
    def both(self) -> bool:
        """Whether the net is bidirectional."""
        return self.net.bidirectional and self.recurrent and not self.causal

    @property
    def outputs(self) -> int:
        """The number of outputs at a step."""
        return len(self.info.classes) or 1

    @property
    def shape(self) -> tuple[Any, ...]:
        """The arguments of `SequenceNet` up to `each`, in their order."""
        info, net = self.info, self.net
        sizes = (len(info.tokens), len(info.features), net.embedding if info.tokens else 0)
        return (*sizes, net.cell, net.hidden, net.layers, self.outputs, info.per_step)

    @property
    def options(self) -> dict[str, Any]:
        """The other arguments of `SequenceNet` that matter for this kind of net."""
        net = self.net
        options: dict[str, Any] = {"causal": self.causal, "kernel": net.kernel} if net.cell == "cnn" else {}
        options |= {"causal": self.causal} if net.cell == "attention" else {}
        if self.recurrent:
            options |= {"both": self.both, "init": net.init, "gain": net.gain, "truncate": net.truncate}
        options |= {"activation": net.activation} if net.cell == "rnn" else {}
        options |= {"forget_bias": net.forget_bias} if net.cell == "lstm" else {}
        return options | {"dropout": net.dropout}

    def layers(self) -> tuple[Layer, ...]:
        """Return the costs of embedding, layers and output layer, named like their modules, for one full sequence."""
        return geometry.layers(self.net, self.info, self.outputs, 1 + self.both)

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(layer.parameters for layer in self.layers())

    @property
    def memory(self) -> int:
        """An upper bound of the memory of a training, in bytes."""
        info = self.info
        examples = (
            200_000 if self.data.name == "text" else self.data.examples * info.length * max(1, len(info.features))
        )
        return 8 * 2 * examples + training_bytes(self.layers(), max(self.fit.batch, EVALUATED))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        check_limits(self.layers(), BUDGET, self.memory, self.fit.batch)
        return self
