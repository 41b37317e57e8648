"""Dividing examples into a training and a test part, and scaling inputs by what the training part shows."""

from __future__ import annotations

import numpy as np

from nets.experiment.user_error import N_, Problem


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


def balanced(labels: np.ndarray, most: int) -> np.ndarray:
    """The places of `most` of the labels (N,), taking the classes in turn; of all where most is 0."""
    if not 0 < most < len(labels):
        return np.arange(len(labels))
    turn = np.zeros(len(labels), dtype=np.int64)  # how many of its class come before it
    for label in np.unique(labels):
        turn[labels == label] = np.arange((labels == label).sum())
    return np.sort(np.argsort(turn, kind="stable")[:most])


def remaining(targets: np.ndarray, test: np.ndarray, most: int, seed: int) -> np.ndarray:
    """The places (M,) of the test examples and of `most` of the others, 0 for all; integer targets are balanced."""
    shuffled = np.random.default_rng(seed).permutation(len(test))
    train = shuffled[~test[shuffled]]
    chosen = balanced(targets[train], most) if np.issubdtype(targets.dtype, np.integer) else slice(most or None)
    return np.sort(np.concatenate([train[chosen], np.flatnonzero(test)]))
