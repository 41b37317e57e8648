"""What an encoder-decoder learns from: pairs of texts as rows of symbols, the loss, and figures about both parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nets.datasets.pairs.sides import About, Pair, Pairs, Side
from nets.models.seq2seq.judge import figures_of, loss_of, trimmed
from nets.training.step import Evaluated
from nets.training.task import TaskPart

UNKNOWN, ENDS = "�", "⏎"
MAX_TRAINING, MAX_TEST = 100, 200  # pairs of either part that a report looks at
MAX_SAMPLED = 64
SHOWN = ("loss", "accuracy")  # figures of the training part


class Translations:
    """Pairs of texts; implements `nets.training.task.Task`.

    `inputs` (N, S) and `targets` (N, T) int64 hold symbols by number, 0 behind their end; an answer closes with symbol
    1. The `test_` two are the test part. `symbols` and `answers` name the numbers of either side. `unseen(size, count)`
    makes pairs for a test, whose sources have `size` symbols.
    """

    classes: tuple[str, ...] = ()

    def __init__(self, about: About, pairs: Pairs, unseen: Callable[[int, int], Sequence[Pair]]) -> None:
        self.about, self.pairs, self.unseen = about, pairs, unseen
        self.symbols = ("", UNKNOWN, *about.source.symbols)
        self.answers = ("", ENDS, *about.target.symbols)
        self.numbers = {symbol: number for number, symbol in enumerate(self.symbols)}
        self.inputs, self.targets = self.encoded(pairs.train)
        self.test_inputs, self.test_targets = self.encoded(pairs.test)
        self.size = len(self.inputs)
        self.sample = trimmed(self.inputs[:MAX_SAMPLED])
        self.kept: dict[Any, Any] = {}  # what probes have had made

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
        """The symbols of the source that have vectors, in the order of `embedding`."""
        return self.about.source.symbols

    def embedding(self, net: Any) -> Tensor:
        """The vectors of the symbols of the source."""
        vectors: Tensor = net.source_vectors.detach()[2:]
        return vectors

    def encoded(self, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
        """Pairs as rows of numbers: sources (N, S), and answers with their end (N, T)."""
        answers = {symbol: number for number, symbol in enumerate(self.answers)}
        sources = [self.read(source) for source, _target in pairs]
        targets = [[*(answers[symbol] for symbol in self.about.target.cut(target)), 1] for _source, target in pairs]
        return filled(sources), filled(targets)

    def read(self, text: str) -> list[int]:
        """A source as the numbers of its symbols."""
        return self.numbered(self.about.source.cut(text))

    def numbered(self, symbols: Sequence[str]) -> list[int]:
        """The numbers of symbols of a source; 1 for one that the net does not know."""
        return [self.numbers.get(symbol, 1) for symbol in symbols]

    def text(self, numbers: Sequence[int]) -> str:
        """The numbers of an answer as a text, up to its end."""
        target: Side = self.about.target
        return target.join([self.answers[number] for number in numbers if number > 1])

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """The mean loss of the symbols in the answers of the training pairs at `indices` (B,)."""
        answers = trimmed(self.targets[indices])
        scores, _weights = net(trimmed(self.inputs[indices]), answers)
        return loss_of(scores, answers)

    def report(self, net: Any) -> dict[str, float]:
        """Figures of the first pairs of either part: 100 and 200 at most."""
        seen = figures_of(net, self.inputs[:MAX_TRAINING], self.targets[:MAX_TRAINING])
        test = figures_of(net, self.test_inputs[:MAX_TEST], self.test_targets[:MAX_TEST])
        return {f"train_{name}": seen[name] for name in SHOWN} | {f"test_{name}": test[name] for name in test}

    @property
    def evaluated(self) -> Evaluated:
        """The pairs that a report evaluates."""
        return Evaluated(min(MAX_TRAINING, len(self.inputs)), min(MAX_TEST, len(self.test_inputs)))

    def whole(self, net: Any) -> dict[str, float]:
        """Figures of all test pairs."""
        figures = figures_of(net, self.test_inputs, self.test_targets)
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": len(self.test_inputs)}

    def arrays(self) -> dict[str, np.ndarray]:
        """The pairs as rows of numbers."""
        names = ("inputs", "targets", "test_inputs", "test_targets")
        return {name: getattr(self, name).numpy() for name in names}


def filled(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of different length as one tensor (N, T), 0 behind their end; one place at least."""
    table = np.zeros((len(rows), max(map(len, rows), default=1)), dtype=np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return torch.from_numpy(table)
