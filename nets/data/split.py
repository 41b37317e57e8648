"""Dividing examples into a training and a test part, and scaling inputs by what the training part shows."""

from __future__ import annotations

import numpy as np

from nets.training.problem import N_, Problem


def split(targets: np.ndarray, train_share: float, seed: int) -> np.ndarray:
    """Which examples are for testing: (N,) bool, with at least one example on each side.

    Integer targets are classes and every class with two members or more is divided by the same share; a class
    with one member stays in training. A larger `train_share` moves examples over and changes nothing else.
    Raises Problem when there are fewer than two examples.
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
        wanted = round((1 - train_share) * len(group))
        test[group[: min(max(wanted, 1), len(group) - 1)]] = True
    return test


def standardise(inputs: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shift and scale each column of `inputs` (N, F) to mean 0 and deviation 1 over the training part.

    Returns the new inputs (N, F), the means (F,) and the deviations (F,), all float32. A column that is constant
    in the training part has deviation 1. A plain column (N,), such as a regression's targets, works alike.
    """
    exact = inputs.astype(np.float64)
    mean, deviation = np.asarray(exact[~test].mean(axis=0)), np.asarray(exact[~test].std(axis=0))
    constant = deviation <= 1e-7 * np.abs(mean)  # float32 holds no finer differences
    deviation = np.where(constant, 1.0, deviation)
    return ((exact - mean) / deviation).astype(np.float32), mean.astype(np.float32), deviation.astype(np.float32)


def mislabelled(targets: np.ndarray, test: np.ndarray, classes: int, share: float, seed: int) -> np.ndarray:
    """Class indices (N,) with this share of the training ones replaced by another class.

    A larger share replaces those of a smaller one and more.
    """
    rng = np.random.default_rng([seed, 1])
    training = rng.permutation(np.flatnonzero(~test))
    shift = rng.integers(1, classes, len(training))
    wrong = slice(round(share * len(training)))
    noisy = targets.copy()
    noisy[training[wrong]] = (targets[training[wrong]] + shift[wrong]) % classes
    return noisy


def disturbed(targets: np.ndarray, test: np.ndarray, classes: int, share: float, seed: int) -> np.ndarray:
    """Targets (N,) with label noise in the training part: wrong classes, or where there are none numbers blurred."""
    if classes:
        return mislabelled(targets, test, classes, share, seed)
    rng = np.random.default_rng([seed, 1])
    training = rng.permutation(np.flatnonzero(~test))
    noisy = targets.copy()
    noisy[training] += share * targets[training].std() * rng.normal(size=len(training))
    return noisy
