"""Count and cost the errors of a classifier at each threshold; numpy only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class ConfusionCounts(NamedTuple):
    """Confusion matrix of one class against the others, in numbers of examples."""

    true_positives: int
    false_negatives: int
    false_positives: int
    true_negatives: int

    @property
    def recall(self) -> float:
        """The share of the class that is predicted positive."""
        return self.true_positives / max(1, self.true_positives + self.false_negatives)

    @property
    def precision(self) -> float:
        """The share of positive predictions that are right; 1 if there are none."""
        return (
            self.true_positives / (self.true_positives + self.false_positives)
            if self.true_positives + self.false_positives
            else 1.0
        )

    @property
    def false_positive_rate(self) -> float:
        """The share of the other classes that is predicted positive."""
        return self.false_positives / max(1, self.false_positives + self.true_negatives)

    def cost(self, false_negative: float, false_positive: float) -> float:
        """Return the total cost of the errors, given the cost of one of each kind."""
        return false_negative * self.false_negatives + false_positive * self.false_positives


class RocCurve(NamedTuple):
    """Counts at every threshold T that changes them, from above all scores downwards.

    Attributes:
        thresholds: The thresholds (T,).
        true_positives: Number at each threshold (T,).
        false_positives: Number at each threshold (T,).
        positives: Number of examples of the class.
        negatives: Number of examples of the other classes.
    """

    thresholds: np.ndarray
    true_positives: np.ndarray
    false_positives: np.ndarray
    positives: int
    negatives: int

    @property
    def recall(self) -> np.ndarray:
        """The share of the class that is predicted positive, at each threshold."""
        return self.true_positives / max(1, self.positives)

    @property
    def false_positive_rate(self) -> np.ndarray:
        """The share of the other classes that is predicted positive, at each threshold."""
        return self.false_positives / max(1, self.negatives)

    @property
    def precision(self) -> np.ndarray:
        """The share of positive predictions that are right, at each threshold; 1 if there are none."""
        predicted = self.true_positives + self.false_positives
        return np.where(predicted > 0, self.true_positives / np.maximum(predicted, 1), 1.0)

    @property
    def auc(self) -> float:
        """Area under the ROC curve: the probability that an example of the class scores higher than another."""
        return float(np.trapezoid(self.recall, self.false_positive_rate))

    @property
    def average_precision(self) -> float:
        """Mean precision over the steps of the recall."""
        return float((np.diff(self.recall) * self.precision[1:]).sum())

    def costs(self, false_negative: float, false_positive: float) -> np.ndarray:
        """Return the total cost of the errors at each threshold (T,)."""
        missed = self.positives - self.true_positives
        return false_negative * missed + false_positive * self.false_positives


def confusion_counts(scores: np.ndarray, truth: np.ndarray, threshold: float) -> ConfusionCounts:
    """Count the errors if scores (N,) of at least the threshold are predicted positive; truth (N,) bool."""
    predicted = scores >= threshold
    return ConfusionCounts(
        int((predicted & truth).sum()),
        int((~predicted & truth).sum()),
        int((predicted & ~truth).sum()),
        int((~predicted & ~truth).sum()),
    )


def roc_curve(scores: np.ndarray, truth: np.ndarray) -> RocCurve:
    """Return the counts at every different score (N,), and above the highest; truth (N,) bool."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order].astype(float)
    ends = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)  # the last of each run of equal scores
    hits = np.cumsum(truth[order])[ends]
    thresholds = np.concatenate([[np.inf], ordered[ends]])
    hits, alarms = np.concatenate([[0], hits]), np.concatenate([[0], ends + 1 - hits])
    positives = int(truth.sum())
    return RocCurve(thresholds, hits, alarms, positives, len(truth) - positives)
