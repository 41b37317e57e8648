"""The direction of a loss, and how far it is above its minimum. Torch-free."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from nets.diagnosis.evidence import Evidence

Direction = Literal["falling", "flat", "rising", "unknown"]

MIN_REPORTS, MIN_LATE_REPORTS = 8, 20  # of a run that is over; in the second half of one that still trains
FLAT_CHANGE = 0.005  # relative change over the second half of the run that is none
SLOW_FALL, SLOW_FALL_AT_END = 0.02, 0.1  # relative fall over the second half that may be the end of a fall
SLOWDOWN, SLOWDOWN_OF_LINE = 0.15, 0.35  # fall in the second half over that in the first; of a net that is too simple
UNLEARNT_SHARE = 0.9  # of the first loss
PATIENCE_UPDATES = 400  # for which the loss may stay above that before it is judged
FLAT_TEST_CHANGE = 0.1  # relative change of the test loss over the second half
RISE_FACTOR, FAR_RISE_FACTOR = 1.05, 1.25  # test loss over its best
MIN_RISE_SHARE = 0.1  # and how far above its best, over the first test loss
LATE_SHARE = 0.8  # of the run: a best value after that is no sign that the best is past


class Halves(NamedTuple):
    """Medians of a loss at the start, middle and end of a run, and its usual change per report."""

    first: float
    middle: float
    last: float
    noise: float


def halves(evidence: Evidence, values: np.ndarray) -> Halves | None:
    """Return the medians of `values` (N,), reported at `evidence.steps`; None if there are too few."""
    steps = evidence.steps
    if len(values) != len(steps) or len(steps) < MIN_REPORTS or not np.isfinite(values[-1]):
        return None
    late_values = values[min(len(values) - 2, int(np.searchsorted(steps, (steps[0] + steps[-1]) / 2))) :]
    if not evidence.is_over and len(late_values) < MIN_LATE_REPORTS:
        return None
    part = -(-len(late_values) // 3)
    noise = float(np.median(np.abs(np.diff(late_values)))) if len(late_values) > MIN_REPORTS else 0.0
    return Halves(float(values[0]), float(np.median(late_values[:part])), float(np.median(late_values[-part:])), noise)


def trend_of_training_loss(evidence: Evidence) -> Direction:
    """Return the direction of the training loss; "flat" also at the end of a fall."""
    loss = halves(evidence, evidence.train)
    if loss is None:
        return "unknown"
    fall, earlier_fall, is_simple = loss.middle - loss.last, loss.first - loss.middle, evidence.experiment.too_simple
    updates = evidence.steps[-1] - evidence.steps[0]
    if not is_simple and loss.last > UNLEARNT_SHARE * loss.first and updates < PATIENCE_UPDATES:
        return "unknown"  # many nets stand still for a while before they begin to learn
    slow_fall = SLOW_FALL_AT_END if evidence.is_over or is_simple else SLOW_FALL
    if 0 <= fall < min(slow_fall * abs(loss.middle), (SLOWDOWN_OF_LINE if is_simple else SLOWDOWN) * earlier_fall):
        return "flat"
    return _direction(fall, max(FLAT_CHANGE * abs(loss.middle), 2 * loss.noise))


def trend_of_test_loss(evidence: Evidence) -> Literal["falling", "flat", "rising", "far above", "unknown"]:
    """Return the direction of the test loss, or that it is "far above" its minimum."""
    loss, best = halves(evidence, evidence.test), best_of(evidence)
    if loss is None:
        return "unknown"
    if best is not None and best.last > RISE_FACTOR * best.loss:
        is_far = best.last > FAR_RISE_FACTOR * best.loss and best.last - best.loss > MIN_RISE_SHARE * loss.first
        return "far above" if is_far and best.keeps_learning else "rising"
    return _direction(loss.middle - loss.last, FLAT_TEST_CHANGE * abs(loss.middle))


def _direction(fall: float, flat: float) -> Direction:
    return "flat" if abs(fall) <= flat else "falling" if fall > 0 else "rising"


class Best(NamedTuple):
    """The minimum of the test loss and its step, the latest test loss, and whether training improved."""

    step: int
    loss: float
    last: float
    keeps_learning: bool


def best_of(evidence: Evidence) -> Best | None:
    """Return the minimum of the test loss; None if it is not past, or if there are too few figures."""
    train, test, steps = evidence.train, evidence.test, evidence.steps
    if len(test) < MIN_REPORTS or len(test) != len(steps) or not np.isfinite(test).any():
        return None
    medians = running_median(test)
    if np.isnan(medians).all():
        return None
    best = int(np.nanargmin(medians))
    if steps[best] > steps[0] + LATE_SHARE * (steps[-1] - steps[0]):
        return None
    keeps_learning = bool(np.median(train[-5:]) < running_median(train)[best])
    return Best(int(steps[best]), float(medians[best]), float(np.median(test[-5:])), keeps_learning)


def running_median(values: np.ndarray) -> np.ndarray:
    """Return the running median (N,) over five values, fewer at the ends; N is at least 5."""
    middle = np.median(np.lib.stride_tricks.sliding_window_view(values, 5), axis=1)
    ends = [np.median(part) for part in (values[:3], values[:4], values[-4:], values[-3:])]
    return np.concatenate([ends[:2], middle, ends[2:]])
