"""What BERT learns from: blanks in plain text, then sentences with a verdict. Both implement a task.

Shapes: N examples, P symbols of a sentence at most, T places of a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional

from nets.datasets.label_noise import replaced
from nets.datasets.shared_settings import first
from nets.datasets.text import sentiment
from nets.datasets.text.sequences import Sequences, padded
from nets.experiment.user_error import N_, Problem
from nets.models.bert import corpus
from nets.models.bert.corpus import FIRST, MASK, PAD, UNKNOWN
from nets.models.bert.judge import Shown, blanks_figures, blanks_loss, verdict_figures
from nets.models.bert.masking import joined, masked, paired
from nets.models.bert.settings import Data
from nets.probes.attention.text_input import SKIP, TextInput
from nets.training.step import Evaluated

MAX_TRAINING, MAX_TEST = 100, 200  # rows of either part that a report looks at
TEST = 500  # sentences with a verdict that are kept for the test
MAX_SAMPLED = 64


class Reading:
    """Tokens of the data by number, and rows that can be selected, the user's own among them.

    `rows` has for each part the first sentences (N, P) and, where rows are of two, the second ones. `pretraining` are
    the figures of the training that came before this one, if any did.
    """

    classes: tuple[str, ...] = ()
    silent = tuple(range(FIRST))  # what no blank is filled with
    pretraining: dict[str, np.ndarray] | None = None
    rows: Mapping[str, tuple[Tensor, Tensor | None]]

    def __init__(self, data: Data) -> None:
        self.data, self.symbols = data, corpus.vocabulary(corpus.whole(data))
        self.numbers = {symbol: number for number, symbol in enumerate(self.symbols)}

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The symbols that have vectors, in the order of `embedding`, without the special ones."""
        return self.symbols[FIRST:]

    def embedding(self, net: Any) -> Tensor:
        """The vectors of the symbols."""
        vectors: Tensor = net.embedding.vectors.detach()[FIRST:]
        return vectors

    def numbered(self, sentence: Sequence[str]) -> list[int]:
        """The numbers of symbols; 1 for one that the net does not know."""
        return [self.numbers.get(symbol, UNKNOWN) for symbol in sentence]

    def encoded(self, sentences: Sequence[Sequence[str]], most: int) -> Tensor:
        """Sentences as rows of numbers (N, P), cut after `most` symbols."""
        rows = [self.numbered(sentence[:most]) for sentence in sentences]
        return torch.from_numpy(padded(rows, max(1, *map(len, rows))))

    def text(self, numbers: Sequence[int]) -> str:
        """Numbers of symbols as a text."""
        joint = " " if self.data.tokens == "words" and self.data.spoken == "en" else ""
        return joint.join(self.symbols[number] for number in numbers if number != PAD)

    @property
    def sizes(self) -> tuple[int, int]:
        """How many training and test examples there are."""
        return len(self.rows["train"][0]), len(self.rows["test"][0])

    def text_input(self, text: str = "", index: int = 0, part: str = "test", **_more: Any) -> TextInput:
        """A row of the data with some symbols hidden, always the same; or a user's own, see `corpus.read`."""
        if text.strip():
            (ids, segments), hidden, unknown, was_cut = self._own(text)
            part, index = "own", 0
        else:
            part = "train" if part == "train" else "test"
            one, other = self.rows[part]
            index, unknown, was_cut = min(max(0, index), len(one) - 1), (), False
            ids, segments = joined(one[index : index + 1], None if other is None else other[index : index + 1])
            hidden = self._hidden(ids[0], index)
        shown, targets = ids.masked_fill(hidden, MASK), ids.masked_fill(~hidden | (ids < FIRST), SKIP)
        names = [self.symbols[number] for number in shown[0].tolist()]
        known = (self.symbols, self.sizes, part, index, text, (), unknown, was_cut)
        return TextInput((shown, segments), names, targets[0], *known)

    def _hidden(self, ids: Tensor, index: int) -> Tensor:
        """Which places of a row (T,) are hidden, (1, T): about as many as in training, always the same."""
        known = torch.nonzero(ids >= FIRST)[:, 0]
        count = max(1, round(self.data.masked * len(known))) if self.data.goal == "blanks" else 0
        chosen = known[torch.from_numpy(np.random.default_rng(index).permutation(len(known))[:count])]
        return torch.zeros(1, len(ids), dtype=torch.bool).index_fill(1, chosen, True)

    def _own(self, text: str) -> tuple[tuple[Tensor, Tensor], Tensor, tuple[str, ...], bool]:
        """Symbols and segments (1, T) of own sentences, which are hidden (1, T), what is unknown, if it was cut."""
        given = corpus.read(text, self.data)
        if not given:
            raise Problem(N_("There is no text yet."))
        most = (self.data.length - 1 - len(given)) // len(given)
        strange = tuple(dict.fromkeys(each for symbols, _ in given for each in symbols if each not in self.numbers))
        row = joined(*(self.encoded([symbols], most) for symbols, _ in given))
        hidden = [False]
        for _symbols, blanks in given:
            hidden += [*blanks[:most], False]
        return row, torch.tensor([hidden]), strange, any(len(symbols) > most for symbols, _ in given)


class Blanks(Reading):
    """Pairs of sentences, some symbols of which are to be foretold, and whether the second follows the first."""

    def __init__(self, data: Data, generator: Generator) -> None:
        super().__init__(data)
        self.generator = generator
        self.pairs: dict[str, tuple[Tensor, Tensor]] = {}
        self.rows = self.pairs
        train, test = corpus.pairs(corpus.whole(data))
        for part, found in (("train", train[first(len(train), data.share)]), ("test", test)):
            most = (data.length - 3) // 2
            sides = [self.encoded([pair[side] for pair in found], most) for side in (0, 1)]
            self.pairs[part] = self._noisy(sides) if part == "train" else (sides[0], sides[1])
        self.size = len(self.pairs["train"][0])
        fixed = Generator().manual_seed(data.seed)
        few = {"train": MAX_TRAINING, "test": MAX_TEST}
        self.seen = {part: self.shown(torch.arange(self.sizes[at])[:most], fixed, part)
                     for at, (part, most) in enumerate(few.items())}  # fmt: skip
        self.sample = self.seen["train"].ids[:MAX_SAMPLED]

    def _noisy(self, sides: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """First and second sentences with label noise: any symbols in the place of some."""
        noise = self.data.label_noise, self.data.seed
        one, other = (replaced(side.numpy(), FIRST, len(self.symbols), *noise) for side in sides)
        return torch.from_numpy(one), torch.from_numpy(other)

    def shown(self, indices: Tensor, generator: Generator, part: str = "train") -> Shown:
        """The pairs at `indices` (B,), some of them torn apart, with blanks; all drawn from the generator."""
        return drawn(*self.pairs[part], indices, (len(self.symbols), self.data.masked, self.data.next), generator)

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """The mean loss of what is asked about the training pairs at `indices` (B,)."""
        return blanks_loss(net, self.shown(indices, self.generator))

    def report(self, net: Any) -> dict[str, float]:
        """Figures of the first pairs of either part, 100 and 200 at most, always with the same blanks."""
        return {
            f"{part}_{name}": value
            for part, shown in self.seen.items()
            for name, value in blanks_figures(net, shown).items()
            if part == "test" or name != "next"
        }

    @property
    def evaluated(self) -> Evaluated:
        """The blanks that a report evaluates."""
        train, test = (self.seen[part].asked.numpy().ravel() for part in ("train", "test"))
        return Evaluated.classes(train, test)

    def whole(self, net: Any) -> dict[str, float]:
        """Figures of all test pairs."""
        count = self.sizes[1]
        shown = self.shown(torch.arange(count), Generator().manual_seed(self.data.seed), "test")
        return {f"test_{name}": value for name, value in blanks_figures(net, shown).items()} | {"test_examples": count}

    def arrays(self) -> dict[str, np.ndarray]:
        """The sentences and those that follow, and the rows of the report with their blanks."""
        first, second = self.pairs["train"]
        held = {"first": first, "second": second, "symbols": torch.arange(len(self.symbols))}
        for part, shown in self.seen.items():
            held |= {
                f"{part}_{name}": each for name, each in zip(shown._fields, shown, strict=True) if each is not None
            }
        return {name: each.numpy() for name, each in held.items()}


def drawn(first: Tensor, second: Tensor, indices: Tensor, how: tuple[int, float, bool], generator: Generator) -> Shown:
    """Return the pairs of sentences (N, P) at `indices` (B,) with blanks.

    `how`: symbols, the share of blanks, whether half of the pairs are torn apart.
    """
    symbols, share, next = how
    others, apart = paired(len(first), generator, indices) if next else (indices, None)
    ids, segments = joined(first[indices], second[others])
    shown, asked = masked(ids, symbols, share, generator)
    return Shown(shown, segments, asked, apart)


class Verdicts(Reading):
    """Sentences that praise or blame; the decisive clause of those for the test is in none to learn from.

    `inputs` (N, T) are symbols with [CLS] and [SEP], `targets` (N,) their classes, 1 for praise.
    """

    classes = sentiment.CLASSES

    def __init__(self, data: Data, start: dict[str, np.ndarray] | None, past: dict[str, np.ndarray] | None) -> None:
        super().__init__(data)
        self.start, self.pretraining = start, past
        rng = np.random.default_rng(data.seed)
        names = sentiment.about(data.spoken).symbols
        self.rows, self.held = {}, {}
        train, test = sentiment.draw(data.spoken, data.labels, TEST, rng)
        kept = first(len(train.targets), data.share)
        noisy = replaced(train.targets[kept], 0, len(self.classes), data.label_noise, data.seed)
        for part, found in (("train", Sequences(train.inputs[kept], noisy)), ("test", test)):
            told = [corpus.put([names[number] for number in row if number], data) for row in found.inputs.tolist()]
            encoded = self.encoded(told, data.length - 2)
            self.rows[part] = (encoded, None)
            self.held[part] = (joined(encoded)[0], torch.from_numpy(found.targets))
        (self.inputs, self.targets), (self.test_inputs, self.test_targets) = self.held["train"], self.held["test"]
        self.size, self.sample = len(self.inputs), self.inputs[:MAX_SAMPLED]

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """The mean loss of the verdicts on the training sentences at `indices` (B,)."""
        ids = self.inputs[indices]
        return functional.cross_entropy(net.classify(ids, torch.zeros_like(ids)), self.targets[indices])

    def report(self, net: Any) -> dict[str, float]:
        """Figures of the first training sentences, 100 at most, and of all test sentences."""
        seen = {"train": [each[:MAX_TRAINING] for each in self.held["train"]], "test": self.held["test"]}
        figures = {part: verdict_figures(net, *rows) for part, rows in seen.items()}
        return {f"{part}_{name}": value for part, found in figures.items() for name, value in found.items()}

    @property
    def evaluated(self) -> Evaluated:
        """The sentences that a report evaluates."""
        return Evaluated.classes(self.targets[:MAX_TRAINING].numpy(), self.test_targets.numpy())

    def arrays(self) -> dict[str, np.ndarray]:
        """The sentences and verdicts, and the weights that the net begins with."""
        names = ("inputs", "targets", "test_inputs", "test_targets")
        begun = {f"start.{name}": array for name, array in (self.start or {}).items()}
        held = {name: getattr(self, name).numpy() for name in names}
        return held | {"symbols": np.arange(len(self.symbols))} | begun
