"""What the text itself says: windows and their pairs, who stands near whom, and what follows from counting alone.

Needs of the task: corpus, learning, words, rows, counts, keep, analogies, language, kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from nets.datasets.text.word_segmentation import is_word, words
from nets.experiment.user_error import N_, Problem
from nets.probes.words.word_vectors import Answer, nearest, rows_of, score, shown, unit

MOST_TOKENS = 60
MOST_COUNTED = 3000  # words whose neighbours are counted
MOST_CELLS = 100  # words of the table that is shown
MOST_READ = 1_000_000  # words of the corpus that are counted
DISCOUNT = 0.75  # counts of contexts to this power, as negatives are drawn


def context_window(net: Any, task: Any, sentence: int = 0, text: str = "") -> Answer:
    """Sentence number `sentence` of the corpus, or `text`, and its windows, with all words kept.

    "tokens" (T,) str, "rows" (T,) int64, -1 for what the vocabulary does not have; "keep" (T,) the probability that
    each stays; "count" of sentences. "reach" (W,) the distances that a window may have and "chance" (W,) of each.
    "pairs" (P, 2) int64: places of centre and context in the widest window; "weight" (P,): how probable it is that
    the window reaches so far and both words stay. Raises Problem for a text without known words.
    """
    if text:
        tokens = [token for token in words(text[:2000].lower(), task.language) if is_word(token)][:MOST_TOKENS]
        rows = np.array([task.rows.get(token, -1) for token in tokens], dtype=np.int64)
    else:
        at = min(max(0, int(sentence)), task.size - 1)
        start, end = task.corpus.starts[at : at + 2]
        rows = task.corpus.ids[start:end][:MOST_TOKENS].astype(np.int64)
        tokens = [task.words[row] for row in rows]
    if not (rows >= 0).any():
        raise Problem(N_("The vocabulary has none of these words."))
    keep = np.where(rows >= 0, task.keep[rows], 0.0)
    reach = np.arange(1, net.window + 1)
    chance = np.full(net.window, 1 / net.window) if net.dynamic else (reach == net.window).astype(float)
    known = np.flatnonzero(rows >= 0)  # the others are not there for the net
    order = np.arange(len(known))
    away = np.abs(order[:, None] - order)
    center, context = np.nonzero((away > 0) & (away <= net.window))
    reaches = chance[::-1].cumsum()[::-1][away[center, context] - 1]  # that a window is as wide or wider
    center, context = known[center], known[context]
    return {
        "tokens": np.array(tokens, dtype=np.str_),
        "rows": rows,
        "keep": keep,
        "count": np.array(task.size),
        "reach": reach,
        "chance": chance,
        "pairs": np.stack([center, context], axis=1).astype(np.int64),
        "weight": reaches * keep[center] * keep[context],
    }


def pmi_baseline(net: Any, task: Any, dims: int = 2, most: int = 60, words: Any = (), word: str = "") -> Answer:
    """Who stands near whom in the same corpus, and the vectors that follow from that without any learning.

    "rows" and "words" (n,), the most frequent and `words`, 100 at most; "cooccurrence" (n, n): how often each stands
    in the window of each, near ones counted more where the window is dynamic; "pmi" (n, n): how much oftener than by
    chance, as the positive logarithm. "points" (n, dims) and "explained" (dims,): a map, by PCA, of the vectors that
    a singular value decomposition makes of the whole table. "kinds", "right", "asked": their score card. For `word`
    "near" and "cosines" (10,). Levy & Goldberg 2014, "Neural word embedding as implicit matrix factorization".
    """
    key = ("counts", net.window, net.dynamic, net.input.weight.shape[1])
    if task.kept.get("counts", (None,))[0] != key:
        near = _near(task, net.window, net.dynamic)
        pmi = _pmi(near)
        task.kept["counts"] = (key, near, pmi, unit(_decomposed(pmi, net.input.weight.shape[1])))
    _key, near, pmi, table = task.kept["counts"]
    rows = [row for row in shown(task, min(most, MOST_CELLS), words)[0] if row < len(table)][:MOST_CELLS]
    moved = table[rows] - table[rows].mean(axis=0)
    left, sizes, _right = np.linalg.svd(moved, full_matrices=False)
    points = left[:, :dims] * sizes[:dims]
    answer = {
        "rows": np.array(rows, dtype=np.int64),
        "words": np.array([task.words[row] for row in rows], dtype=np.str_),
        "cooccurrence": near[np.ix_(rows, rows)],
        "pmi": pmi[np.ix_(rows, rows)],
        "points": np.pad(points, ((0, 0), (0, dims - points.shape[1]))).astype(np.float32),
        "explained": sizes[:dims] ** 2 / max(float((sizes**2).sum()), 1e-30),
    }
    answer |= score(table, [question for question in task.analogies if max(question[1:]) < len(table)])
    found = [row for row in rows_of(task, [word])[0] if row < len(table)] if word else []
    if found:
        close = nearest(table, table[found[0]], found, 10)
        answer |= {"near": np.array([task.words[row] for row in close]), "cosines": table[close] @ table[found[0]]}
    return answer


def _near(task: Any, window: int, dynamic: bool) -> np.ndarray:
    """How often each of the frequent words stands in the window of each, (n, n) float32; sub-sampling as it is."""
    size = min(len(task.words), MOST_COUNTED)
    ids = task.corpus.ids[:MOST_READ].astype(np.int64)
    lengths = np.diff(task.corpus.starts)
    sentence = np.repeat(np.arange(len(lengths)), lengths)[:MOST_READ]
    total = np.zeros(size * size, dtype=np.float64)
    for away in range(1, window + 1):
        one, other = ids[:-away], ids[away:]
        both = (sentence[:-away] == sentence[away:]) & (one < size) & (other < size)
        weight = (1 - (away - 1) / window if dynamic else 1.0) * task.keep[one[both]] * task.keep[other[both]]
        total += np.bincount(one[both] * size + other[both], weights=weight, minlength=size * size)
    table = total.reshape(size, size)
    return (table + table.T).astype(np.float32)


def _pmi(near: np.ndarray) -> np.ndarray:
    """The positive logarithm of how much oftener two words meet than by chance, (n, n) float32."""
    rows, contexts = near.sum(axis=1), near.sum(axis=0) ** DISCOUNT
    chance = rows[:, None] * contexts / max(float(contexts.sum()), 1e-30)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(near / chance)
    return np.where(np.isfinite(found), np.maximum(found, 0), 0).astype(np.float32)


def _decomposed(pmi: np.ndarray, dims: int) -> np.ndarray:
    """The largest directions of a table (n, n), each weighted with the root of its size, (n, dims)."""
    from scipy.sparse.linalg import svds

    count = min(dims, len(pmi) - 1)
    start = np.ones(len(pmi), dtype=np.float32)  # instead of one drawn at random
    left, sizes, _right = svds(pmi, k=count, v0=start)
    made: np.ndarray = (left * np.sqrt(sizes))[:, ::-1]
    return made


def embedding_matrices(net: Any, task: Any, words: Any = (), most: int = 60) -> Answer:
    """Both tables of the most frequent words and of `words`: "input" (n, D), "output" (n, D), "rows", "words" (n,).

    Where the second table belongs to the nodes of a tree, "output" are its first n rows and "nodes" is true.
    """
    rows = shown(task, min(most, 200), words)[0]
    nodes = task.learning.output == "hierarchical"
    second = torch.arange(min(len(rows), len(net.output.weight))) if nodes else torch.tensor(rows)
    return {
        "rows": np.array(rows, dtype=np.int64),
        "words": np.array([task.words[row] for row in rows], dtype=np.str_),
        "input": net.input.weight.detach()[rows].numpy().copy(),
        "output": net.output.weight.detach()[second].numpy().copy(),
        "nodes": np.array(nodes),
    }
