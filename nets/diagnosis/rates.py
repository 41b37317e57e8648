"""Whether the learning rate is too large or too small, judged by the training loss. Torch-free."""

from __future__ import annotations

import numpy as np

from nets.diagnosis.evidence import Evidence
from nets.diagnosis.generalization import level

RECENT_REPORTS = 20
MIN_REPORTS, MIN_LATE_REPORTS = 5, 8  # reports: of the whole run, and of its second half
RISE_FACTOR = 1.3  # median of the recent losses over the first
LEAP_SIZE = 0.2  # how far the loss rises between reports, over its size
FAR_FROM_ZERO = 0.2  # of the first loss: below it, leaps do not matter
KICK_FACTOR = 2.0  # largest loss over the first: the first updates have thrown the weights away
UNLEARNT_SHARE = 0.9  # of the first loss, that is left
SLOW_FALL, SLOW_FALL_AT_TINY_RATE = 1e-4, 2e-3  # of the first loss, per update
TINY_RATE, ABSURD_RATE = 0.05, 200.0  # of the rate that the family usually learns with
MIN_STRAIGHTNESS = 0.3  # net fall over all ups and downs: near 1 for small steps, near 0 for a plateau
MIN_STEADINESS = 0.5  # speed in the second half over that in the first: a loss that comes to its end slows down


def is_rate_too_high(evidence: Evidence) -> bool:
    """Return whether the loss has risen above its first value; never for Rosenblatt's rule."""
    train = evidence.train
    if len(train) < MIN_REPORTS or evidence.is_rosenblatt:
        return False
    if not np.isfinite(train[-3 * RECENT_REPORTS :]).all():
        return True
    fit, default = evidence.experiment.fit, type(evidence.experiment).model_fields["fit"].default
    is_absurd = fit.lr > ABSURD_RATE * default.lr and level(evidence) == "poor"
    return bool(np.median(train[-RECENT_REPORTS:]) > RISE_FACTOR * train[0] or is_absurd)


def is_loss_leaping(evidence: Evidence) -> bool:
    """Return whether the loss, still far from zero, rises again and again, or rose far at first."""
    train, steps = evidence.train, evidence.steps
    if len(train) >= MIN_REPORTS and train.max() > KICK_FACTOR * train[0] and level(evidence) == "poor":
        return not evidence.is_rosenblatt
    late_losses = train[steps > (steps[0] + steps[-1]) / 2][-3 * RECENT_REPORTS :] if len(train) else train
    if len(late_losses) < MIN_LATE_REPORTS or evidence.is_rosenblatt or not np.isfinite(late_losses).all():
        return False
    leap = 2 * np.maximum(np.diff(late_losses), 0).mean() / (np.abs(late_losses).mean() + 1e-12)
    return bool(leap > LEAP_SIZE and np.median(late_losses) > FAR_FROM_ZERO * train[0])


def is_rate_too_low(evidence: Evidence) -> bool:
    """Return whether the loss falls at a steady speed, but so slowly that it has hardly changed."""
    train, steps = evidence.train, evidence.steps
    updates = int(steps[-1] - steps[0]) if len(steps) else 0
    if len(train) < 2 * MIN_REPORTS or updates < RECENT_REPORTS or not np.isfinite(train).all():
        return False
    first, last = float(train[0]), float(train[-1])
    middle = float(np.interp((steps[0] + steps[-1]) / 2, steps, train))
    straightness = (first - last) / (np.abs(np.diff(train)).sum() + 1e-12)
    fit, default = evidence.experiment.fit, type(evidence.experiment).model_fields["fit"].default
    is_slow = (
        first - last < (SLOW_FALL_AT_TINY_RATE if fit.lr < TINY_RATE * default.lr else SLOW_FALL) * first * updates
    )
    is_steady = fit.schedule != "constant" or middle - last > MIN_STEADINESS * (first - middle)
    return bool(UNLEARNT_SHARE * first < last < first and is_slow and is_steady and straightness > MIN_STRAIGHTNESS)
