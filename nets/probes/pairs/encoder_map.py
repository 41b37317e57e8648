"""What an encoder makes of whole texts: a map on which several wordings of one meaning should gather.

Needs of the net: summary. Needs of the task: pairs, about, read.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.probes.activation_hooks import looking
from nets.probes.words.word_vectors import principal, tsne, unit

MOST = 400
EACH = 12  # texts of a group


def encoder_map(net: Any, task: Any, most: int = 200, method: str = "pca") -> dict[str, np.ndarray]:
    """The vector that stands for each of N texts, in groups of one meaning; of tasks without such, by their kind.

    "points" (N, 2) float32 by pca or tsne, "texts" (N,) str, "groups" (N,) int64 and "names" (G,) str of the groups.
    "within" () and "between" (): the mean cosine of two texts of a group, and of two groups, once the mean of all is
    taken off; "explained" (2,) shares of the spread on the map of pca. "meanings" (): whether groups are wordings of
    one meaning. Raises Problem where a method is not known.
    """
    if method not in ("pca", "tsne"):
        raise Problem(N_("This map is drawn by pca or tsne."))
    groups, meanings = _groups(task)
    chosen = [(text, number) for number, (_name, texts) in enumerate(groups) for text in texts[:EACH]]
    chosen = chosen[: min(max(1, int(most)), MOST)]
    numbers = np.array([number for _text, number in chosen], dtype=np.int64)
    x = task.encoded([(text, "") for text, _number in chosen])[0]
    with looking(net):
        vectors = net.summary(x).double().numpy()  # (N, M)
    if not np.isfinite(vectors).all():
        raise Problem(N_("Some of the vectors are no numbers any more."))
    center, turned, explained = principal(vectors, 2, None)
    points = (vectors - center) @ turned.T
    points = np.pad(points, ((0, 0), (0, 2 - points.shape[1])))
    within, between = _cosines(unit(vectors - center), numbers)
    return {
        "points": (tsne(vectors, points) if method == "tsne" else points).astype(np.float32),
        "texts": np.array([text for text, _number in chosen], dtype=np.str_),
        "groups": numbers,
        "names": np.array([name for name, _texts in groups], dtype=np.str_),
        "within": np.array(within),
        "between": np.array(between),
        "explained": explained,
        "meanings": np.array(meanings),
    }


def _groups(task: Any) -> tuple[list[tuple[str, list[str]]], bool]:
    """Names and texts of the groups, and whether they are wordings of one meaning."""
    if task.pairs.groups:
        return [(name, list(texts)) for name, texts in task.pairs.groups], True
    kinds: dict[str, list[str]] = {}
    for (source, _target), kind in zip(task.pairs.test, task.pairs.kinds, strict=True):
        kinds.setdefault(kind, []).append(source)
    return list(kinds.items()), False


def _cosines(table: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """The mean cosine of unit vectors (N, M) of the same group, and of different ones; NaN where there are none."""
    cosines, same = table @ table.T, groups[:, None] == groups
    apart = ~np.eye(len(groups), dtype=bool)
    parts = [cosines[same & apart], cosines[~same]]
    within, between = (float(part.mean()) if len(part) else float("nan") for part in parts)
    return within, between
