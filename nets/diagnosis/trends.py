"""Whether a loss falls, stands still or rises, and how far it is above its best. Torch-free."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from nets.diagnosis.evidence import Evidence

Direction = Literal["falling", "flat", "rising", "unknown"]

REPORTS_OVER, REPORTS_RUNNING = 6, 20  # in the second half of the run, before a trend is judged
FLAT, FLAT_TEST = 0.02, 0.05  # relative change over the second half of the run
SLOWING, ENDING = 0.35, 0.1  # fall in the second half over that in the first; and over the loss
ABOVE, FAR_ABOVE = 1.05, 1.25  # test loss over its best
FAR_FROM_BEGUN = 0.1  # and how far above its best, over the first test loss
LATE = 0.8  # of the run: a best value after that is no sign that the best is past


class Halves(NamedTuple):
    """Medians of a loss when the run began, when its second half began, and now."""

    begun: float
    then: float
    now: float


def halves(evidence: Evidence, values: np.ndarray) -> Halves | None:
    """The medians of `values` (N,), reported at `evidence.steps`; None where there are too few of them."""
    steps = evidence.steps
    if len(values) != len(steps) or not len(steps) or not np.isfinite(values[-1]):
        return None
    late = values[steps > (steps[0] + steps[-1]) / 2]
    if len(late) < (REPORTS_OVER if evidence.over else REPORTS_RUNNING):
        return None
    part = len(late) // 3
    return Halves(float(values[0]), float(np.median(late[:part])), float(np.median(late[-part:])))


def train_trend(evidence: Evidence, poor: bool) -> Direction:
    """The direction of the training loss. One that falls ever more slowly to a `poor` end is flat."""
    found = halves(evidence, evidence.train)
    if found is None:
        return "unknown"
    fall, before = found.then - found.now, found.begun - found.then
    if poor and evidence.over and 0 <= fall < min(ENDING * abs(found.then), SLOWING * before):
        return "flat"
    return _direction(fall, FLAT * abs(found.then))


def test_trend(evidence: Evidence) -> Literal["falling", "flat", "rising", "far above", "unknown"]:
    """The direction of the test loss, and whether it is above or far above its best."""
    found, best = halves(evidence, evidence.test), best_of(evidence)
    if found is None:
        return "unknown"
    if best is not None and best.now > ABOVE * best.loss:
        far = best.now > FAR_ABOVE * best.loss and best.now - best.loss > FAR_FROM_BEGUN * found.begun
        return "far above" if far and best.learns_on else "rising"
    return _direction(found.then - found.now, FLAT_TEST * abs(found.then))


def _direction(fall: float, flat: float) -> Direction:
    return "flat" if abs(fall) <= flat else "falling" if fall > 0 else "rising"


class Best(NamedTuple):
    """The least test loss and its step, the test loss now, and whether the training loss is lower now than then."""

    step: int
    loss: float
    now: float
    learns_on: bool


def best_of(evidence: Evidence) -> Best | None:
    """The best test loss of a run, where it is past; None where it is not, or where there are too few figures."""
    train, test, steps = evidence.train, evidence.test, evidence.steps
    if len(test) < 2 * REPORTS_OVER or len(test) != len(steps) or not np.isfinite(test).any():
        return None
    smooth = np.array([np.median(test[max(0, at - 2) : at + 3]) for at in range(len(test))])
    best = int(np.nanargmin(smooth))
    if steps[best] > steps[0] + LATE * (steps[-1] - steps[0]):
        return None
    learns_on = bool(np.median(train[-5:]) < smooth_at(train, best))
    return Best(int(steps[best]), float(smooth[best]), float(np.median(test[-5:])), learns_on)


def smooth_at(values: np.ndarray, at: int) -> float:
    """The median of a value and its two neighbours on either side."""
    return float(np.median(values[max(0, at - 2) : at + 3]))
