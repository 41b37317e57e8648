"""The task of an encoder-decoder: pairs of texts as rows of token ids, the loss, and figures about both parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.datasets.pairs.sides import Pair, PairInfo, Pairs, Side
from nets.datasets.text.sequences import pad_rows
from nets.layers.decoder import END
from nets.models.seq2seq.judge import figures_of, loss_of, trim_padding
from nets.training.step import Evaluated
from nets.training.task import TaskPart

UNKNOWN_TOKEN, END_TOKEN = "�", "⏎"
UNKNOWN = 1  # its id among the tokens of a source
MAX_TRAINING, MAX_TEST = 100, 200  # pairs of each part that a report evaluates
MAX_SAMPLED = 64
TRAINING_FIGURES = ("loss", "accuracy")


@dataclass(frozen=True)
class Vocabulary:
    """The tokens of one side of the pairs.

    Attributes:
        side: How texts are split into tokens.
        tokens: All tokens in the order of their ids; id 0 is padding, and id 1 is special too.
    """

    side: Side
    tokens: tuple[str, ...]

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """The id of each token."""
        return {token: id for id, token in enumerate(self.tokens)}

    def encode(self, tokens: Sequence[str]) -> list[int]:
        """Return the ids of tokens; 1 for a token that is not in the vocabulary."""
        return [self.ids.get(token, UNKNOWN) for token in tokens]


class PairTask:
    """Pairs of texts; implements `nets.training.task.Task`.

    Attributes:
        source: The vocabulary of the sources; id 1 is an unknown token.
        target: The vocabulary of the answers; id 1 ends an answer.
        pairs: The pairs as texts.
        unseen_pairs: Makes test pairs: (tokens of a source, count) to pairs.
        inputs: The training sources (N, S) int64, padded with 0.
        targets: The training answers (N, T) int64, each with its end, padded with 0.
        test_inputs: The test sources (M, S).
        test_targets: The test answers (M, T).
        probe_cache: Results that probes have computed from the pairs.
    """

    classes: tuple[str, ...] = ()

    def __init__(self, info: PairInfo, pairs: Pairs, unseen_pairs: Callable[[int, int], Sequence[Pair]]) -> None:
        self.source = Vocabulary(info.source, ("", UNKNOWN_TOKEN, *info.source.tokens))
        self.target = Vocabulary(info.target, ("", END_TOKEN, *info.target.tokens))
        self.pairs, self.unseen_pairs = pairs, unseen_pairs
        self.inputs, self.targets = self.encode_pairs(pairs.train)
        self.test_inputs, self.test_targets = self.encode_pairs(pairs.test)
        self.size = len(self.inputs)
        self.sample = trim_padding(self.inputs[:MAX_SAMPLED])
        self.probe_cache: dict[Any, Any] = {}

    @property
    def train(self) -> TaskPart:
        """The training part."""
        return TaskPart(self.inputs, self.targets)

    @property
    def test(self) -> TaskPart:
        """The test part."""
        return TaskPart(self.test_inputs, self.test_targets)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The tokens of the sources that have vectors, in the order of `embedding`."""
        return self.source.side.tokens

    def embedding(self, net: Any) -> Tensor:
        """Return the vectors of the source tokens, (V, E), without padding and unknown token."""
        vectors: Tensor = net.source_vectors.detach()[2:]
        return vectors

    def encode_pairs(self, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
        """Return pairs as ids: sources (N, S), and answers with their end (N, T)."""
        source, target = self.source, self.target
        sources = [source.encode(source.side.tokenize(text)) for text, _answer in pairs]
        answers = [[*(target.ids[token] for token in target.side.tokenize(answer)), END] for _text, answer in pairs]
        return _pad(sources), _pad(answers)

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of the ids of an answer, without its end."""
        return self.target.side.join([self.target.tokens[id] for id in ids if id > END])

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """Return the mean loss () of the answer tokens of the training pairs at `indices` (B,)."""
        answers = trim_padding(self.targets[indices])
        logits, _weights = net(trim_padding(self.inputs[indices]), answers)
        return loss_of(logits, answers)

    def report(self, net: Any) -> dict[str, float]:
        """Return figures of the first pairs of each part, at most 100 and 200."""
        train = figures_of(net, self.inputs[:MAX_TRAINING], self.targets[:MAX_TRAINING])
        test = figures_of(net, self.test_inputs[:MAX_TEST], self.test_targets[:MAX_TEST])
        return {f"train_{name}": train[name] for name in TRAINING_FIGURES} | {
            f"test_{name}": value for name, value in test.items()
        }

    @property
    def evaluated(self) -> Evaluated:
        """How many pairs a report evaluates."""
        return Evaluated(min(MAX_TRAINING, len(self.inputs)), min(MAX_TEST, len(self.test_inputs)))

    def whole(self, net: Any) -> dict[str, float]:
        """Return figures of all test pairs."""
        figures = figures_of(net, self.test_inputs, self.test_targets)
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(self.test_inputs)}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the pairs as ids, by name."""
        names = ("inputs", "targets", "test_inputs", "test_targets")
        return {name: getattr(self, name).numpy() for name in names}


def _pad(rows: Sequence[Sequence[int]]) -> Tensor:
    """Return rows of ids as one tensor (N, T) int64, padded with 0."""
    return torch.from_numpy(pad_rows(rows, max(map(len, rows), default=1)))
