"""A map of the vectors that an encoder gives to whole texts, on which paraphrases should gather.

Needs of the net: summary. Needs of the task: pairs, encode_pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import evaluation_mode
from nets.probes.words.word_vectors import normalize_rows, principal, tsne

MAX_TEXTS = 400
GROUP_SIZE = 12  # texts of a group


def encoder_map(net: Any, task: Any, most: int = 200, method: str = "pca") -> dict[str, np.ndarray]:
    """Return a map of the vectors of N texts, in groups of one meaning, or of one kind.

    Args:
        net: An encoder-decoder.
        task: Supplies the texts.
        most: Most texts, at most 400.
        method: "pca" or "tsne".

    Returns:
        "points" (N, 2) float32, "texts" (N,) str, "groups" (N,) int64, "names" (G,) str of the groups. "within" and
        "between" (): the mean cosine of two texts of one group, and of two groups, after subtraction of the mean
        vector; "explained" (2,), shares of the variance by PCA. "meanings" (): whether groups are paraphrases.

    Raises:
        Problem: If the method is unknown.
    """
    if method not in ("pca", "tsne"):
        raise Problem(N_("This map is drawn by pca or tsne."))
    groups, are_paraphrases = _groups(task)
    texts = [(source, group) for group, (_name, members) in enumerate(groups) for source in members[:GROUP_SIZE]]
    texts = texts[: min(max(1, int(most)), MAX_TEXTS)]
    numbers = np.array([group for _source, group in texts], dtype=np.int64)
    x = task.encode_pairs([(source, "") for source, _group in texts])[0]
    with evaluation_mode(net):
        vectors = net.summary(x).double().numpy()  # (N, M)
    if not np.isfinite(vectors).all():
        raise Problem(N_("Some of the vectors are no numbers any more."))
    center, basis, explained = principal(vectors, 2, None)
    points = (vectors - center) @ basis.T
    points = np.pad(points, ((0, 0), (0, 2 - points.shape[1])))
    within, between = _cosines(normalize_rows(vectors - center), numbers)
    return {
        "points": (tsne(vectors, points) if method == "tsne" else points).astype(np.float32),
        "texts": np.array([source for source, _group in texts], dtype=np.str_),
        "groups": numbers,
        "names": np.array([name for name, _texts in groups], dtype=np.str_),
        "within": np.array(within),
        "between": np.array(between),
        "explained": explained,
        "meanings": np.array(are_paraphrases),
    }


def _groups(task: Any) -> tuple[list[tuple[str, list[str]]], bool]:
    """Return names and texts of the groups, and whether they are paraphrases."""
    if task.pairs.groups:
        return [(name, list(texts)) for name, texts in task.pairs.groups], True
    kinds: dict[str, list[str]] = {}
    for (source, _target), kind in zip(task.pairs.test, task.pairs.kinds, strict=True):
        kinds.setdefault(kind, []).append(source)
    return list(kinds.items()), False


def _cosines(table: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Return the mean cosines of unit vectors (N, M) within and between groups; NaN without pairs."""
    cosines, same = table @ table.T, groups[:, None] == groups
    off_diagonal = ~np.eye(len(groups), dtype=bool)
    parts = [cosines[same & off_diagonal], cosines[~same]]
    within, between = (float(part.mean()) if len(part) else float("nan") for part in parts)
    return within, between
