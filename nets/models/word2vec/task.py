"""The task of Word2Vec: sentences of a corpus, their loss, and figures about the word vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional

from nets.datasets.text import generated_world as world
from nets.datasets.text.corpus import Corpus
from nets.models.word2vec.corpus_loss import CorpusLoss

MAX_REPORT_SENTENCES = 300


@dataclass(frozen=True)
class WorldQuestions:
    """Questions about the generated world; words are rows of the vocabulary.

    Attributes:
        analogies: All analogies (kind, a, b, c, d) whose words are in the vocabulary: a is to b as c is to d.
        scored: The analogies (Q, 4) int64 that the report scores; empty for another corpus.
        countries: Each country with its capital, language and currency, (G, 4) int64; empty for another corpus.
    """

    analogies: Sequence[tuple[str, int, int, int, int]]
    scored: Tensor
    countries: Tensor


def world_questions(vocabulary: Sequence[str], language: str, is_scored: bool) -> WorldQuestions:
    """Return the questions about the words of a vocabulary; without `is_scored` none of them is in the report."""
    rows = {word: row for row, word in enumerate(vocabulary)}
    analogies: list[Any] = [
        (kind, *(rows[word] for word in question))
        for kind, *question in world.analogies(language)
        if all(word in rows for word in question)
    ]
    scored = torch.tensor([question[1:] for question in analogies if is_scored], dtype=torch.int64)
    countries = [[rows.get(word, -1) for word in country] for country in world.countries(language) if is_scored]
    known = [country for country in countries if min(country) >= 0]
    return WorldQuestions(analogies, scored, torch.tensor(known, dtype=torch.int64))


class Word2VecTask:
    """Sentences of a corpus, each one example; implements `nets.training.task.Task`.

    Attributes:
        vocabulary: The words, in the order of the rows of both tables.
        rows: The row of each word.
        counts: How often each word occurs, (V,) int64.
        keep: The probability (V,) that subsampling keeps a word.
        probe_cache: Results that probes have computed from the corpus.
    """

    classes: tuple[str, ...] = ()

    def __init__(self, corpus: Corpus, language: str, corpus_loss: CorpusLoss, questions: WorldQuestions) -> None:
        self.corpus, self.language, self.corpus_loss, self.questions = corpus, language, corpus_loss, questions
        self.vocabulary, self.counts = corpus.words, corpus.counts
        self.rows = {word: row for row, word in enumerate(self.vocabulary)}
        self.keep = corpus_loss.keep.double().numpy()
        self.size = len(corpus.starts) - 1
        interval = max(1, self.size // MAX_REPORT_SENTENCES)
        self.report_sentences = torch.arange(self.size)[::interval][:MAX_REPORT_SENTENCES]
        self.probe_cache: dict[str, Any] = {}

    @property
    def analogies(self) -> Sequence[tuple[str, int, int, int, int]]:
        """The analogies (kind, a, b, c, d) by rows."""
        return self.questions.analogies

    def embedding(self, net: Any) -> Tensor:
        """Return the vectors of all words, (V, D)."""
        return net.input.weight.detach()

    def loss(self, net: Any, indices: Tensor) -> Tensor:
        """Return the mean loss () of the pairs in the sentences at `indices` (B,)."""
        return self.corpus_loss.mean_loss(net, indices, net.generator)

    def report(self, net: Any) -> dict[str, float]:
        """Return the loss of some sentences, always with the same draws, and the share of analogies that are right."""
        loss = self.corpus_loss.mean_loss(net, self.report_sentences, Generator().manual_seed(0))
        figures = {"train_loss": loss.item()}
        if len(self.questions.scored):
            is_right = analogies_right(net.input.weight, self.questions.scored)
            figures["test_analogies"] = is_right.float().mean().item()
        if len(self.questions.countries):
            figures["topical"] = topical_share(net.input.weight, self.questions.countries)
        return figures

    def update_milliseconds(self, net: Any, output: str, words: int) -> float:
        """Measure the time of an update in milliseconds, with another output layer and vocabulary size."""
        from nets.models.word2vec.timing import update_milliseconds

        dim = net.input.weight.shape[1]
        return update_milliseconds(self.corpus_loss.model, output, words, dim, net.window, net.negatives)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the sentences, what the loss has computed from their counts, and the questions of the report."""
        loss, questions = self.corpus_loss, self.questions
        tables = {"keep": loss.keep, "noise": loss.noise, "nodes": loss.nodes, "turns": loss.turns}
        return {"ids": self.corpus.ids, "starts": self.corpus.starts, "sample": self.report_sentences.numpy(),
                "asked": questions.scored.numpy(), "groups": questions.countries.numpy(),
                **{name: table.numpy() for name, table in tables.items()}}  # fmt: skip


def analogies_right(vectors: Tensor, analogies: Tensor) -> Tensor:
    """Return which analogies (Q, 4) are right, (Q,) bool: of all other words d is nearest to b - a + c by cosine."""
    unit = functional.normalize(vectors, dim=1)
    a, b, c, d = analogies.T
    cosines = (unit[b] - unit[a] + unit[c]) @ unit.T  # (Q, V)
    cosines.scatter_(1, analogies[:, :3], -torch.inf)
    return cosines.argmax(dim=1) == d


def topical_share(vectors: Tensor, groups: Tensor) -> float:
    """Return the share of words that are nearer to their group than to words of their kind, by mean cosine.

    Args:
        vectors: The vectors of all words, (V, D).
        groups: Rows of words (G, K): a group for each country, a column for each kind, such as capitals.
    """
    unit = functional.normalize(vectors, dim=1)[groups]  # (G, K, D)
    group_sum, kind_sum = unit.sum(dim=1, keepdim=True) - unit, unit.sum(dim=0, keepdim=True) - unit
    group_cosine = (unit * group_sum).sum(dim=2) / (groups.shape[1] - 1)
    kind_cosine = (unit * kind_sum).sum(dim=2) / max(1, len(groups) - 1)
    return (group_cosine > kind_cosine).float().mean().item()
