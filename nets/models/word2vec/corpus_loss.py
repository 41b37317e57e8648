"""The loss of sentences of a corpus, from drawing to the mean over their pairs; scripts contain this file's class."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor

from nets.models.word2vec import sampling
from nets.models.word2vec.losses import (
    Paths,
    cbow,
    hierarchical_softmax_loss,
    negative_sampling_loss,
    skip_gram,
    softmax_loss,
)
from nets.models.word2vec.sampling import SHARING_PAIRS
from nets.models.word2vec.windows import build_windows, concatenate_sentences, draw_window_sizes, subsample


class CorpusLoss:
    """The loss of sentences of one corpus.

    Attributes:
        model: "skip-gram" or "cbow".
        output: "softmax", "negative" or "hierarchical".
        ids: The words (N,) of all sentences.
        starts: Where each of S sentences starts in `ids`, and the end of the last, (S + 1,).
        keep: The probability (V,) that subsampling keeps a word.
        noise: The cumulative noise distribution (V,); empty without negative sampling.
        nodes: The paths down the tree (V, L), see `Paths`; empty without hierarchical softmax.
        turns: The turns on these paths (V, L).
    """

    def __init__(
        self,
        model: str,
        output: str,
        ids: Tensor,
        starts: Tensor,
        keep: Tensor,
        noise: Tensor,
        nodes: Tensor,
        turns: Tensor,
    ) -> None:
        self.model, self.output, self.ids, self.starts = model, output, ids, starts
        self.keep, self.noise, self.nodes, self.turns = keep, noise, nodes, turns
        self.has_subsampling = bool((keep < 1).any())

    def mean_loss(self, net: Any, indices: Tensor, generator: Generator) -> Tensor:
        """Return the mean loss () of the pairs in the sentences at `indices` (B,); all draws are from `generator`."""
        words, sentence = concatenate_sentences(self.ids, self.starts, indices)
        if self.has_subsampling:
            words, sentence = subsample(words, sentence, self.keep, generator)
        sizes = draw_window_sizes(len(words), net.window, net.dynamic, generator)
        windows = build_windows(words, sentence, sizes, net.window)
        if self.output == "hierarchical":
            return hierarchical_softmax_loss(net, windows, Paths(self.nodes, self.turns), self.model == "cbow")
        predictions = (skip_gram if self.model == "skip-gram" else cbow)(net, windows)
        if self.output == "softmax":
            return softmax_loss(net, predictions)
        return negative_sampling_loss(net, predictions, self.draw_negatives(SHARING_PAIRS * net.negatives, generator))

    def draw_negatives(self, count: int, generator: Generator) -> Tensor:
        """Return this number of words (M,), drawn from the noise distribution."""
        uniform = torch.rand(count, generator=generator, dtype=torch.float64)
        return torch.searchsorted(self.noise, uniform).clamp_max(len(self.noise) - 1)


def build_corpus_loss(
    model: str, output: str, corpus: tuple[np.ndarray, np.ndarray], counts: np.ndarray, keep: Tensor, power: float
) -> CorpusLoss:
    """Return the loss with what its output layer needs of the counts (V,).

    Args:
        model: "skip-gram" or "cbow".
        output: "softmax", "negative" or "hierarchical".
        corpus: The arrays `ids` and `starts` of `CorpusLoss`.
        counts: How often each word occurs, (V,).
        keep: The probability (V,) that subsampling keeps a word.
        power: The exponent of the counts in the noise distribution.
    """
    noise, nodes, turns = torch.empty(0, dtype=torch.float64), torch.empty(0, 0), torch.empty(0, 0)
    if output == "negative":
        noise = torch.from_numpy(sampling.noise_distribution(counts, power)).cumsum(0)
    if output == "hierarchical":
        nodes, turns = map(torch.from_numpy, sampling.huffman_paths(counts))
    ids, starts = map(torch.from_numpy, corpus)
    return CorpusLoss(model, output, ids, starts, keep, noise, nodes, turns.float())
