"""Label noise: a share of the training targets is made wrong, always the same for the same seed; torch-free.

A larger share contains the wrong targets of a smaller one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Answer = TypeVar("Answer")

MAX_ATTEMPTS = 50  # to find a different answer


def replaced(values: np.ndarray, low: int, high: int, share: float, seed: int) -> np.ndarray:
    """Return integers with a share of those in [low, high) replaced by another integer of this range.

    Other integers, such as padding, stay.
    """
    rng = np.random.default_rng([seed, 1])
    positions = rng.permutation(np.flatnonzero((values >= low) & (values < high)))
    shift = rng.integers(1, max(2, high - low), len(positions))
    wrong = slice(round(share * len(positions)))
    noisy = values.copy()
    noisy.flat[positions[wrong]] = low + (values.flat[positions[wrong]] - low + shift[wrong]) % (high - low)
    return noisy


def mislabelled(targets: np.ndarray, test: np.ndarray, classes: int, share: float, seed: int) -> np.ndarray:
    """Return class indices (N,) with this share of the training targets replaced by another class."""
    noisy = targets.copy()
    noisy[~test] = replaced(targets[~test], 0, classes, share, seed)
    return noisy


def blurred(values: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Return numbers (N,) or (N, 1) with Gaussian noise of this share of their standard deviation."""
    rng = np.random.default_rng([seed, 1])
    order, noisy = rng.permutation(len(values)), values.copy()
    noisy[order] += share * values[order].std() * rng.normal(size=values.shape)
    return noisy


def disturbed(targets: np.ndarray, test: np.ndarray, classes: int, share: float, seed: int) -> np.ndarray:
    """Return targets (N,) with label noise in the training part: other classes, or noise for a regression."""
    if classes:
        return mislabelled(targets, test, classes, share, seed)
    noisy = targets.copy()
    noisy[~test] = blurred(targets[~test], share, seed)
    return noisy


def exchanged(answers: Sequence[Answer], share: float, seed: int) -> list[Answer]:
    """Return answers, a share of which are replaced by different answers of other examples."""
    rng, count = np.random.default_rng([seed, 1]), len(answers)
    indices, others = rng.permutation(count).tolist(), rng.permutation(count).tolist()
    noisy = list(answers)
    for index, other in list(zip(indices, others, strict=True))[: round(share * count)]:
        candidates = (answers[(other + offset) % count] for offset in range(min(count, MAX_ATTEMPTS)))
        noisy[index] = next((answer for answer in candidates if answer != answers[index]), answers[index])
    return noisy
