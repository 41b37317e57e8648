"""An experiment whose data are pairs of texts: what they are made of, and how many symbols there are; torch-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import ne
from typing import Any

from nets.datasets.label_noise import exchanged
from nets.datasets.pairs import tasks
from nets.datasets.pairs.sides import About, Pair, Pairs
from nets.experiment.experiment import Experiment
from nets.models.seq2seq.settings import Data

MARKS = 2  # rows of either table that are no symbol of the data


class Paired(Experiment):
    """One text is read, another is its answer."""

    data: Data = Data()

    @property
    def metric(self) -> str:
        """The share of the answers that are right from beginning to end."""
        return "accuracy"

    @property
    def length(self) -> int:
        """The longest row of letters or digits: the usual one of the task where none is given, 0 where none matters."""
        usual = tasks.USUAL_LENGTHS.get(self.data.name, 0)
        return usual and (self.data.length or usual)

    @property
    def about(self) -> About:
        """What the pairs are made of. Raises Problem, with the setting to blame as `key`."""
        data = self.data
        return tasks.about(data.name, data.way, data.language, self.length, data.own)

    @property
    def pairs(self) -> Pairs:
        """The pairs themselves, to learn from, label noise in their answers, and for the test."""
        made, data = self._right, self.data
        answers = [answer for _source, answer in made.train]
        noisy = exchanged(answers, data.label_noise, data.seed)
        train = tuple((source, answer) for (source, _right), answer in zip(made.train, noisy, strict=True))
        return replace(made, train=train, wrong=tuple(map(ne, answers, noisy)))

    @property
    def learnt(self) -> int:
        """How many pairs there are to learn from."""
        return len(self._right.train)

    @property
    def _right(self) -> Pairs:
        """The pairs with all answers right."""
        data = self.data
        given: Any = (data.way, data.language, data.examples, self.length, data.seed, data.own)
        return tasks.make(data.name, *given)

    def unseen(self, size: int, count: int) -> Sequence[Pair]:
        """Up to `count` pairs that training cannot have, whose source has `size` symbols."""
        data = self.data
        return tasks.unseen(data.name, data.way, data.language, self.length, data.seed, data.own, size, count)

    @property
    def attentive(self) -> bool:
        """Whether what writes looks back at the source."""
        return True

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """Nets that are worth training along for comparison, by name: the settings that differ."""
        return {}

    @property
    def looks(self) -> tuple[int, int]:
        """How many layers of cross-attention there are to look at, and how many heads in each."""
        return 1, 1

    @property
    def steered(self) -> bool:
        """Whether a user can set by hand where it looks."""
        return False

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
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return sum(layer.parameters for layer in self.layers())
