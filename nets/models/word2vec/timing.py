"""How long an update of each output layer takes at a size of vocabulary, measured now on words drawn at random."""

from __future__ import annotations

import statistics
from functools import lru_cache
from time import perf_counter

import numpy as np
import torch
from torch import Generator, Tensor

from nets.models.word2vec import sampling
from nets.models.word2vec.corpus_loss import Learning
from nets.models.word2vec.net import Word2VecNet
from nets.training.sparse_optimizer import RowOptimizer

SENTENCES, WORDS = 16, 20  # in an update
ROUNDS, SECONDS = 5, 0.4  # measured so often, or so long


def timed(model: str, output: str, words: int, dim: int, window: int, negatives: int) -> float:
    """Milliseconds of an update: loss, gradients and a step on the rows they touch; the median of some."""
    learning = corpus(model, output, words)
    generator = Generator().manual_seed(0)
    rows = output != "softmax"
    net = Word2VecNet(words, words - (output == "hierarchical"), dim, window, True, negatives, rows, generator)
    optimizer = RowOptimizer(net.parameters(), "sgd", 0.01) if rows else torch.optim.SGD(net.parameters(), 0.01)
    batch, begun = torch.arange(SENTENCES), perf_counter()
    took: list[float] = []
    while len(took) <= ROUNDS and (len(took) < 2 or perf_counter() - begun < SECONDS):
        start = perf_counter()
        optimizer.zero_grad()
        learning.loss(net, batch, generator).backward()
        optimizer.step()
        took.append(perf_counter() - start)
    return 1000 * statistics.median(took[1:])  # the first one warms up


@lru_cache(maxsize=12)
def corpus(model: str, output: str, words: int) -> Learning:
    """Words drawn as they are in texts: the k-th most frequent with a chance of 1 / k."""
    share = 1 / np.arange(1, words + 1)
    counts = np.ceil(1e6 * share / share.sum()).astype(np.int64)
    ids = np.random.default_rng(0).choice(words, SENTENCES * WORDS, p=share / share.sum())
    noise = torch.from_numpy(sampling.noise(counts, 0.75)).cumsum(0)
    nodes: Tensor = torch.empty(0, 0)
    turns: Tensor = torch.empty(0, 0)
    if output == "hierarchical":
        nodes, turns = map(torch.from_numpy, sampling.huffman(counts))
    starts = torch.arange(SENTENCES + 1) * WORDS
    return Learning(model, output, torch.from_numpy(ids), starts, torch.ones(words), noise, nodes, turns.float())
