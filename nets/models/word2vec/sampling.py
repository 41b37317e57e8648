"""Subsampling, the noise distribution, and the Huffman tree over a vocabulary; torch-free."""

from __future__ import annotations

import heapq

import numpy as np

SHARING_PAIRS = 32  # pairs whose number of negatives is drawn once for all pairs of an update


def keep_probabilities(counts: np.ndarray, threshold: float) -> np.ndarray:
    """Return the probability (V,) that subsampling keeps a word: (√(f/t) + 1) · t/f of its frequency f, at most 1.

    The formula is that of the authors' program and of gensim, not that of the paper.

    Args:
        counts: How often each word occurs, (V,).
        threshold: The frequency t; 0 keeps everything.
    """
    if not threshold:
        return np.ones(len(counts))
    ratio = counts / (threshold * counts.sum())
    return np.minimum(1.0, (np.sqrt(ratio) + 1) / ratio)


def noise_distribution(counts: np.ndarray, power: float) -> np.ndarray:
    """Return the probability (V,) that a word is drawn as a negative: its count to this power over the sum of all."""
    weights = counts.astype(np.float64) ** power
    return weights / weights.sum()


def huffman_paths(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the paths through the Huffman tree of V words with these counts (Huffman 1952).

    The V - 1 inner nodes are numbered in the order of their creation, so the root is V - 2.

    Returns:
        The inner nodes from the root to each word, (V, L) int64, and the turns there, +1 or -1, 0 after the end.
    """
    size = len(counts)
    heap = [(int(count), word) for word, count in enumerate(counts)]
    heapq.heapify(heap)
    parent, turn = np.zeros(2 * size - 1, dtype=np.int64), np.zeros(2 * size - 1, dtype=np.int64)
    for node in range(size, 2 * size - 1):
        (low_count, low), (high_count, high) = heapq.heappop(heap), heapq.heappop(heap)
        parent[low] = parent[high] = node
        turn[low], turn[high] = 1, -1
        heapq.heappush(heap, (low_count + high_count, node))
    return _paths_from_root(parent, turn, size)


def _paths_from_root(parent: np.ndarray, turn: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Follow all words up to the root at once, then reverse the paths."""
    node, root, nodes, turns = np.arange(size), 2 * size - 2, [], []
    while (is_below := node != root).any():
        turns.append(np.where(is_below, turn[node], 0))
        node = np.where(is_below, parent[node], root)
        nodes.append(np.where(is_below, node - size, 0))
    length = len(nodes)
    upward, signs = np.stack(nodes, axis=1), np.stack(turns, axis=1)  # (V, L)
    steps = (signs != 0).sum(axis=1)
    order = steps[:, None] - 1 - np.arange(length)  # step i from the root is step `steps - 1 - i` from the word
    reverse = np.maximum(order, 0)
    return tuple(np.where(order >= 0, np.take_along_axis(path, reverse, axis=1), 0) for path in (upward, signs))  # type: ignore[return-value]
