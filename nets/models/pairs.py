"""An experiment whose data are pairs of texts; torch-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import ne
from typing import Any

from nets.datasets.label_noise import exchanged
from nets.datasets.pairs import tasks
from nets.datasets.pairs.sides import Pair, PairInfo, Pairs
from nets.experiment.experiment import Experiment
from nets.models.seq2seq.settings import Data

SPECIAL_TOKENS = 2  # of each vocabulary, besides the tokens of the data


class PairExperiment(Experiment):
    """An experiment in which a net reads a source and writes its answer."""

    data: Data = Data()

    @property
    def metric(self) -> str:
        """The share of the answers that are right from beginning to end."""
        return "accuracy"

    @property
    def length(self) -> int:
        """The most letters or digits of a source; 0 if the task has no such setting."""
        usual = tasks.USUAL_LENGTHS.get(self.data.name, 0)
        return usual and (self.data.length or usual)

    @property
    def info(self) -> PairInfo:
        """The vocabularies and lengths of both sides. Raises Problem whose `key` is the setting to change."""
        data = self.data
        return tasks.info(data.name, data.way, data.language, self.length, data.own)

    @property
    def pairs(self) -> Pairs:
        """The training pairs, with label noise in their answers, and the test pairs."""
        clean, data = self._clean_pairs, self.data
        answers = [answer for _source, answer in clean.train]
        noisy = exchanged(answers, data.label_noise, data.seed)
        train = tuple((source, answer) for (source, _right), answer in zip(clean.train, noisy, strict=True))
        return replace(clean, train=train, wrong=tuple(map(ne, answers, noisy)))

    @property
    def learnt(self) -> int:
        """The number of training pairs."""
        return len(self._clean_pairs.train)

    @property
    def _clean_pairs(self) -> Pairs:
        """The pairs without label noise."""
        data = self.data
        arguments: Any = (data.way, data.language, data.examples, self.length, data.seed, data.own)
        return tasks.make(data.name, *arguments)

    def unseen_pairs(self, size: int, count: int) -> Sequence[Pair]:
        """Return up to `count` pairs that training never contains, whose source has `size` tokens."""
        data = self.data
        return tasks.unseen_pairs(data.name, data.way, data.language, self.length, data.seed, data.own, size, count)

    @property
    def has_attention(self) -> bool:
        """Whether the decoder attends to the source."""
        return True

    @property
    def variants(self) -> Mapping[str, Mapping[str, Any]]:
        """Nets that are worth training along for comparison, by name: the settings that differ."""
        return {}

    @property
    def attention_shape(self) -> tuple[int, int]:
        """The number of layers with cross-attention, and of heads in each."""
        return 1, 1

    @property
    def has_manual_attention(self) -> bool:
        """Whether a user can set the attention weights by hand."""
        return False

    @property
    def vocabulary_sizes(self) -> tuple[int, int]:
        """The sizes of both vocabularies, of sources and of answers, with the special tokens."""
        info = self.info
        return len(info.source.tokens) + SPECIAL_TOKENS, len(info.target.tokens) + SPECIAL_TOKENS

    @property
    def lengths(self) -> tuple[int, int]:
        """The most tokens of a source, and of an answer with its end."""
        info = self.info
        return info.source.max_tokens, info.target.max_tokens + 1

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return sum(layer.parameters for layer in self.layers())
