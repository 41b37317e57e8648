"""The experiment of the nets that read one sequence and write another; torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import model_validator

from nets.data.pairs import tasks
from nets.data.pairs.sides import About, Pair, Pairs
from nets.seq2seq import geometry
from nets.seq2seq.settings import RECURRENT, Data, Net
from nets.training.cost import Layer
from nets.training.experiment import Experiment
from nets.training.fit import Fit
from nets.training.problem import N_, Problem

if TYPE_CHECKING:
    from torch import Generator

    from nets.seq2seq.net import Seq2SeqNet
    from nets.seq2seq.task import Translations
    from nets.training.challenge import Challenge
    from nets.training.formulas import Formula
    from nets.training.script import Parts
    from nets.training.source import Source

__all__ = ["Data", "Net", "Seq2Seq"]

MAX_PARAMETERS = 4_000_000
MAX_MEMORY = 1_000_000_000  # bytes
MAX_STEP = 4_000_000_000  # multiply-adds of one update: about a second
EVALUATED = 200  # pairs that a report passes through the net at once
MARKS = 2  # rows of either table that are no symbol of the data


class Seq2Seq(Experiment):
    """An encoder reads a text, a decoder writes its answer, with attention or without."""

    family: Literal["seq2seq"] = "seq2seq"
    data: Data = Data()
    net: Net = Net()
    fit: Fit = Fit(optimizer="adam", lr=0.005, batch=64, steps=600, report=25, clip=1.0)

    def build(self, generator: Generator) -> tuple[Seq2SeqNet, Translations]:
        """The untrained net and its task. Imports torch."""
        from nets.seq2seq.build import build

        return build(self, generator)

    @property
    def metric(self) -> str:
        """The share of the answers that are right from beginning to end."""
        return "accuracy"

    def script_parts(self, stages: Sequence[Self]) -> Parts:
        """The net and the task as source for a script that stands by itself."""
        from nets.seq2seq.script import parts

        return parts(stages)

    def formulas(self) -> Sequence[Formula]:
        """The net in formulas with its current sizes."""
        from nets.seq2seq.formulas import formulas

        return formulas(self)

    def sources(self) -> Sequence[Source]:
        """What runs at every update, and the attention."""
        from nets.seq2seq.formulas import sources

        return sources(self)

    @classmethod
    def challenges(cls) -> Sequence[Challenge]:
        """Three challenges."""
        from nets.seq2seq.challenges import CHALLENGES

        return CHALLENGES

    @property
    def length(self) -> int:
        """The longest row of letters or digits: the usual one of the task where none is given, 0 where none matters."""
        usual = tasks.USUAL_LENGTHS.get(self.data.name, 0)
        return usual and (self.data.length or usual)

    @property
    def about(self) -> About:
        """What the pairs are made of. Raises Problem, with the knob to blame as `key`."""
        data = self.data
        return tasks.about(data.name, data.way, data.language, self.length, data.own)

    @property
    def pairs(self) -> Pairs:
        """The pairs themselves, to learn from and for the test."""
        data = self.data
        given: Any = (data.way, data.language, data.examples, self.length, data.seed, data.own)
        return tasks.make(data.name, *given)

    def unseen(self, size: int, count: int) -> Sequence[Pair]:
        """Up to `count` pairs that training cannot have, whose source has `size` symbols."""
        data = self.data
        return tasks.unseen(data.name, data.way, data.language, self.length, data.seed, data.own, size, count)

    @property
    def attentive(self) -> bool:
        """Whether the decoder looks back at the source."""
        return self.net.attention != "none"

    @property
    def both(self) -> bool:
        """Whether the source is read from its end as well."""
        return self.net.bidirectional and self.net.encoder in RECURRENT

    @property
    def memory(self) -> int:
        """How many numbers the encoder keeps of each symbol."""
        return self.net.hidden * (1 + self.both)

    @property
    def symbols(self) -> tuple[int, int]:
        """How many symbols the two tables hold, with those that fill up, end, or are unknown."""
        about = self.about
        return len(about.source.symbols) + MARKS, len(about.target.symbols) + MARKS

    @property
    def lengths(self) -> tuple[int, int]:
        """The most symbols of a source, and of an answer with its end."""
        about = self.about
        return about.source.longest, about.target.longest + 1

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
        return geometry.layers(self)

    @property
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return sum(layer.parameters for layer in self.layers())

    @model_validator(mode="after")
    def _fits(self) -> Self:
        layers = self.layers()
        count = sum(layer.parameters for layer in layers)
        if count > MAX_PARAMETERS:
            text = N_("This net would have {count} parameters; {most} is the limit. Use fewer or smaller layers.")
            raise Problem(text, key="net.hidden", count=count, most=MAX_PARAMETERS)
        batch = max(self.fit.batch, EVALUATED)
        memory = 4 * (4 * count + 3 * batch * sum(layer.outputs for layer in layers))
        if memory > MAX_MEMORY:
            text = N_("This training would need {size:.0f} MB of memory; {most:.0f} MB is the limit.")
            raise Problem(text, key="fit.batch", along="net.hidden", size=memory / 1e6, most=MAX_MEMORY / 1e6)
        if 3 * sum(layer.multiply_adds for layer in layers) * self.fit.batch > MAX_STEP:
            text = N_(
                "One update of this net would take seconds. Use fewer units, shorter sequences or smaller batches."
            )
            raise Problem(text, key="net.hidden", along="fit.batch")
        return self
