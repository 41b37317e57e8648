"""Split examples into a training and a test part, and standardise inputs by the training part."""

from __future__ import annotations

import numpy as np

from nets.experiment.user_error import N_, Problem


def split(targets: np.ndarray, train_share: float, seed: int) -> np.ndarray:
    """Return which examples are the test part, (N,) bool, with at least one example in each part.

    Every class with two or more members is split by the same share; a class with one member stays in training. A larger
    `train_share` only moves examples from the test part to the training part.

    Args:
        targets: (N,), integers for classes.
        train_share: The share of the training part.
        seed: Source of the order.

    Raises:
        Problem: If there are fewer than two examples.
    """
    count = len(targets)
    if count < 2:
        raise Problem(N_("At least two examples are needed: one to train on and one to test on."))
    order = np.random.default_rng(seed).permutation(count)
    groups = [order]
    if np.issubdtype(targets.dtype, np.integer):
        members = [order[targets[order] == label] for label in np.unique(targets)]
        groups = [group for group in members if len(group) > 1] or groups
    test = np.zeros(count, dtype=bool)
    for group in groups:
        count = round((1 - train_share) * len(group))
        test[group[: min(max(count, 1), len(group) - 1)]] = True
    return test


def standardise(inputs: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shift and scale each column to mean 0 and standard deviation 1 in the training part.

    Args:
        inputs: (N, F), or (N,), such as the targets of a regression.
        test: Which examples are the test part, (N,) bool.

    Returns:
        The new inputs (N, F), the means (F,) and the standard deviations (F,), all float32. A column that is constant
        in the training part has standard deviation 1.
    """
    exact = inputs.astype(np.float64)
    mean, deviation = np.asarray(exact[~test].mean(axis=0)), np.asarray(exact[~test].std(axis=0))
    constant = deviation <= 1e-7 * np.abs(mean)  # float32 holds no finer differences
    deviation = np.where(constant, 1.0, deviation)
    return ((exact - mean) / deviation).astype(np.float32), mean.astype(np.float32), deviation.astype(np.float32)


def balanced(labels: np.ndarray, most: int) -> np.ndarray:
    """Return the indices of `most` of the labels (N,), from all classes in turn; all indices if `most` is 0."""
    if not 0 < most < len(labels):
        return np.arange(len(labels))
    rank = np.zeros(len(labels), dtype=np.int64)  # among the labels of its class
    for label in np.unique(labels):
        rank[labels == label] = np.arange((labels == label).sum())
    return np.sort(np.argsort(rank, kind="stable")[:most])


def remaining(targets: np.ndarray, test: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Return the indices (M,) of the test examples and of `most` others, 0 for all; classes are balanced."""
    shuffled = np.random.default_rng(seed).permutation(len(test))
    train = shuffled[~test[shuffled]]
    chosen = balanced(targets[train], most) if np.issubdtype(targets.dtype, np.integer) else slice(most or None)
    return np.sort(np.concatenate([train[chosen], np.flatnonzero(test)]))
