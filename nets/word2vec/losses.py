"""The losses of Word2Vec: two ways to make pairs, three ways to score them.

Shapes: N blocks of C words with A words around them, D numbers a vector, V words; see `nets.word2vec.windows`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nets.word2vec.windows import Batch


class Paths(NamedTuple):
    """For each word the inner nodes on its way from the root, (V, L), and +1 or -1 for each turn; 0 where it ended."""

    nodes: Tensor
    turns: Tensor


def mean_around(net: Any, batch: Batch) -> tuple[Tensor, Tensor]:
    """CBOW: the mean vector of each word's window, (N, C, D), and 1 where there is anybody in it, (N, C)."""
    count = batch.pairs.sum(dim=2)
    vectors = net.input(batch.around)
    means = (batch.pairs / count.clamp_min(1)[:, :, None]).to(vectors) @ vectors
    return means, (count > 0).to(means)


def skip_gram(net: Any, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Each word predicts those in its window: hidden (N, C, D), how often, (N, C), scores and mask (N, C, A)."""
    hidden = net.input(batch.center)
    return hidden, batch.pairs.sum(dim=2), hidden @ net.output(batch.around).transpose(1, 2), batch.pairs


def cbow(net: Any, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Each window predicts the word in its middle: hidden (N, C, D), whether it does, (N, C), scores, mask (N, C)."""
    hidden, does = mean_around(net, batch)
    return hidden, does, (hidden * net.output(batch.center)).sum(dim=2), does


def negative(net: Any, made: tuple[Tensor, Tensor, Tensor, Tensor], drawn: Tensor) -> Tensor:
    """Negative sampling: the right word's score should be high, those of `drawn` words (M,) low; the mean over pairs.

    The drawn words are shared by all pairs; each pair has as much of them as `net.negatives` of its own.
    """
    hidden, times, scores, mask = made
    right = (functional.softplus(-scores) * mask).sum()
    noise = functional.softplus(hidden @ net.output(drawn).T).sum(dim=2)  # (N, C)
    share = net.negatives / max(1, len(drawn))
    return (right + share * (noise * times).sum()) / times.sum().clamp_min(1)


def softmax(net: Any, made: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
    """Full softmax: the right word's probability among all V words; the mean over pairs."""
    hidden, times, scores, mask = made
    sums = torch.logsumexp(hidden[times > 0] @ net.output.weight.T, dim=1)  # of those that predict anything
    return ((sums * times[times > 0]).sum() - (scores * mask).sum()) / times.sum().clamp_min(1)


def hierarchical(net: Any, batch: Batch, paths: Paths, windowed: bool) -> Tensor:
    """Hierarchical softmax: right turns all the way from the root to the word; the mean over pairs.

    Morin & Bengio 2005; with Huffman's tree: Mikolov et al. 2013. `windowed`: CBOW, else skip-gram.
    """
    nodes, turns = net.output(paths.nodes[batch.center]), paths.turns[batch.center]  # (N, C, L, D), (N, C, L)
    if windowed:
        hidden, does = mean_around(net, batch)
        scores = (nodes @ hidden[:, :, :, None])[..., 0]  # (N, C, L)
        return (functional.softplus(-turns * scores) * turns.abs() * does[:, :, None]).sum() / does.sum().clamp_min(1)
    scores = nodes.flatten(1, 2) @ net.input(batch.around).transpose(1, 2)  # (N, C L, A)
    scores = scores.unflatten(1, turns.shape[1:])  # (N, C, L, A)
    wanted = turns.abs()[..., None] * batch.turned[:, :, None, :]
    return (functional.softplus(-turns[..., None] * scores) * wanted).sum() / batch.turned.sum().clamp_min(1)
