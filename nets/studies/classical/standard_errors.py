"""What repeated fits say: bias and variance over resamples, and means over splits; numpy alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Parts(NamedTuple):
    """The mean error of models fitted to resamples, and where it comes from.

    Of classes (Domingos 2000): bias is the error of what most of the models say, variance how often a model says
    something else than most. Of numbers, as shares of the targets' variance: the squared error of the models' mean, and
    the mean squared distance of a model from it; there the two add up to the error.
    """

    error: float
    bias: float
    variance: float


def parts(answers: np.ndarray, truth: np.ndarray, classes: int) -> Parts:
    """Of answers (B, N) of B models to N test examples with targets (N,): class indices or numbers."""
    if not classes:
        spread = float(truth.var()) or 1.0
        mean = answers.mean(axis=0)
        error, bias = np.square(answers - truth).mean(), np.square(mean - truth).mean()
        return Parts(float(error) / spread, float(bias) / spread, float(answers.var(axis=0).mean()) / spread)
    votes = np.stack([(answers == label).sum(axis=0) for label in range(classes)])  # (K, N)
    most = votes.argmax(axis=0)
    return Parts(float((answers != truth).mean()), float((most != truth).mean()), float((answers != most).mean()))


class Paired(NamedTuple):
    """How much better one is than another on the same splits: the mean difference and its standard error."""

    mean: float
    error: float
    splits: int

    @property
    def sure(self) -> bool:
        """Whether the difference is more than two standard errors from nought."""
        return self.splits > 2 and abs(self.mean) > 2 * self.error


def paired(first: np.ndarray, second: np.ndarray) -> Paired:
    """The difference of two models' scores (S,) over the same splits."""
    away = np.asarray(first, float) - np.asarray(second, float)
    error = float(away.std(ddof=1) / np.sqrt(len(away))) if len(away) > 1 else float("inf")
    return Paired(float(away.mean()), error, len(away))
