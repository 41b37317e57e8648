"""Label noise: a share of what the training part says made wrong, always the same for the same seed; torch-free.

A larger share makes those of a smaller one wrong and more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Answer = TypeVar("Answer")

PATIENCE = 50  # examples that are looked at for another answer


def replaced(values: np.ndarray, low: int, high: int, share: float, seed: int) -> np.ndarray:
    """Whole numbers of any shape, with a share of those from `low` to `high` - 1 replaced by another of them.

    What lies beyond, such as fillings, stays.
    """
    rng = np.random.default_rng([seed, 1])
    places = rng.permutation(np.flatnonzero((values >= low) & (values < high)))
    shift = rng.integers(1, max(2, high - low), len(places))
    wrong = slice(round(share * len(places)))
    noisy = values.copy()
    noisy.flat[places[wrong]] = low + (values.flat[places[wrong]] - low + shift[wrong]) % (high - low)
    return noisy


def mislabelled(targets: np.ndarray, test: np.ndarray, classes: int, share: float, seed: int) -> np.ndarray:
    """Class indices (N,) with this share of those that are not for the `test` (N,) replaced by another class."""
    noisy = targets.copy()
    noisy[~test] = replaced(targets[~test], 0, classes, share, seed)
    return noisy


def blurred(values: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Numbers (N,) or (N, 1), moved at random by this share of their deviation."""
    rng = np.random.default_rng([seed, 1])
    order, noisy = rng.permutation(len(values)), values.copy()
    noisy[order] += share * values[order].std() * rng.normal(size=values.shape)
    return noisy


def disturbed(targets: np.ndarray, test: np.ndarray, classes: int, share: float, seed: int) -> np.ndarray:
    """Targets (N,) with label noise in the training part: wrong classes, or where there are none numbers blurred."""
    if classes:
        return mislabelled(targets, test, classes, share, seed)
    noisy = targets.copy()
    noisy[~test] = blurred(targets[~test], share, seed)
    return noisy


def exchanged(answers: Sequence[Answer], share: float, seed: int) -> list[Answer]:
    """Answers, a share of which are those of another example that has a different one."""
    rng, count = np.random.default_rng([seed, 1]), len(answers)
    places, others = rng.permutation(count).tolist(), rng.permutation(count).tolist()
    noisy = list(answers)
    for place, other in list(zip(places, others, strict=True))[: round(share * count)]:
        turns = (answers[(other + turn) % count] for turn in range(min(count, PATIENCE)))
        noisy[place] = next((answer for answer in turns if answer != answers[place]), answers[place])
    return noisy
