"""The losses of Word2Vec: two ways to make pairs, three ways to score them.

Shapes: N blocks of C words with A words around them, D numbers a vector, V words; see `nets.models.word2vec.windows`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nets.models.word2vec.windows import Batch


class Paths(NamedTuple):
    """For each word the inner nodes on its way from the root, (V, L), and +1 or -1 for each turn; 0 where it ended."""

    nodes: Tensor
    turns: Tensor


class Predictions(NamedTuple):
    """What is predicted from `hidden` (N, C, D), `times` (N, C) often.

    `scores` are those of the right words, `words`, as far as `mask` is 1: (N, C, A) each, of CBOW (N, C).
    """

    hidden: Tensor
    times: Tensor
    scores: Tensor
    mask: Tensor
    words: Tensor


def mean_around(net: Any, batch: Batch) -> tuple[Tensor, Tensor]:
    """CBOW: the mean vector of each word's window, (N, C, D), and 1 where there is anybody in it, (N, C)."""
    count = batch.pairs.sum(dim=2)
    vectors = net.input(batch.around)
    means = (batch.pairs / count.clamp_min(1)[:, :, None]).to(vectors) @ vectors
    return means, (count > 0).to(means)


def skip_gram(net: Any, batch: Batch) -> Predictions:
    """Each word predicts those in its window."""
    hidden = net.input(batch.center)
    scores = hidden @ net.output(batch.around).transpose(1, 2)
    return Predictions(hidden, batch.pairs.sum(dim=2), scores, batch.pairs, batch.around[:, None, :])


def cbow(net: Any, batch: Batch) -> Predictions:
    """Each window predicts the word in its middle."""
    hidden, does = mean_around(net, batch)
    return Predictions(hidden, does, (hidden * net.output(batch.center)).sum(dim=2), does, batch.center)


def negative(net: Any, made: Predictions, drawn: Tensor) -> Tensor:
    """Negative sampling: the right word's score should be high, those of `drawn` words (M,) low; the mean over pairs.

    The drawn words are shared by all pairs; each pair has as much of them as `net.negatives` of its own. A drawn word
    that is the right one counts for nothing.
    """
    hidden, times, scores, mask, words = made
    share = net.negatives / max(1, len(drawn))
    noise = functional.softplus(hidden @ net.output(drawn).T).sum(dim=2)  # (N, C)
    again = share * torch.bincount(drawn, minlength=len(net.output.weight))[words]  # how often the right one is drawn
    right = functional.softplus(-scores)
    right = (mask * (right - again * (right + scores))).sum()  # softplus(s) is softplus(-s) + s
    return (right + share * (noise * times).sum()) / times.sum().clamp_min(1)


def softmax(net: Any, made: Predictions) -> Tensor:
    """Full softmax: the right word's probability among all V words; the mean over pairs."""
    hidden, times, scores, mask, _words = made
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
