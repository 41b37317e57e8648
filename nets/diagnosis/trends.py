"""Whether a loss falls, stands still or rises, and how far it is above its best. Torch-free."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from nets.diagnosis.evidence import Evidence

Direction = Literal["falling", "flat", "rising", "unknown"]

REPORTS, LATE_REPORTS = 8, 20  # of a run that is over; in the second half of one that still trains
STILL = 0.005  # relative change over the second half of the run that is none
SLOW, SLOW_AT_THE_END = 0.02, 0.1  # relative fall over the second half that may be the end of a fall
SLOWING, SLOWING_LINE = 0.15, 0.35  # fall in the second half over that in the first; of a net that is too simple
HARDLY, PATIENCE = 0.9, 400  # of the first loss that is left; updates that it may stand there before it is judged
FLAT_TEST = 0.1  # relative change of the test loss over the second half
ABOVE, FAR_ABOVE = 1.05, 1.25  # test loss over its best
FAR_FROM_BEGUN = 0.1  # and how far above its best, over the first test loss
LATE = 0.8  # of the run: a best value after that is no sign that the best is past


class Halves(NamedTuple):
    """Medians of a loss when the run began, when its second half began, and now; and how far it moves in a report."""

    begun: float
    then: float
    now: float
    noise: float


def halves(evidence: Evidence, values: np.ndarray) -> Halves | None:
    """The medians of `values` (N,), reported at `evidence.steps`; None where there are too few of them."""
    steps = evidence.steps
    if len(values) != len(steps) or len(steps) < REPORTS or not np.isfinite(values[-1]):
        return None
    late = values[min(len(values) - 2, int(np.searchsorted(steps, (steps[0] + steps[-1]) / 2))) :]
    if not evidence.over and len(late) < LATE_REPORTS:
        return None
    part, noise = -(-len(late) // 3), float(np.median(np.abs(np.diff(late)))) if len(late) > REPORTS else 0.0
    return Halves(float(values[0]), float(np.median(late[:part])), float(np.median(late[-part:])), noise)


def trend_of_training_loss(evidence: Evidence) -> Direction:
    """The direction of the training loss; "flat" as well where a fall comes to its end."""
    loss = halves(evidence, evidence.train)
    if loss is None:
        return "unknown"
    fall, before, simple = loss.then - loss.now, loss.begun - loss.then, evidence.experiment.too_simple
    if not simple and loss.now > HARDLY * loss.begun and evidence.steps[-1] - evidence.steps[0] < PATIENCE:
        return "unknown"  # many nets stand still for a while before they begin to learn
    slow = SLOW_AT_THE_END if evidence.over or simple else SLOW
    if 0 <= fall < min(slow * abs(loss.then), (SLOWING_LINE if simple else SLOWING) * before):
        return "flat"
    return _direction(fall, max(STILL * abs(loss.then), 2 * loss.noise))


def trend_of_test_loss(evidence: Evidence) -> Literal["falling", "flat", "rising", "far above", "unknown"]:
    """The direction of the test loss, and whether it is above or far above its best."""
    loss, best = halves(evidence, evidence.test), best_of(evidence)
    if loss is None:
        return "unknown"
    if best is not None and best.now > ABOVE * best.loss:
        far = best.now > FAR_ABOVE * best.loss and best.now - best.loss > FAR_FROM_BEGUN * loss.begun
        return "far above" if far and best.learns_on else "rising"
    return _direction(loss.then - loss.now, FLAT_TEST * abs(loss.then))


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
    if len(test) < REPORTS or len(test) != len(steps) or not np.isfinite(test).any():
        return None
    medians = smooth(test)
    if np.isnan(medians).all():
        return None
    best = int(np.nanargmin(medians))
    if steps[best] > steps[0] + LATE * (steps[-1] - steps[0]):
        return None
    learns_on = bool(np.median(train[-5:]) < smooth(train)[best])
    return Best(int(steps[best]), float(medians[best]), float(np.median(test[-5:])), learns_on)


def smooth(values: np.ndarray) -> np.ndarray:
    """The median (N,) of each value and its two neighbours on either side, of fewer at both ends; N is 5 at least."""
    middle = np.median(np.lib.stride_tricks.sliding_window_view(values, 5), axis=1)
    ends = [np.median(part) for part in (values[:3], values[:4], values[-4:], values[-3:])]
    return np.concatenate([ends[:2], middle, ends[2:]])
