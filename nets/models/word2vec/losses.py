"""The losses of Word2Vec: two ways to predict, three ways to score a prediction.

Shapes: N blocks of C words with A = C + 2 W context words, D dimensions, V words; see `nets.models.word2vec.windows`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nets.models.word2vec.windows import Windows


class Paths(NamedTuple):
    """The path from the root of the tree to each word.

    Attributes:
        nodes: The inner nodes (V, L) int64.
        turns: +1 or -1 at each node, 0 after the end of a path, (V, L).
    """

    nodes: Tensor
    turns: Tensor


class Predictions(NamedTuple):
    """The words that are predicted from hidden vectors.

    Attributes:
        hidden: The vectors (N, C, D).
        counts: How many words each vector predicts, (N, C).
        scores: The scores of the target words, (N, C, A) of skip-gram, (N, C) of CBOW.
        mask: 1 where there is a target word, else 0; shaped as `scores`.
        words: The target words; their shape broadcasts to that of `scores`.
    """

    hidden: Tensor
    counts: Tensor
    scores: Tensor
    mask: Tensor
    words: Tensor


def mean_context(net: Any, windows: Windows) -> tuple[Tensor, Tensor]:
    """Return the mean vector of each word's window, (N, C, D), and 1 where the window has any word, (N, C)."""
    count = windows.pairs.sum(dim=2)
    vectors = net.input(windows.context)
    means = (windows.pairs / count.clamp_min(1)[:, :, None]).to(vectors) @ vectors
    return means, (count > 0).to(means)


def skip_gram(net: Any, windows: Windows) -> Predictions:
    """Predict from each word those in its window."""
    hidden = net.input(windows.center)
    scores = hidden @ net.output(windows.context).transpose(1, 2)
    return Predictions(hidden, windows.pairs.sum(dim=2), scores, windows.pairs, windows.context[:, None, :])


def cbow(net: Any, windows: Windows) -> Predictions:
    """Predict from the mean of each window the word in its middle."""
    hidden, has_context = mean_context(net, windows)
    scores = (hidden * net.output(windows.center)).sum(dim=2)
    return Predictions(hidden, has_context, scores, has_context, windows.center)


def negative_sampling_loss(net: Any, predictions: Predictions, negatives: Tensor) -> Tensor:
    """Return the mean loss () over pairs: the target word's score should be high, those of `negatives` (M,) low.

    All pairs share the negatives; they are weighted so that each pair has `net.negatives` of them. A negative that is
    the target word does not count.
    """
    hidden, counts, scores, mask, words = predictions
    share = net.negatives / max(1, len(negatives))
    noise = functional.softplus(hidden @ net.output(negatives).T).sum(dim=2)  # (N, C)
    collisions = share * torch.bincount(negatives, minlength=len(net.output.weight))[words]  # target drawn as negative
    loss = functional.softplus(-scores)
    loss = (mask * (loss - collisions * (loss + scores))).sum()  # softplus(s) is softplus(-s) + s
    return (loss + share * (noise * counts).sum()) / counts.sum().clamp_min(1)


def softmax_loss(net: Any, predictions: Predictions) -> Tensor:
    """Return the mean cross-entropy () over pairs, with a full softmax over all V words."""
    hidden, counts, scores, mask, _words = predictions
    log_sums = torch.logsumexp(hidden[counts > 0] @ net.output.weight.T, dim=1)
    return ((log_sums * counts[counts > 0]).sum() - (scores * mask).sum()) / counts.sum().clamp_min(1)


def hierarchical_softmax_loss(net: Any, windows: Windows, paths: Paths, is_cbow: bool) -> Tensor:
    """Return the mean loss () over pairs of the right turns on the path from the root to the target word.

    Morin & Bengio 2005; with a Huffman tree: Mikolov et al. 2013.
    """
    nodes, turns = net.output(paths.nodes[windows.center]), paths.turns[windows.center]  # (N, C, L, D), (N, C, L)
    if is_cbow:
        hidden, has_context = mean_context(net, windows)
        scores = (nodes @ hidden[:, :, :, None])[..., 0]  # (N, C, L)
        losses = functional.softplus(-turns * scores) * turns.abs() * has_context[:, :, None]
        return losses.sum() / has_context.sum().clamp_min(1)
    scores = nodes.flatten(1, 2) @ net.input(windows.context).transpose(1, 2)  # (N, C L, A)
    scores = scores.unflatten(1, turns.shape[1:])  # (N, C, L, A)
    mask = turns.abs()[..., None] * windows.reversed_pairs[:, :, None, :]
    losses = functional.softplus(-turns[..., None] * scores) * mask
    return losses.sum() / windows.reversed_pairs.sum().clamp_min(1)
