"""The tasks of BERT: pre-training on plain text, and fine-tuning on sentences with a sentiment.

Shapes: N examples, P tokens of a sentence at most, T positions of a row.
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
from nets.datasets.text.sequences import Sequences, pad_rows
from nets.experiment.user_error import N_, Problem
from nets.models.bert import corpus
from nets.models.bert.corpus import FIRST, MASK, PAD, UNKNOWN
from nets.models.bert.judge import BATCH_ARRAYS, MaskedBatch, pretraining_figures, pretraining_loss, sentiment_figures
from nets.models.bert.masking import draw_second_sentences, join_sentences, mask_tokens
from nets.models.bert.settings import Data
from nets.models.bert.weights import Arrays
from nets.probes.attention.text_input import SKIP, TextInput
from nets.training.step import Evaluated

MAX_TRAINING, MAX_TEST = 100, 200  # rows of each part that a report evaluates
TEST_SENTENCES = 500  # with a sentiment
MAX_SAMPLED = 64


class BertTask:
    """The vocabulary, and the rows of the data that probes select.

    Attributes:
        tokens: The tokens in the order of their ids.
        token_ids: The id of each token.
        rows: For each part the first sentences (N, P) and, in pre-training, the second ones (N, Q).
        pretraining: The figures of the pre-training before this training; None if there was none.
    """

    classes: tuple[str, ...] = ()
    silent = tuple(range(FIRST))  # ids that the net never predicts
    pretraining: dict[str, np.ndarray] | None = None
    rows: Mapping[str, tuple[Tensor, Tensor | None]]

    def __init__(self, data: Data) -> None:
        self.data, self.tokens = data, corpus.vocabulary(corpus.whole(data))
        self.token_ids = {token: id for id, token in enumerate(self.tokens)}

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The tokens in the order of `embedding`, without the special ones."""
        return self.tokens[FIRST:]

    def embedding(self, net: Any) -> Tensor:
        """Return the vectors of the tokens, (V, D), without the special ones."""
        vectors: Tensor = net.embedding.vectors.detach()[FIRST:]
        return vectors

    def encode(self, sentence: Sequence[str]) -> list[int]:
        """Return the ids of tokens; 1 for an unknown one."""
        return [self.token_ids.get(token, UNKNOWN) for token in sentence]

    def encode_rows(self, sentences: Sequence[Sequence[str]], most: int) -> Tensor:
        """Return sentences as ids (N, P), truncated to `most` tokens."""
        rows = [self.encode(sentence[:most]) for sentence in sentences]
        return torch.from_numpy(pad_rows(rows, max(1, *map(len, rows))))

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids."""
        separator = " " if self.data.tokens == "words" and self.data.spoken == "en" else ""
        return separator.join(self.tokens[id] for id in ids if id != PAD)

    @property
    def sizes(self) -> tuple[int, int]:
        """The numbers of training and test rows."""
        return len(self.rows["train"][0]), len(self.rows["test"][0])

    def text_input(self, text: str = "", index: int = 0, part: str = "test", **_more: Any) -> TextInput:
        """Return a dataset row with the same tokens masked every time, or a user-written row, see `corpus.read`."""
        if text.strip():
            (ids, segments), is_masked, unknown, was_cut = self._user_row(text)
            part, index = "own", 0
        else:
            part = "train" if part == "train" else "test"
            first, second = self.rows[part]
            index, unknown, was_cut = min(max(0, index), len(first) - 1), (), False
            row = slice(index, index + 1)
            ids, segments = join_sentences(first[row], None if second is None else second[row])
            is_masked = self._masked_positions(ids[0], index)
        masked_ids, targets = ids.masked_fill(is_masked, MASK), ids.masked_fill(~is_masked | (ids < FIRST), SKIP)
        names = [self.tokens[id] for id in masked_ids[0].tolist()]
        source = (self.tokens, self.sizes, part, index, text, (), unknown, was_cut)
        return TextInput((masked_ids, segments), names, targets[0], *source)

    def _masked_positions(self, ids: Tensor, index: int) -> Tensor:
        """Return which positions of a row (T,) are masked, (1, T) bool: the share of training, always the same ones."""
        known = torch.nonzero(ids >= FIRST)[:, 0]
        count = max(1, round(self.data.masked * len(known))) if self.data.goal == "blanks" else 0
        positions = known[torch.from_numpy(np.random.default_rng(index).permutation(len(known))[:count])]
        return torch.zeros(1, len(ids), dtype=torch.bool).index_fill(1, positions, True)

    def _user_row(self, text: str) -> tuple[tuple[Tensor, Tensor], Tensor, tuple[str, ...], bool]:
        """Read user-written sentences.

        Returns:
            The ids and segments (1, T), which positions are masked (1, T) bool, the unknown tokens, and whether a
            sentence was truncated.
        """
        sentences = corpus.read(text, self.data)
        if not sentences:
            raise Problem(N_("There is no text yet."))
        most = (self.data.length - 1 - len(sentences)) // len(sentences)
        unknown = [token for tokens, _blanks in sentences for token in tokens if token not in self.token_ids]
        row = join_sentences(*(self.encode_rows([tokens], most) for tokens, _blanks in sentences))
        is_masked = [False]
        for _tokens, blanks in sentences:
            is_masked += [*blanks[:most], False]
        was_cut = any(len(tokens) > most for tokens, _blanks in sentences)
        return row, torch.tensor([is_masked]), tuple(dict.fromkeys(unknown)), was_cut


class MaskedTask(BertTask):
    """Pre-training: predict masked tokens of pairs of sentences, and whether the second follows the first."""

    def __init__(self, data: Data, generator: Generator) -> None:
        super().__init__(data)
        self.generator = generator
        self.pairs: dict[str, tuple[Tensor, Tensor]] = {}
        self.rows = self.pairs
        train, test = corpus.pairs(corpus.whole(data))
        for part, pairs in (("train", train[first(len(train), data.share)]), ("test", test)):
            most = (data.length - 3) // 2
            sides = [self.encode_rows([pair[side] for pair in pairs], most) for side in (0, 1)]
            self.pairs[part] = self._add_noise(sides) if part == "train" else (sides[0], sides[1])
        self.size = len(self.pairs["train"][0])
        fixed = Generator().manual_seed(data.seed)
        limits = {"train": MAX_TRAINING, "test": MAX_TEST}
        self.report_batches = {
            part: self.mask_pairs(torch.arange(size)[:limit], fixed, part)
            for size, (part, limit) in zip(self.sizes, limits.items(), strict=True)
        }
        self.sample = self.report_batches["train"].ids[:MAX_SAMPLED]

    def _add_noise(self, sides: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Return first and second sentences with label noise: some tokens are replaced by random ones."""
        noise = self.data.label_noise, self.data.seed
        first, second = (replaced(side.numpy(), FIRST, len(self.tokens), *noise) for side in sides)
        return torch.from_numpy(first), torch.from_numpy(second)

    def mask_pairs(self, indices: Tensor, generator: Generator, part: str = "train") -> MaskedBatch:
        """Return the pairs at `indices` (B,) of a part with masked tokens; all draws are from the generator."""
        return mask_batch(*self.pairs[part], indices, (len(self.tokens), self.data.masked, self.data.next), generator)

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """Return the mean loss () of the training pairs at `indices` (B,)."""
        return pretraining_loss(net, self.mask_pairs(indices, self.generator))

    def report(self, net: Any) -> dict[str, float]:
        """Return figures of the first pairs of each part, at most 100 and 200, always with the same masks."""
        return {
            f"{part}_{name}": value
            for part, batch in self.report_batches.items()
            for name, value in pretraining_figures(net, batch).items()
            if part == "test" or name != "next"
        }

    @property
    def evaluated(self) -> Evaluated:
        """How many masked tokens a report evaluates."""
        train, test = (self.report_batches[part].targets.numpy().ravel() for part in ("train", "test"))
        return Evaluated.classes(train, test)

    def whole(self, net: Any) -> dict[str, float]:
        """Return figures of all test pairs."""
        count = self.sizes[1]
        batch = self.mask_pairs(torch.arange(count), Generator().manual_seed(self.data.seed), "test")
        figures = pretraining_figures(net, batch)
        return {f"test_{name}": value for name, value in figures.items()} | {"test_examples": count}

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the sentences with those that follow, and the masked rows of the report."""
        first, second = self.pairs["train"]
        arrays = {"first": first, "second": second, "symbols": torch.arange(len(self.tokens))}
        for part, batch in self.report_batches.items():
            arrays |= {
                f"{part}_{name}": tensor for name, tensor in zip(BATCH_ARRAYS, batch, strict=True) if tensor is not None
            }
        return {name: tensor.numpy() for name, tensor in arrays.items()}


def mask_batch(
    first: Tensor, second: Tensor, indices: Tensor, options: tuple[int, float, bool], generator: Generator
) -> MaskedBatch:
    """Return pairs of sentences with masked tokens.

    Args:
        first: The first sentences (N, P).
        second: The second sentences (N, Q).
        indices: The pairs of the batch (B,).
        options: The size of the vocabulary, the share of masked tokens, and whether half of the second sentences are
            replaced by random ones.
        generator: Source of all randomness.
    """
    vocabulary, share, next = options
    others, is_random = draw_second_sentences(len(first), generator, indices) if next else (indices, None)
    ids, segments = join_sentences(first[indices], second[others])
    masked_ids, targets = mask_tokens(ids, vocabulary, share, generator)
    return MaskedBatch(masked_ids, segments, targets, is_random)


class SentimentTask(BertTask):
    """Fine-tuning: classify sentences by sentiment; no training sentence has the decisive clause of a test sentence.

    Attributes:
        inputs: The training sentences (N, T) int64, with [CLS] and [SEP], padded with 0.
        targets: Their classes (N,) int64, 1 for positive.
        initial_weights: The pre-trained weights by name; None without pre-training.
    """

    classes = sentiment.CLASSES

    def __init__(self, data: Data, weights: Arrays | None, pretraining: Arrays | None) -> None:
        super().__init__(data)
        self.initial_weights, self.pretraining = weights, pretraining
        rng = np.random.default_rng(data.seed)
        tokens = sentiment.info(data.spoken).tokens
        self.rows, self.parts = {}, {}
        train, test = sentiment.draw(data.spoken, data.labels, TEST_SENTENCES, rng)
        selection = first(len(train.targets), data.share)
        noisy = replaced(train.targets[selection], 0, len(self.classes), data.label_noise, data.seed)
        for part, examples in (("train", Sequences(train.inputs[selection], noisy)), ("test", test)):
            sentences = [corpus.from_words([tokens[id] for id in row if id], data) for row in examples.inputs.tolist()]
            ids = self.encode_rows(sentences, data.length - 2)
            self.rows[part] = (ids, None)
            self.parts[part] = (join_sentences(ids)[0], torch.from_numpy(examples.targets))
        (self.inputs, self.targets), (self.test_inputs, self.test_targets) = self.parts["train"], self.parts["test"]
        self.size, self.sample = len(self.inputs), self.inputs[:MAX_SAMPLED]

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """Return the mean cross-entropy () of the training sentences at `indices` (B,)."""
        ids = self.inputs[indices]
        return functional.cross_entropy(net.classify(ids, torch.zeros_like(ids)), self.targets[indices])

    def report(self, net: Any) -> dict[str, float]:
        """Return figures of at most 100 training sentences, and of all test sentences."""
        parts = {"train": [array[:MAX_TRAINING] for array in self.parts["train"]], "test": self.parts["test"]}
        figures = {part: sentiment_figures(net, *examples) for part, examples in parts.items()}
        return {f"{part}_{name}": value for part, values in figures.items() for name, value in values.items()}

    @property
    def evaluated(self) -> Evaluated:
        """How many sentences a report evaluates."""
        return Evaluated.classes(self.targets[:MAX_TRAINING].numpy(), self.test_targets.numpy())

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the sentences with their classes, and the pre-trained weights."""
        names = ("inputs", "targets", "test_inputs", "test_targets")
        weights = {f"start.{name}": array for name, array in (self.initial_weights or {}).items()}
        examples = {name: getattr(self, name).numpy() for name in names}
        return examples | {"symbols": np.arange(len(self.tokens))} | weights
