"""The vectors that any net has learnt for words: map, neighbours, analogies, axes.

Needs of the task: vocabulary, embedding; counts and analogies if there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem

MAX_SHOWN = 2000
MAX_NEIGHBOURS = 50
MAX_WORDS = 60  # words
TSNE_STEPS = 250  # the least that scikit-learn makes: two seconds for 300 words
MAX_TSNE = 500

Answer = dict[str, np.ndarray]


def vectors(net: Any, task: Any) -> np.ndarray:
    """Return the vectors of all words, (V, D) float32. Raises Problem if the net has none."""
    table = task.embedding(net) if hasattr(task, "embedding") else None
    if table is None:
        raise Problem(N_("This net has no vectors for words."))
    return np.array(table.detach().numpy(), dtype=np.float32)


def normalize_rows(table: np.ndarray) -> np.ndarray:
    """Return vectors (V, D) scaled to length 1; zero vectors stay."""
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.where(lengths > 0, lengths, 1)


def rows_of(task: Any, words: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return the rows of known words, each once, and the unknown words; 60 at most."""
    row_of = getattr(task, "rows", None) or {word: row for row, word in enumerate(task.vocabulary)}
    unique_words = list(dict.fromkeys(word.strip() for word in words))[:MAX_WORDS]
    forms = [word if word in row_of else word.lower() for word in unique_words]
    rows = list(dict.fromkeys(row_of[form] for form in forms if form in row_of))
    return rows, [word for word, form in zip(unique_words, forms, strict=True) if form not in row_of]


def _row(task: Any, word: str) -> int:
    rows, _unknown = rows_of(task, [word])
    if not rows:
        raise Problem(N_("The vocabulary does not have the word {word}."), word=word[:40])
    return rows[0]


def _words_of(task: Any, rows: Sequence[int]) -> np.ndarray:
    return np.array([task.vocabulary[row] for row in rows], dtype=np.str_)


def map_rows(task: Any, most: int, words: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return the rows of the most frequent words and of `words`, and which of these are unknown."""
    word_rows, unknown = rows_of(task, words)
    counts = getattr(task, "counts", None)
    ranking = range(len(task.vocabulary)) if counts is None else np.argsort(-counts, kind="stable").tolist()
    frequent = list(ranking)[: max(1, min(int(most), MAX_SHOWN))]
    return sorted({*frequent, *word_rows}), unknown


def word_map(
    net: Any,
    task: Any,
    method: str = "pca",
    dims: int = 2,
    most: int = 300,
    words: Sequence[str] = (),
    basis: np.ndarray | None = None,
) -> Answer:
    """Return a map of the `most` frequent words and of `words`.

    Args:
        net: A net with vectors for words.
        task: Supplies the vocabulary.
        method: "pca", "tsne", which begins at the map of pca and takes 500 words, or "none": the first numbers.
        dims: 2 or 3.
        most: Number of frequent words.
        words: Words to add.
        basis: Directions (dims, D) of an earlier map to keep.

    Returns:
        "rows" (N,) int64, "words" (N,) str, "counts" (N,), "points" (N, dims) float32; "explained" (dims,), shares of
        the variance, "basis" (dims, D) and "center" (D,) of pca; "unknown" str; "vocabulary" (): all words; "total" ():
        the words of the text.
    """
    if method not in ("pca", "tsne", "none") or dims not in (2, 3):
        raise Problem(N_("A map is drawn by pca, tsne or none, in 2 or 3 dimensions."))
    rows, unknown = map_rows(task, min(most, MAX_TSNE) if method == "tsne" else most, words)
    table = vectors(net, task)[rows].astype(np.float64)
    if not np.isfinite(table).all():
        raise Problem(N_("Some of the vectors are no numbers any more."))
    center, directions, explained = principal(table, dims, basis)
    points = table[:, :dims] if method == "none" else (table - center) @ directions.T
    points = np.pad(points, ((0, 0), (0, dims - points.shape[1])))
    if method == "tsne":
        points = tsne(table, points)
    counts = getattr(task, "counts", None)
    return {
        "rows": np.array(rows, dtype=np.int64),
        "words": _words_of(task, rows),
        "points": points.astype(np.float32),
        "explained": explained,
        "basis": directions,
        "center": center,
        "counts": np.zeros(len(rows), dtype=np.int64) if counts is None else np.asarray(counts)[rows],
        "unknown": np.array(unknown, dtype=np.str_),
        "total": np.array(0 if counts is None else int(np.sum(counts))),
        "vocabulary": np.array(len(task.vocabulary)),
    }


def principal(table: np.ndarray, dims: int, basis: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean (D,), directions (dims, D), or `basis` if given, and their shares of the variance.

    Each direction points to where its largest number is positive, so that a map does not flip between frames.
    """
    center = table.mean(axis=0)
    centred = table - center
    spread = centred.T @ centred
    if basis is not None and np.shape(basis) == (dims, table.shape[1]):
        directions = np.asarray(basis, dtype=np.float64)
    else:
        _values, eigenvectors = np.linalg.eigh(spread)
        directions = eigenvectors[:, ::-1].T[:dims]
        largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
        directions = directions * np.where(largest < 0, -1, 1)
    variances = np.einsum("kd,de,ke->k", directions, spread, directions)
    return center, directions, variances / max(float(np.trace(spread)), 1e-30)


def tsne(table: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return t-SNE by cosine (van der Maaten & Hinton 2008) from the PCA map `start`; deterministic."""
    from sklearn.manifold import TSNE

    count, dims = start.shape
    if count < 5:
        return start
    scaled_start = start / (start[:, 0].std() or 1.0) * 1e-4
    model = TSNE(
        dims,
        perplexity=min(30.0, (count - 1) / 3),
        init=scaled_start,
        max_iter=TSNE_STEPS,
        metric="cosine",
        random_state=0,
    )
    points: np.ndarray = model.fit_transform(normalize_rows(table))
    return points


def nearest_neighbours(net: Any, task: Any, words: Sequence[str] = (), most: int = 10) -> Answer:
    """Return the nearest words by cosine of each word.

    Returns:
        For word i "i/rows", "i/words" and "i/cosines" (M,). "rows" (W,) and "words" (W,), the known words, "unknown"
        (U,) str; "pairs" (W, W) float32, the cosines among the known words.
    """
    rows, unknown = rows_of(task, words)
    table = normalize_rows(vectors(net, task))
    answer = {
        "rows": np.array(rows, dtype=np.int64),
        "words": _words_of(task, rows),
        "unknown": np.array(unknown, dtype=np.str_),
        "pairs": table[rows] @ table[rows].T,
    }
    for number, row in enumerate(rows):
        neighbours = nearest(table, table[row], [row], most)
        answer |= {f"{number}/rows": neighbours, f"{number}/words": _words_of(task, neighbours.tolist())}
        answer[f"{number}/cosines"] = table[neighbours] @ table[row]
    return answer


def nearest(table: np.ndarray, point: np.ndarray, excluded: Sequence[int], count: int) -> np.ndarray:
    """Return the rows of unit vectors (V, D) nearest to `point` (D,), without the excluded ones."""
    cosines = table @ point
    cosines[list(excluded)] = -np.inf
    limit = max(1, min(int(count), MAX_NEIGHBOURS, len(table) - len(set(excluded))))
    rows = np.argpartition(-cosines, limit - 1)[:limit]
    return rows[np.argsort(-cosines[rows], kind="stable")].astype(np.int64)


def analogies(net: Any, task: Any, a: str = "", b: str = "", c: str = "", most: int = 10) -> Answer:
    """Return the scores of the analogies, and the answer to "a is to b as c is to …".

    Returns:
        "kinds" (K,) str, "right" (K,) and "asked" (K,) int64: questions with known words, and how many have the right
        word nearest to b - a + c, the three excluded. Of the user's question "rows", "words" and "cosines" (M,) of the
        nearest, "point" (D,), b - a + c, and "question".

    Raises:
        Problem: If a word is unknown.
    """
    table = normalize_rows(vectors(net, task))
    answer = score(table, getattr(task, "analogies", []))
    if a and b and c:
        question = [_row(task, word) for word in (a, b, c)]
        point = table[question[1]] - table[question[0]] + table[question[2]]
        neighbours = nearest(table, point, question, most)
        length = float(np.linalg.norm(point)) or 1.0
        answer |= {
            "rows": neighbours,
            "words": _words_of(task, neighbours.tolist()),
            "cosines": table[neighbours] @ point / length,
        }
        answer |= {"point": point, "question": _words_of(task, question)}
    return answer


def score(table: np.ndarray, questions: Sequence[tuple[str, int, int, int, int]]) -> Answer:
    """Return how many analogies of each kind unit vectors (V, D) solve; at most 2,000 of a kind."""
    kinds = list(dict.fromkeys(question[0] for question in questions))
    right, counts = [], []
    for kind in kinds:
        rows = np.array([question[1:] for question in questions if question[0] == kind][:2000])  # (Q, 4)
        cosines = (table[rows[:, 1]] - table[rows[:, 0]] + table[rows[:, 2]]) @ table.T  # (Q, V)
        np.put_along_axis(cosines, rows[:, :3], -np.inf, axis=1)
        right.append(int((cosines.argmax(axis=1) == rows[:, 3]).sum()))
        counts.append(len(rows))
    return {
        "kinds": np.array(kinds, dtype=np.str_),
        "right": np.array(right, dtype=np.int64),
        "asked": np.array(counts, dtype=np.int64),
    }


def semantic_axes(
    net: Any, task: Any, pairs: Sequence[Sequence[str]] = (), most: int = 300, words: Sequence[str] = ()
) -> Answer:
    """Return the positions of words along one or two directions, each given by a pair of words.

    Returns:
        "rows" (N,), "words" (N,) as in `word_map`; "points" (N, P) float32: unit vectors projected on the unit
        directions; "ends" (P, 2): each pair's own words on its axis; "cosine" between two axes; "unknown" str.

    Raises:
        Problem: If there are not one or two pairs, or a word is unknown.
    """
    if not 1 <= len(pairs) <= 2 or any(len(pair) != 2 for pair in pairs):
        raise Problem(N_("An axis leads from one word to another; there may be one or two."))
    ends = [[_row(task, word) for word in pair] for pair in pairs]
    table = normalize_rows(vectors(net, task))
    directions = normalize_rows(np.stack([table[high] - table[low] for low, high in ends]))  # (P, D)
    rows, unknown = map_rows(task, most, [*words, *(word for pair in pairs for word in pair)])
    return {
        "rows": np.array(rows, dtype=np.int64),
        "words": _words_of(task, rows),
        "points": (table[rows] @ directions.T).astype(np.float32),
        "ends": np.stack([table[pair] @ direction for pair, direction in zip(ends, directions, strict=True)]),
        "cosine": np.array(directions[0] @ directions[-1]),
        "unknown": np.array(unknown, dtype=np.str_),
    }


def vector_export(net: Any, task: Any) -> Answer:
    """Return "vectors" and "metadata" () str, two tab-separated files for the embedding projector."""
    table = vectors(net, task)
    lines = ("\t".join(f"{number:.6g}" for number in row) for row in table.tolist())
    counts = getattr(task, "counts", None)
    names = [" ".join(word.split()) or repr(word) for word in task.vocabulary]  # neither tabs nor lines in a word
    metadata = names if counts is None else ["word\tcount", *(f"{n}\t{c}" for n, c in zip(names, counts, strict=True))]
    return {"vectors": np.array("\n".join(lines) + "\n"), "metadata": np.array("\n".join(metadata) + "\n")}
