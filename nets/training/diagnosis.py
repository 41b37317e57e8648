"""Diagnosis: what is wrong with a training, or right, in words. Reads a history and the latest look; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nets.training.experiment import Experiment
from nets.training.history import History, Line
from nets.training.news import Look
from nets.training.problem import N_, Problem
from nets.training.remedies import remedy

ENOUGH = 20  # reports before a trend is judged
VANISHING = 1e-3  # gradient of the first weights over that of the last
EXPLODING = 1e3
DEAD_SHARE = 0.5  # of the units of a layer; a third of them dead is common in ReLU nets that learn well
GAP = 1.25  # test loss over its own least value, while the training loss still falls
SOLVED = 0.97  # test accuracy
LEAPS = 0.2  # how far the loss rises between reports, over its size
STRAIGHT = 0.3  # net fall of the loss over all its ups and downs: near 1 for small steps, near 0 for a plateau
EQUAL = 1e-5  # relative difference of weights below which they count as the same
LEARNT = 0.9  # of the first loss: below it, a loss that never comes near nought may stand still
FLAT = 0.02  # relative fall of the loss below which it counts as standing still


@dataclass(frozen=True)
class Finding:
    """One thing to tell: `kind` names it, `tone` is "good", "note" or "bad", `fix` are knobs to turn against it."""

    kind: str
    tone: str
    words: Problem
    fix: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """What the judges look at. `weights` are the gradient norms of each weight matrix, first layer first."""

    experiment: Experiment
    history: History
    look: Look | None
    train: np.ndarray
    test: np.ndarray
    weights: list[np.ndarray]


def diagnose(experiment: Experiment, history: History, look: Look | None, state: str) -> Finding:
    """The most urgent thing to say about a run, with what to do against it where something is known."""
    found = _found(experiment, history, look, state)
    return replace(found, fix=remedy(found.kind, experiment))


def _found(experiment: Experiment, history: History, look: Look | None, state: str) -> Finding:
    line, train, test = history.line("train_loss"), *(_by_step(history.line(f"{n}_loss")) for n in ("train", "test"))
    names = [name for name in history.names() if name.startswith("gradient/") and "weight" in name]
    evidence = Evidence(experiment, history, look, train, test, [history.line(name).last for name in names])
    if state == "diverged":
        return _diverged(evidence)
    if len(train) < 2 or line.step[-1] == 0:
        return Finding("untrained", "note", Problem(N_("The net is untrained: its weights are random. Press Train.")))
    return next((found for judge in JUDGES for found in judge(evidence)), _learning(evidence))


def _by_step(line: Line) -> np.ndarray:
    """The last value of each step: weights that are written by hand are reported too, often before any update."""
    return line.last[np.append(line.step[1:] != line.step[:-1], True)[: len(line.step)]]


def _diverged(evidence: Evidence) -> Finding:
    step = evidence.history.line("loss").step[-1]
    text = N_(
        "The loss is no longer a number since step {step}: the updates overshot further and further. "
        "The learning rate {lr:g} is most likely too large."
    )
    rate = evidence.experiment.fit.lr
    return Finding("diverged", "bad", Problem(text, step=int(step), lr=rate))


def _correcting(evidence: Evidence) -> Iterator[Finding]:
    """A single neuron that learns from its mistakes alone stops by itself, or never does."""
    if not _rosenblatt(evidence.experiment) or getattr(evidence.experiment.net, "hidden", None) != ():
        return
    wrong = 1 - evidence.history.last("train_accuracy")
    if wrong <= 0:
        text = N_("Every training example is on its side of the line: the rule has nothing left to correct.")
        yield Finding("separated", "good", Problem(text))
    elif wrong < 1:
        text = N_(
            "{wrong:.1%} of the training examples are on the wrong side, and each moves the line. "
            "That ends only if a line can separate the classes; the average of the weights stays calm."
        )
        yield Finding("correcting", "note", Problem(text, wrong=wrong))


def _rosenblatt(experiment: Experiment) -> bool:
    return getattr(experiment.net, "loss", "") == "perceptron"


def _symmetric(evidence: Evidence) -> Iterator[Finding]:
    """All neurons of a hidden layer have the same weights, and the same gradient for ever."""
    answers = evidence.look.answers.get("weights", {}) if evidence.look else {}
    for number, name in enumerate(list(answers.get("layers", ()))[:-1], 1):
        rows = answers[f"{name}/weight"]  # (W, D)
        if rows.ndim == 2 and len(rows) > 1 and np.ptp(rows, axis=0).max() <= EQUAL * np.abs(rows).max(initial=0.0):
            text = N_(
                "All {count} neurons of layer {layer} are equal: they have the same weights and get the same updates, "
                "so they stay one neuron. Random initial weights tell them apart."
            )
            yield Finding("symmetric", "bad", Problem(text, count=len(rows), layer=number))
            return


def _too_high(evidence: Evidence) -> Iterator[Finding]:
    """The loss has risen above where it began, or leaps about widely. Rosenblatt's only grows with the rate."""
    train = evidence.train[-ENOUGH:]
    if len(train) < 5 or _rosenblatt(evidence.experiment):
        return
    begun, rate = evidence.train[0], evidence.experiment.fit.lr
    if np.median(train) > 1.3 * begun or _leaping(evidence.train[-3 * ENOUGH :], begun):
        text = N_("The loss leaps about or rises instead of falling: the learning rate {lr:g} is too large.")
        yield Finding("lr_high", "bad", Problem(text, lr=rate))


def _leaping(train: np.ndarray, begun: float) -> bool:
    """Whether the loss, still far from nought, rises again and again instead of falling."""
    if not np.isfinite(train).all():
        return True
    leaps = 2 * np.maximum(np.diff(train), 0).mean() / (np.abs(train).mean() + 1e-12)
    return bool(len(train) >= ENOUGH and leaps > LEAPS and np.median(train) > 0.2 * begun)


def _dead(evidence: Evidence) -> Iterator[Finding]:
    """ReLU units that answer zero to every example cannot learn any more."""
    if "relu" not in getattr(evidence.experiment.net, "activation", ()):
        return
    for name, dead in _dead_units(evidence.look):
        if dead.mean() > DEAD_SHARE:
            text = N_("{count} of {all} ReLU units in layer {layer} are dead: they answer 0 to every example.")
            words = Problem(text, count=int(dead.sum()), all=len(dead), layer=name)
            yield Finding("dead", "bad", words)
            return


def _dead_units(look: Look | None) -> Iterator[tuple[int, np.ndarray]]:
    answers = look.answers.get("activations", {}) if look else {}
    flags = [array for name, array in answers.items() if name.endswith("/dead")]
    yield from enumerate(flags, 1)


def _vanishing(evidence: Evidence) -> Iterator[Finding]:
    """The gradient of the first weights is a tiny fraction of the last one's, and has been from the start.

    One that becomes tiny later comes from saturated units, a consequence of something else.
    """
    if len(evidence.weights) < 3 or any(len(norms) < 3 for norms in evidence.weights):
        return
    first, last = evidence.weights[0], evidence.weights[-1]
    begun = np.median(first[:ENOUGH]) / max(np.median(last[:ENOUGH]), 1e-30)
    ratio = np.median(first[-ENOUGH:]) / max(np.median(last[-ENOUGH:]), 1e-30)
    if np.median(last[-ENOUGH:]) > 0 and max(begun, ratio) < VANISHING:
        text = N_(
            "The gradient vanishes: in the first layer it is {ratio:.0e} of that in the last, "
            "so the first hardly learns."
        )
        yield Finding("vanishing", "bad", Problem(text, ratio=float(ratio)))


def _exploding(evidence: Evidence) -> Iterator[Finding]:
    """Some gradient has grown enormously."""
    peaks = [norms[-ENOUGH:].max() for norms in evidence.weights if len(norms)]
    if peaks and max(peaks) > EXPLODING:
        text = N_("The gradient explodes: its norm reached {norm:.0e}. Clipping or a smaller learning rate tames it.")
        yield Finding("exploding", "bad", Problem(text, norm=max(peaks)))


def _overfitting(evidence: Evidence) -> Iterator[Finding]:
    """The test loss has long passed its best while the training loss still falls."""
    train, test = evidence.train, evidence.test
    if len(test) < ENOUGH or np.isnan(test).all():
        return
    best = int(np.nanargmin(test))
    now = float(np.median(test[-5:]))
    risen = now > GAP * test[best] and now - test[best] > 0.1 * test[0]
    if best < 0.8 * len(test) and risen and np.median(train[-5:]) < train[best]:
        text = N_(
            "Overfitting: since step {step} the test loss rises, from {best:.3g} to {now:.3g}, "
            "while the training loss falls."
        )
        step = int(evidence.history.line("test_loss").step[best])
        words = Problem(text, step=step, best=float(test[best]), now=now)
        yield Finding("overfitting", "bad", words)


def _standing(evidence: Evidence) -> Iterator[Finding]:
    """The loss hardly falls: because the steps are too small, or because there is no way on."""
    train = evidence.train
    if len(train) < 3 * ENOUGH:
        return
    if evidence.experiment.floor and np.median(train[-5:]) < LEARNT * train[0]:
        return  # how much of the loss is left to learn nobody knows
    begun, now = float(train[0]), float(np.median(train[-5:]))
    then = float(np.median(train[-3 * ENOUGH : -2 * ENOUGH]))
    if abs(then - now) > FLAT * abs(then) or now < 0.1 * begun:
        return
    rate, recent = evidence.experiment.fit.lr, train[-3 * ENOUGH :]
    straight = (recent[0] - recent[-1]) / (np.abs(np.diff(recent)).sum() + 1e-12)
    if now > 0.9 * begun and straight > STRAIGHT:
        text = N_(
            "The loss has hardly fallen since the start: "
            "the learning rate {lr:g} may be too small, or the net too small."
        )
        yield Finding("lr_low", "bad", Problem(text, lr=rate))
    else:
        text = N_(
            "A plateau: the loss stands at {loss:.3g}. A larger net, other features or another learning rate may help."
        )
        yield Finding("plateau", "note", Problem(text, loss=now))


def _solved(evidence: Evidence) -> Iterator[Finding]:
    """Nearly all of the test examples, or of the analogies, have been right for a while."""
    solved = evidence.history.line("test_analogies").last[-5:]
    if len(solved) == 5 and np.median(solved) >= SOLVED:
        text = N_("Solved: {accuracy:.0%} of the analogies are right.")
        yield Finding("solved", "good", Problem(text, accuracy=float(np.median(solved))))
    accuracy = evidence.history.line("test_accuracy").last[-5:]
    if len(accuracy) and np.median(accuracy) >= SOLVED:
        text = N_("Solved: {accuracy:.0%} of the test examples are right.")
        yield Finding("solved", "good", Problem(text, accuracy=float(np.median(accuracy))))


def _learning(evidence: Evidence) -> Finding:
    now, begun = float(evidence.train[-1]), float(evidence.train[0])
    text = N_("Learning: the training loss fell from {begun:.3g} to {now:.3g}.")
    return Finding("learning", "good", Problem(text, begun=begun, now=now))


JUDGES: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    _exploding,
    _correcting,
    _solved,
    _symmetric,
    _too_high,
    _dead,
    _vanishing,
    _overfitting,
    _standing,
)
