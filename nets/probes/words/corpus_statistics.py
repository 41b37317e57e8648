"""Statistics of the corpus: windows and their pairs, co-occurrence, and vectors by counting alone.

Needs of the task: corpus, corpus_loss, vocabulary, rows, counts, keep, analogies, language, probe_cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.datasets.text.word_segmentation import is_word, words
from nets.experiment.user_error import N_, Problem
from nets.probes.words.word_vectors import Answer, map_rows, nearest, normalize_rows, rows_of, score

MAX_TOKENS = 60
MAX_COUNTED = 3000  # words whose neighbours are counted
MAX_CELLS = 100  # words of the table that is shown
MAX_CORPUS = 1_000_000  # words of the corpus that are counted
DISCOUNT = 0.75  # counts of contexts to this power, as negatives are drawn


def context_window(net: Any, task: Any, sentence: int = 0, text: str = "") -> Answer:
    """Return sentence number `sentence` of the corpus, or `text`, with its windows, without subsampling.

    Returns:
        "tokens" (T,) str, "rows" (T,) int64, -1 if unknown; "keep" (T,), the probability that each stays; "count" of
        sentences. "reach" (W,), possible distances, and "chance" (W,) of each. "pairs" (P, 2) int64, positions of
        centre and context in the widest window; "weight" (P,), the probability that the window reaches so far and both
        stay.

    Raises:
        Problem: If the text has no known words.
    """
    if text:
        tokens = [token for token in words(text[:2000].lower(), task.language) if is_word(token)][:MAX_TOKENS]
        rows = np.array([task.rows.get(token, -1) for token in tokens], dtype=np.int64)
    else:
        number = min(max(0, int(sentence)), task.size - 1)
        start, end = task.corpus.starts[number : number + 2]
        rows = task.corpus.ids[start:end][:MAX_TOKENS].astype(np.int64)
        tokens = [task.vocabulary[row] for row in rows]
    if not (rows >= 0).any():
        raise Problem(N_("The vocabulary has none of these words."))
    keep = np.where(rows >= 0, task.keep[rows], 0.0)
    reach = np.arange(1, net.window + 1)
    probability = np.full(net.window, 1 / net.window) if net.dynamic else (reach == net.window).astype(float)
    positions = np.flatnonzero(rows >= 0)  # the others are not there for the net
    order = np.arange(len(positions))
    distance = np.abs(order[:, None] - order)
    center, context = np.nonzero((distance > 0) & (distance <= net.window))
    reach_probability = probability[::-1].cumsum()[::-1][
        distance[center, context] - 1
    ]  # that a window is as wide or wider
    center, context = positions[center], positions[context]
    return {
        "tokens": np.array(tokens, dtype=np.str_),
        "rows": rows,
        "keep": keep,
        "count": np.array(task.size),
        "reach": reach,
        "chance": probability,
        "pairs": np.stack([center, context], axis=1).astype(np.int64),
        "weight": reach_probability * keep[center] * keep[context],
    }


def pmi_baseline(net: Any, task: Any, dims: int = 2, most: int = 60, words: Any = (), word: str = "") -> Answer:
    """Return the co-occurrence of words, and the vectors that follow from it without learning.

    Levy & Goldberg 2014, "Neural word embedding as implicit matrix factorization".

    Returns:
        "rows" and "words" (n,), the most frequent and `words`, 100 at most; "cooccurrence" (n, n), weighted by distance
        if the window is dynamic; "pmi" (n, n), positive pointwise mutual information. "points" (n, dims) and
        "explained" (dims,): a map by PCA of the vectors from a singular value decomposition. "kinds", "right", "asked",
        see `score`. For `word` "near" and "cosines" (10,).
    """
    key = ("counts", net.window, net.dynamic, net.input.weight.shape[1])
    if task.probe_cache.get("counts", (None,))[0] != key:
        cooccurrence = _cooccurrence(task, net.window, net.dynamic)
        pmi = _pmi(cooccurrence)
        vectors = normalize_rows(_decompose(pmi, net.input.weight.shape[1]))
        task.probe_cache["counts"] = (key, cooccurrence, pmi, vectors)
    _key, cooccurrence, pmi, table = task.probe_cache["counts"]
    rows = [row for row in map_rows(task, min(most, MAX_CELLS), words)[0] if row < len(table)][:MAX_CELLS]
    centred = table[rows] - table[rows].mean(axis=0)
    left, sizes, _right = np.linalg.svd(centred, full_matrices=False)
    points = left[:, :dims] * sizes[:dims]
    answer = {
        "rows": np.array(rows, dtype=np.int64),
        "words": np.array([task.vocabulary[row] for row in rows], dtype=np.str_),
        "cooccurrence": cooccurrence[np.ix_(rows, rows)],
        "pmi": pmi[np.ix_(rows, rows)],
        "points": np.pad(points, ((0, 0), (0, dims - points.shape[1]))).astype(np.float32),
        "explained": sizes[:dims] ** 2 / max(float((sizes**2).sum()), 1e-30),
    }
    answer |= score(table, [question for question in task.analogies if max(question[1:]) < len(table)])
    known = [row for row in rows_of(task, [word])[0] if row < len(table)] if word else []
    if known:
        neighbours = nearest(table, table[known[0]], known, 10)
        answer |= {
            "near": np.array([task.vocabulary[row] for row in neighbours]),
            "cosines": table[neighbours] @ table[known[0]],
        }
    return answer


def _cooccurrence(task: Any, window: int, dynamic: bool) -> np.ndarray:
    """Return how often each frequent word occurs in the window of each, (n, n) float32, with subsampling."""
    size = min(len(task.vocabulary), MAX_COUNTED)
    ids = task.corpus.ids[:MAX_CORPUS].astype(np.int64)
    lengths = np.diff(task.corpus.starts)
    sentence = np.repeat(np.arange(len(lengths)), lengths)[:MAX_CORPUS]
    total = np.zeros(size * size, dtype=np.float64)
    for distance in range(1, window + 1):
        first, second = ids[:-distance], ids[distance:]
        is_counted = (sentence[:-distance] == sentence[distance:]) & (first < size) & (second < size)
        weight = (
            (1 - (distance - 1) / window if dynamic else 1.0)
            * task.keep[first[is_counted]]
            * task.keep[second[is_counted]]
        )
        total += np.bincount(first[is_counted] * size + second[is_counted], weights=weight, minlength=size * size)
    table = total.reshape(size, size)
    return (table + table.T).astype(np.float32)


def _pmi(cooccurrence: np.ndarray) -> np.ndarray:
    """Return the positive pointwise mutual information (n, n) float32."""
    rows, contexts = cooccurrence.sum(axis=1), cooccurrence.sum(axis=0) ** DISCOUNT
    expected = rows[:, None] * contexts / max(float(contexts.sum()), 1e-30)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(cooccurrence / expected)
    return np.where(np.isfinite(ratio), np.maximum(ratio, 0), 0).astype(np.float32)


def _decompose(pmi: np.ndarray, dims: int) -> np.ndarray:
    """Return the first left singular vectors (n, dims) of a table (n, n), times roots of their values."""
    from scipy.sparse.linalg import svds

    count = min(dims, len(pmi) - 1)
    start = np.ones(len(pmi), dtype=np.float32)  # instead of one drawn at random
    left, sizes, _right = svds(pmi, k=count, v0=start)
    vectors: np.ndarray = (left * np.sqrt(sizes))[:, ::-1]
    return vectors


def embedding_matrices(net: Any, task: Any, words: Any = (), most: int = 60) -> Answer:
    """Return both tables of the most frequent words and of `words`.

    Returns:
        "input" and "output" (n, D), "rows" (n,), "words" (n,) str. "nodes" (): whether the second table belongs to the
        nodes of a tree; then "output" are its first n rows.
    """
    rows = map_rows(task, min(most, 200), words)[0]
    nodes = task.corpus_loss.output == "hierarchical"
    second = torch.arange(min(len(rows), len(net.output.weight))) if nodes else torch.tensor(rows)
    return {
        "rows": np.array(rows, dtype=np.int64),
        "words": np.array([task.vocabulary[row] for row in rows], dtype=np.str_),
        "input": net.input.weight.detach()[rows].numpy().copy(),
        "output": net.output.weight.detach()[second].numpy().copy(),
        "nodes": np.array(nodes),
    }
