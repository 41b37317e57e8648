"""How often words are kept and drawn, and the tree in which frequent words are near the root; torch-free."""

from __future__ import annotations

import heapq

import numpy as np

SHARE = 32  # pairs' worth of negatives that are drawn for an update, and shared by all of its pairs


def keep(counts: np.ndarray, threshold: float) -> np.ndarray:
    """The probability (V,) that a word stays in the text: (√(f/t) + 1) · t/f of its frequency f, 1 at most.

    As the authors' program and gensim have it, not as the paper has it. A threshold t of 0 keeps everything.
    """
    if not threshold:
        return np.ones(len(counts))
    ratio = counts / (threshold * counts.sum())
    return np.minimum(1.0, (np.sqrt(ratio) + 1) / ratio)


def noise(counts: np.ndarray, power: float) -> np.ndarray:
    """The probability (V,) that a word is drawn as a negative: its count to this power, over the sum of all."""
    weights = counts.astype(np.float64) ** power
    return weights / weights.sum()


def huffman(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Huffman's tree over V words: the nodes on the way to each, (V, L), and the turns there, +1 or -1, 0 at the end.

    The V - 1 inner nodes are numbered as they are made, so the root is V - 2. Huffman 1952.
    """
    size = len(counts)
    heap = [(int(count), word) for word, count in enumerate(counts)]
    heapq.heapify(heap)
    parent, turn = np.zeros(2 * size - 1, dtype=np.int64), np.zeros(2 * size - 1, dtype=np.int64)
    for made in range(size, 2 * size - 1):
        (less, one), (more, other) = heapq.heappop(heap), heapq.heappop(heap)
        parent[one] = parent[other] = made
        turn[one], turn[other] = 1, -1
        heapq.heappush(heap, (less + more, made))
    return _paths(parent, turn, size)


def _paths(parent: np.ndarray, turn: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """From each word up to the root, all words at once; then turned round, so that the ways begin at the root."""
    at, root, nodes, turns = np.arange(size), 2 * size - 2, [], []
    while (below := at != root).any():
        turns.append(np.where(below, turn[at], 0))
        at = np.where(below, parent[at], root)
        nodes.append(np.where(below, at - size, 0))
    length = len(nodes)
    up, signs = np.stack(nodes, axis=1), np.stack(turns, axis=1)  # (V, L)
    steps = (signs != 0).sum(axis=1)
    order = steps[:, None] - 1 - np.arange(length)  # place i of the way down is place `steps - 1 - i` of the way up
    there = order >= 0
    return tuple(np.where(there, np.take_along_axis(way, np.maximum(order, 0), axis=1), 0) for way in (up, signs))  # type: ignore[return-value]
