"""Measure the time of an update for each output layer and vocabulary size, on random words."""

from __future__ import annotations

import statistics
from functools import lru_cache
from time import perf_counter

import numpy as np
import torch
from torch import Generator

from nets.models.word2vec.corpus_loss import CorpusLoss, build_corpus_loss
from nets.models.word2vec.net import Word2VecNet
from nets.training.sparse_optimizer import RowOptimizer

SENTENCES, SENTENCE_WORDS = 16, 20  # of an update
MAX_ROUNDS, MAX_SECONDS = 5, 0.4


def update_milliseconds(model: str, output: str, words: int, dim: int, window: int, negatives: int) -> float:
    """Return the median time of an update in milliseconds: loss, gradients and a step on the rows with gradients."""
    loss = random_corpus_loss(model, output, words)
    generator = Generator().manual_seed(0)
    rows = output != "softmax"
    net = Word2VecNet(words, words - (output == "hierarchical"), dim, window, True, negatives, rows, generator)
    optimizer = RowOptimizer(net.parameters(), "sgd", 0.01) if rows else torch.optim.SGD(net.parameters(), 0.01)
    batch, beginning = torch.arange(SENTENCES), perf_counter()
    seconds: list[float] = []
    while len(seconds) <= MAX_ROUNDS and (len(seconds) < 2 or perf_counter() - beginning < MAX_SECONDS):
        start = perf_counter()
        optimizer.zero_grad()
        loss.mean_loss(net, batch, generator).backward()
        optimizer.step()
        seconds.append(perf_counter() - start)
    return 1000 * statistics.median(seconds[1:])  # the first one warms up


@lru_cache(maxsize=12)
def random_corpus_loss(model: str, output: str, words: int) -> CorpusLoss:
    """Return the loss of random words with Zipf's frequencies: 1 / k for the k-th most frequent word."""
    frequencies = 1 / np.arange(1, words + 1)
    counts = np.ceil(1e6 * frequencies / frequencies.sum()).astype(np.int64)
    probabilities = frequencies / frequencies.sum()
    ids = np.random.default_rng(0).choice(words, SENTENCES * SENTENCE_WORDS, p=probabilities)
    starts = np.arange(SENTENCES + 1) * SENTENCE_WORDS
    return build_corpus_loss(model, output, (ids, starts), counts, torch.ones(words), 0.75)
