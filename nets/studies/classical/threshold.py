"""Where to draw the line between two answers: counts, curves and costs at each threshold; numpy alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Counts(NamedTuple):
    """Of examples that are (true) or are not the class in question, how many were called so."""

    hits: int
    misses: int
    alarms: int  # false ones
    passed: int

    @property
    def recall(self) -> float:
        """The share of the class that is found."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def precision(self) -> float:
        """The share of those called so that are so; 1 where nothing is called so."""
        return self.hits / (self.hits + self.alarms) if self.hits + self.alarms else 1.0

    @property
    def alarm_rate(self) -> float:
        """The share of the others that are called so."""
        return self.alarms / max(1, self.alarms + self.passed)

    def cost(self, miss: float, alarm: float) -> float:
        """What the mistakes cost together."""
        return miss * self.misses + alarm * self.alarms


class Curve(NamedTuple):
    """Counts at every threshold that makes a difference, from the highest threshold, above all scores, down."""

    thresholds: np.ndarray
    hits: np.ndarray
    alarms: np.ndarray
    positives: int
    negatives: int

    @property
    def recall(self) -> np.ndarray:
        """The share of the class that is found."""
        return self.hits / max(1, self.positives)

    @property
    def alarm_rate(self) -> np.ndarray:
        """The share of the others that are called so."""
        return self.alarms / max(1, self.negatives)

    @property
    def precision(self) -> np.ndarray:
        """The share of those called so that are so; 1 where nothing is called so."""
        called = self.hits + self.alarms
        return np.where(called > 0, self.hits / np.maximum(called, 1), 1.0)

    @property
    def area(self) -> float:
        """The area under recall over false alarms: the chance that an example of the class has the higher score."""
        return float(np.trapezoid(self.recall, self.alarm_rate))

    @property
    def average_precision(self) -> float:
        """The mean precision over the steps of the recall."""
        return float((np.diff(self.recall) * self.precision[1:]).sum())

    def costs(self, miss: float, alarm: float) -> np.ndarray:
        """What the mistakes cost together, at each threshold."""
        return miss * (self.positives - self.hits) + alarm * self.alarms


def counts(scores: np.ndarray, truth: np.ndarray, threshold: float) -> Counts:
    """Of scores (N,) at least as high as the threshold, and truth (N,) bool."""
    called = scores >= threshold
    return Counts(
        int((called & truth).sum()),
        int((~called & truth).sum()),
        int((called & ~truth).sum()),
        int((~called & ~truth).sum()),
    )


def curve(scores: np.ndarray, truth: np.ndarray) -> Curve:
    """The counts at every different score, and above the highest."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order].astype(float)
    ends = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)  # the last of each run of equal scores
    hits = np.cumsum(truth[order])[ends]
    thresholds = np.concatenate([[np.inf], ordered[ends]])
    hits, alarms = np.concatenate([[0], hits]), np.concatenate([[0], ends + 1 - hits])
    positives = int(truth.sum())
    return Curve(thresholds, hits, alarms, positives, len(truth) - positives)
