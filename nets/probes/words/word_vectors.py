"""The vectors that a net has learnt for words, whatever the net: a map of them, neighbours, analogies, axes.

Needs of the task: vocabulary, embedding; where it has them counts and analogies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem

MOST_SHOWN = 2000
MOST_NEAR = 50
MOST_ASKED = 60  # words
TSNE_STEPS = 250  # the least that scikit-learn makes: two seconds for 300 words
MOST_TSNE = 500

Answer = dict[str, np.ndarray]


def vectors(net: Any, task: Any) -> np.ndarray:
    """The vectors of all words, (V, D) float32. Raises Problem where there are none."""
    found = task.embedding(net) if hasattr(task, "embedding") else None
    if found is None:
        raise Problem(N_("This net has no vectors for words."))
    return np.array(found.detach().numpy(), dtype=np.float32)


def unit(table: np.ndarray) -> np.ndarray:
    """The same vectors (V, D) at length 1; those of length 0 stay."""
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return table / np.where(lengths > 0, lengths, 1)


def rows_of(task: Any, words: Sequence[str]) -> tuple[list[int], list[str]]:
    """The rows of words that the vocabulary has, each once, and the words that it has not; 60 at most."""
    known = getattr(task, "rows", None) or {word: row for row, word in enumerate(task.vocabulary)}
    asked = list(dict.fromkeys(word.strip() for word in words))[:MOST_ASKED]
    forms = [word if word in known else word.lower() for word in asked]
    found = list(dict.fromkeys(known[form] for form in forms if form in known))
    return found, [word for word, form in zip(asked, forms, strict=True) if form not in known]


def _row(task: Any, word: str) -> int:
    found, _unknown = rows_of(task, [word])
    if not found:
        raise Problem(N_("The vocabulary does not have the word {word}."), word=word[:40])
    return found[0]


def _named(task: Any, rows: Sequence[int]) -> np.ndarray:
    return np.array([task.vocabulary[row] for row in rows], dtype=np.str_)


def shown(task: Any, most: int, words: Sequence[str]) -> tuple[list[int], list[str]]:
    """The rows of the most frequent words and of `words`, which are always shown, and what is unknown of them."""
    asked, unknown = rows_of(task, words)
    counts = getattr(task, "counts", None)
    ranked = range(len(task.vocabulary)) if counts is None else np.argsort(-counts, kind="stable").tolist()
    first = list(ranked)[: max(1, min(int(most), MOST_SHOWN))]
    return sorted({*first, *asked}), unknown


def word_map(
    net: Any,
    task: Any,
    method: str = "pca",
    dims: int = 2,
    most: int = 300,
    words: Sequence[str] = (),
    basis: np.ndarray | None = None,
) -> Answer:
    """A map of the `most` frequent words and of `words`: their "rows" (N,) int64, "words" (N,) str, "counts" (N,).

    "points" (N, dims) float32. `method` pca: along the directions in which the words differ most, with "explained"
    (dims,) shares of the spread, "basis" (dims, D) and "center" (D,); given that basis again, the map stays as it is
    turned. tsne: neighbours stay neighbours, beginning at the map of pca, the first 500 words. none: the first
    `dims` numbers of each vector. "unknown": words of `words` that there are not. "vocabulary" () words in
    all, "total" () the words of the text.
    """
    if method not in ("pca", "tsne", "none") or dims not in (2, 3):
        raise Problem(N_("A map is drawn by pca, tsne or none, in 2 or 3 dimensions."))
    rows, unknown = shown(task, min(most, MOST_TSNE) if method == "tsne" else most, words)
    table = vectors(net, task)[rows].astype(np.float64)
    if not np.isfinite(table).all():
        raise Problem(N_("Some of the vectors are no numbers any more."))
    center, turned, explained = principal(table, dims, basis)
    points = table[:, :dims] if method == "none" else (table - center) @ turned.T
    points = np.pad(points, ((0, 0), (0, dims - points.shape[1])))
    if method == "tsne":
        points = tsne(table, points)
    counts = getattr(task, "counts", None)
    return {
        "rows": np.array(rows, dtype=np.int64),
        "words": _named(task, rows),
        "points": points.astype(np.float32),
        "explained": explained,
        "basis": turned,
        "center": center,
        "counts": np.zeros(len(rows), dtype=np.int64) if counts is None else np.asarray(counts)[rows],
        "unknown": np.array(unknown, dtype=np.str_),
        "total": np.array(0 if counts is None else int(np.sum(counts))),
        "vocabulary": np.array(len(task.vocabulary)),
    }


def principal(table: np.ndarray, dims: int, basis: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean (D,), directions (dims, D) and their shares of the spread; a given `basis` (dims, D) is kept.

    So that a map does not flip between frames, each direction points to where its largest number is positive.
    """
    center = table.mean(axis=0)
    moved = table - center
    spread = moved.T @ moved
    if basis is not None and np.shape(basis) == (dims, table.shape[1]):
        turned = np.asarray(basis, dtype=np.float64)
    else:
        _values, directions = np.linalg.eigh(spread)
        turned = directions[:, ::-1].T[:dims]
        largest = np.take_along_axis(turned, np.abs(turned).argmax(axis=1)[:, None], axis=1)
        turned = turned * np.where(largest < 0, -1, 1)
    held = np.einsum("kd,de,ke->k", turned, spread, turned)
    return center, turned, held / max(float(np.trace(spread)), 1e-30)


def tsne(table: np.ndarray, start: np.ndarray) -> np.ndarray:
    """t-SNE by cosine (van der Maaten & Hinton 2008) from the map that PCA gave; nothing is drawn at random."""
    from sklearn.manifold import TSNE

    count, dims = start.shape
    if count < 5:
        return start
    begun = start / (start[:, 0].std() or 1.0) * 1e-4
    made = TSNE(
        dims, perplexity=min(30.0, (count - 1) / 3), init=begun, max_iter=TSNE_STEPS, metric="cosine", random_state=0
    )
    points: np.ndarray = made.fit_transform(unit(table))
    return points


def nearest_neighbours(net: Any, task: Any, words: Sequence[str] = (), most: int = 10) -> Answer:
    """For word i of `words` its nearest by cosine, itself apart: "i/rows" (M,), "i/words" (M,), "i/cosines" (M,).

    "rows" (W,) and "words" (W,) are the words found, "unknown" (U,) the others; "pairs" (W, W) float32 are the cosines
    among the words found.
    """
    rows, unknown = rows_of(task, words)
    table = unit(vectors(net, task))
    answer = {
        "rows": np.array(rows, dtype=np.int64),
        "words": _named(task, rows),
        "unknown": np.array(unknown, dtype=np.str_),
        "pairs": table[rows] @ table[rows].T,
    }
    for place, row in enumerate(rows):
        near = nearest(table, table[row], [row], most)
        answer |= {f"{place}/rows": near, f"{place}/words": _named(task, near.tolist())}
        answer[f"{place}/cosines"] = table[near] @ table[row]
    return answer


def nearest(table: np.ndarray, place: np.ndarray, without: Sequence[int], most: int) -> np.ndarray:
    """The rows of unit vectors (V, D) nearest to `place` (D,), the nearest first, some left out."""
    cosines = table @ place
    cosines[list(without)] = -np.inf
    count = max(1, min(int(most), MOST_NEAR, len(table) - len(set(without))))
    near = np.argpartition(-cosines, count - 1)[:count]
    return near[np.argsort(-cosines[near], kind="stable")].astype(np.int64)


def analogies(net: Any, task: Any, a: str = "", b: str = "", c: str = "", most: int = 10) -> Answer:
    """The score card, and an own question "a is to b as c is to …", if all three words are given.

    "kinds" (K,) str, "right" (K,) and "asked" (K,) int64: of the questions whose words there are, how many have the
    right word nearest to b - a + c, those three apart. For an own question "rows", "words" and "cosines" (M,) of the
    nearest, and "point" (D,), where b - a + c is. Raises Problem for a word that there is not.
    """
    table = unit(vectors(net, task))
    answer = score(table, getattr(task, "analogies", []))
    if a and b and c:
        three = [_row(task, word) for word in (a, b, c)]
        place = table[three[1]] - table[three[0]] + table[three[2]]
        near = nearest(table, place, three, most)
        length = float(np.linalg.norm(place)) or 1.0
        answer |= {"rows": near, "words": _named(task, near.tolist()), "cosines": table[near] @ place / length}
        answer |= {"point": place, "question": _named(task, three)}
    return answer


def score(table: np.ndarray, asked: Sequence[tuple[str, int, int, int, int]]) -> Answer:
    """How many analogies unit vectors (V, D) solve, kind by kind; 2,000 questions of a kind at most."""
    kinds = list(dict.fromkeys(question[0] for question in asked))
    right, counts = [], []
    for kind in kinds:
        rows = np.array([question[1:] for question in asked if question[0] == kind][:2000])  # (Q, 4)
        found = (table[rows[:, 1]] - table[rows[:, 0]] + table[rows[:, 2]]) @ table.T  # (Q, V)
        np.put_along_axis(found, rows[:, :3], -np.inf, axis=1)
        right.append(int((found.argmax(axis=1) == rows[:, 3]).sum()))
        counts.append(len(rows))
    return {
        "kinds": np.array(kinds, dtype=np.str_),
        "right": np.array(right, dtype=np.int64),
        "asked": np.array(counts, dtype=np.int64),
    }


def semantic_axes(
    net: Any, task: Any, pairs: Sequence[Sequence[str]] = (), most: int = 300, words: Sequence[str] = ()
) -> Answer:
    """Where words stand along one or two directions, each from the first word of a pair to the second.

    "rows" (N,), "words" (N,) as `word_map` chooses them, "points" (N, P) float32: their unit vectors projected on the
    unit vectors of the directions; "ends" (P, 2) where each pair's own words stand on its axis; "cosine" between two
    axes.
    """
    if not 1 <= len(pairs) <= 2 or any(len(pair) != 2 for pair in pairs):
        raise Problem(N_("An axis leads from one word to another; there may be one or two."))
    ends = [[_row(task, word) for word in pair] for pair in pairs]
    table = unit(vectors(net, task))
    directions = unit(np.stack([table[high] - table[low] for low, high in ends]))  # (P, D)
    rows, unknown = shown(task, most, [*words, *(word for pair in pairs for word in pair)])
    return {
        "rows": np.array(rows, dtype=np.int64),
        "words": _named(task, rows),
        "points": (table[rows] @ directions.T).astype(np.float32),
        "ends": np.stack([table[two] @ direction for two, direction in zip(ends, directions, strict=True)]),
        "cosine": np.array(directions[0] @ directions[-1]),
        "unknown": np.array(unknown, dtype=np.str_),
    }


def vector_export(net: Any, task: Any) -> Answer:
    """All words as a projector reads them: "vectors" and "metadata" () str, the text of two files of tabs and lines."""
    table = vectors(net, task)
    lines = ("\t".join(f"{number:.6g}" for number in row) for row in table.tolist())
    counts = getattr(task, "counts", None)
    names = [" ".join(word.split()) or repr(word) for word in task.vocabulary]  # neither tabs nor lines in a word
    told = names if counts is None else ["word\tcount", *(f"{n}\t{c}" for n, c in zip(names, counts, strict=True))]
    return {"vectors": np.array("\n".join(lines) + "\n"), "metadata": np.array("\n".join(told) + "\n")}
