"""Estimate bias and variance over resamples, and differences over splits; numpy only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class BiasVariance(NamedTuple):
    """Bias and variance of models fitted to resamples.

    For classes (Domingos 2000, "A unified bias-variance decomposition"): bias is the error of the majority vote,
    variance how often a model disagrees with it. For numbers, as shares of the variance of the targets: the squared
    error of the mean prediction, and the mean squared distance from it; these two add up to the error.
    """

    error: float
    bias: float
    variance: float


def bias_variance(predictions: np.ndarray, truth: np.ndarray, classes: int) -> BiasVariance:
    """Return bias and variance.

    Args:
        predictions: Of B models for N test examples (B, N): class indices or numbers.
        truth: Targets (N,).
        classes: Number of classes; 0 for numbers.
    """
    if not classes:
        spread = float(truth.var()) or 1.0
        mean = predictions.mean(axis=0)
        error, bias = np.square(predictions - truth).mean(), np.square(mean - truth).mean()
        variance = predictions.var(axis=0).mean()
        return BiasVariance(float(error) / spread, float(bias) / spread, float(variance) / spread)
    votes = np.stack([(predictions == label).sum(axis=0) for label in range(classes)])  # (K, N)
    majority = votes.argmax(axis=0)
    error, bias, variance = predictions != truth, majority != truth, predictions != majority
    return BiasVariance(float(error.mean()), float(bias.mean()), float(variance.mean()))


class PairedDifference(NamedTuple):
    """Mean difference of two scores on the same splits, and its standard error."""

    mean: float
    error: float
    splits: int

    @property
    def is_significant(self) -> bool:
        """Whether the difference is more than two standard errors from zero."""
        return self.splits > 2 and abs(self.mean) > 2 * self.error


def paired_difference(first: np.ndarray, second: np.ndarray) -> PairedDifference:
    """Return the difference of two models' scores (S,) on the same splits."""
    difference = np.asarray(first, float) - np.asarray(second, float)
    error = float(difference.std(ddof=1) / np.sqrt(len(difference))) if len(difference) > 1 else float("inf")
    return PairedDifference(float(difference.mean()), error, len(difference))
