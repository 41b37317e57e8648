"""What Word2Vec learns from: the sentences of a corpus, their windows, the loss, and figures about the vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional

from nets.datasets.text import generated_world as world
from nets.datasets.text.corpus import Corpus
from nets.models.word2vec.corpus_loss import Learning

SEEN = 300  # sentences that a report looks at


class Words:
    """Sentences to learn from, an example being one of them; implements `nets.training.task.Task`.

    `words`, `counts` (V,) and `keep` (V,) tell of the vocabulary, a word's number being its row in both tables;
    `analogies` are the questions about it, (kind, a, b, c, d) by rows.
    """

    classes: tuple[str, ...] = ()

    def __init__(self, corpus: Corpus, language: str, learning: Learning, asked: bool) -> None:
        self.corpus, self.language, self.learning = corpus, language, learning
        self.words = self.vocabulary = corpus.words
        self.counts, self.keep = corpus.counts, learning.keep.double().numpy()
        self.rows = {word: row for row, word in enumerate(self.words)}
        self.analogies: list[Any] = [
            (kind, *(self.rows[word] for word in four))
            for kind, *four in world.analogies(language)
            if all(word in self.rows for word in four)
        ]
        self.asked = torch.tensor([question[1:] for question in self.analogies if asked], dtype=torch.int64)
        rows = [[self.rows.get(word, -1) for word in row] for row in world.countries(language) if asked]
        self.groups = torch.tensor([row for row in rows if min(row) >= 0], dtype=torch.int64)
        self.size = len(corpus.starts) - 1
        self.report_sentences = torch.arange(self.size)[:: max(1, self.size // SEEN)][:SEEN]
        self.kept: dict[str, Any] = {}  # what probes have worked out of the corpus

    def embedding(self, net: Any) -> Tensor:
        """The vectors of all words, (V, D)."""
        return net.input.weight.detach()

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """The mean loss of the pairs in the sentences at `indices` (B,)."""
        return self.learning.loss(net, indices, net.generator)

    def report(self, net: Any) -> dict[str, float]:
        """The loss of some sentences, always with the same draws, and the share of the analogies that are right."""
        found = {"train_loss": self.learning.loss(net, self.report_sentences, Generator().manual_seed(0)).item()}
        if len(self.asked):
            found["test_analogies"] = solved(net.input.weight, self.asked).float().mean().item()
        if len(self.groups):
            found["topical"] = topical(net.input.weight, self.groups)
        return found

    def timed(self, net: Any, output: str, words: int) -> float:
        """Milliseconds of an update with this output layer and number of words, all else as it is; measured now."""
        from nets.models.word2vec.timing import timed

        return timed(self.learning.model, output, words, net.input.weight.shape[1], net.window, net.negatives)

    def arrays(self) -> dict[str, np.ndarray]:
        """The sentences as numbers and all that is worked out from their counts."""
        corpus, held = self.corpus, self.learning
        tables = {name: getattr(held, name).numpy() for name in ("keep", "noise", "nodes", "turns")}
        return {"ids": corpus.ids, "starts": corpus.starts, "sample": self.report_sentences.numpy(),
                "asked": self.asked.numpy(), "groups": self.groups.numpy(), **tables}  # fmt: skip


def solved(vectors: Tensor, asked: Tensor) -> Tensor:
    """Which of the questions (Q, 4) are right, (Q,): the nearest to b - a + c by cosine, those three apart, is d."""
    unit = functional.normalize(vectors, dim=1)
    a, b, c, d = asked.T
    found = (unit[b] - unit[a] + unit[c]) @ unit.T  # (Q, V)
    found.scatter_(1, asked[:, :3], -torch.inf)
    return found.argmax(dim=1) == d


def topical(vectors: Tensor, groups: Tensor) -> float:
    """The share of words that are nearer to the others of their group than to those of their kind, by mean cosine.

    `groups` (G, K) are rows of words: a group for each country, with its capital, language and currency.
    """
    unit = functional.normalize(vectors, dim=1)[groups]  # (G, K, D)
    own, kind = unit.sum(dim=1, keepdim=True) - unit, unit.sum(dim=0, keepdim=True) - unit
    nearer = (unit * own).sum(dim=2) / (groups.shape[1] - 1) > (unit * kind).sum(dim=2) / max(1, len(groups) - 1)
    return nearer.float().mean().item()
