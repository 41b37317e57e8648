"""Whether the learning rate is too large or too small, judged by the training loss. Torch-free."""

from __future__ import annotations

import numpy as np

from nets.diagnosis.evidence import Evidence
from nets.diagnosis.generalization import level

RECENT = 20  # reports
LEAST, ENOUGH = 5, 8  # reports: of the whole run, and of its second half
RISEN = 1.3  # median of the recent losses over the first
LEAPS = 0.2  # how far the loss rises between reports, over its size
FAR = 0.2  # of the first loss: below it, leaps do not matter
KICKED = 2.0  # largest loss over the first: the first updates have thrown the weights away
HARDLY = 0.9  # of the first loss, that is left
SLOW, SLOW_AT_TINY = 1e-4, 2e-3  # of the first loss that an update takes away, also at a rate that is tiny
TINY, ABSURD = 0.05, 200.0  # of the rate that the family usually learns with
STRAIGHT = 0.3  # net fall over all ups and downs: near 1 for small steps, near 0 for a plateau
STEADY = 0.5  # speed in the second half over that in the first: a loss that comes to its end slows down


def rate_too_high(evidence: Evidence) -> bool:
    """Whether the loss has risen above where it began. Rosenblatt's only grows with the rate."""
    train = evidence.train
    if len(train) < LEAST or evidence.rosenblatt:
        return False
    if not np.isfinite(train[-3 * RECENT :]).all():
        return True
    fit, usual = evidence.experiment.fit, type(evidence.experiment).model_fields["fit"].default
    absurd = fit.lr > ABSURD * usual.lr and level(evidence) == "poor"
    return bool(np.median(train[-RECENT:]) > RISEN * train[0] or absurd)


def loss_leaps(evidence: Evidence) -> bool:
    """Whether the loss, still far from zero, rises again and again, or was thrown far up at first."""
    train, steps = evidence.train, evidence.steps
    if len(train) >= LEAST and train.max() > KICKED * train[0] and level(evidence) == "poor":
        return not evidence.rosenblatt
    late = train[steps > (steps[0] + steps[-1]) / 2][-3 * RECENT :] if len(train) else train
    if len(late) < ENOUGH or evidence.rosenblatt or not np.isfinite(late).all():
        return False
    leaps = 2 * np.maximum(np.diff(late), 0).mean() / (np.abs(late).mean() + 1e-12)
    return bool(leaps > LEAPS and np.median(late) > FAR * train[0])


def rate_too_low(evidence: Evidence) -> bool:
    """Whether the loss falls on and on at a steady speed, and so slowly that it has got nowhere."""
    train, steps = evidence.train, evidence.steps
    updates = int(steps[-1] - steps[0]) if len(steps) else 0
    if len(train) < 2 * LEAST or updates < RECENT or not np.isfinite(train).all():
        return False
    begun, now = float(train[0]), float(train[-1])
    middle = float(np.interp((steps[0] + steps[-1]) / 2, steps, train))
    straight = (begun - now) / (np.abs(np.diff(train)).sum() + 1e-12)
    fit, usual = evidence.experiment.fit, type(evidence.experiment).model_fields["fit"].default
    slowly = begun - now < (SLOW_AT_TINY if fit.lr < TINY * usual.lr else SLOW) * begun * updates
    steady = fit.schedule != "constant" or middle - now > STEADY * (begun - middle)
    return bool(HARDLY * begun < now < begun and slowly and steady and straight > STRAIGHT)
