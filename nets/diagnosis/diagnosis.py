"""Diagnosis: what is wrong with a training, or right, in words. Reads a history and the latest look; torch-free."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nets.diagnosis.evidence import Evidence
from nets.diagnosis.fit_words import fit_finding
from nets.diagnosis.generalization import Gap, gap_of, level
from nets.diagnosis.rates import loss_leaps, rate_too_high, rate_too_low
from nets.diagnosis.remedies import remedy
from nets.experiment.experiment import Experiment
from nets.experiment.user_error import N_, Problem
from nets.training.evaluated_examples import UNKNOWN, Evaluated
from nets.training.history import History
from nets.training.manual_edits import Edit, Written
from nets.training.messages import ProbeAnswers

RECENT = 20  # reports
VANISHING = 1e-3  # gradient of the first weights over that of the last
EXPLODING = 1e3
DEAD_SHARE = 0.5  # of the units of a layer; a third of them dead is common in ReLU nets that learn well
SOLVED = 0.97  # test accuracy, share of the analogies, or R²
EQUAL = 1e-5  # relative difference of weights below which they count as the same
FEW = 5  # updates; a net that has made no more is not judged
STILL = 0.005  # relative change of the training loss that is none
CODES = {  # of findings, as the command line prints them, where they are not called the same
    "lr_high": "rate_too_high",
    "lr_low": "rate_too_low",
    "dead": "dead_units",
    "symmetric": "plateau",
    "still": "plateau",
    "separated": "solved",
    "correcting": "learning",
    "by_hand": "untrained",
    "begun": "untrained",
}


@dataclass(frozen=True)
class Finding:
    """What to say of a run: `kind` names it, `tone` is "good", "note" or "bad", `fix` are settings to try against it.

    `gap` is how far the test set is behind the training set, None where it is not known.
    """

    kind: str
    tone: str
    words: Problem
    fix: Mapping[str, Any] = field(default_factory=dict)
    gap: Gap | None = None

    @property
    def code(self) -> str:
        """The finding in a word, as the command line prints it."""
        return CODES.get(self.kind, self.kind)


def diagnose(
    experiment: Experiment,
    history: History,
    look: ProbeAnswers | None,
    state: str,
    evaluated: Evaluated = UNKNOWN,
    edits: Sequence[Edit] = (),
) -> Finding:
    """The most urgent thing to say about a net, with what to try against it where something is known.

    Args:
        experiment: The settings of the run, as they stand at the moment that is shown.
        history: The figures up to that moment.
        look: What the probes said at that moment.
        state: The state of the run, one of `nets.engine.run_state.RunState`.
        evaluated: How many examples the figures average.
        edits: What was changed by hand up to that moment; figures from before a weight was written do not count.
    """
    since = next((edit.step for edit in reversed(edits) if isinstance(edit, Written)), None)
    over = state in ("done", "stopped", "failed")
    evidence = Evidence(experiment, history, look, evaluated, since, over)
    found = _found(evidence, state)
    untrained = found.kind in ("untrained", "begun", "diverged")
    return replace(found, fix=remedy(found.kind, experiment), gap=None if untrained else gap_of(evidence))


def _found(evidence: Evidence, state: str) -> Finding:
    if state == "diverged":
        return _diverged(evidence)
    updates = int(evidence.steps[-1]) if len(evidence.steps) else 0
    if updates == 0 and evidence.since is None:
        return Finding("untrained", "note", Problem(N_("The net is untrained: its weights are random. Press Train.")))
    found = next((found for judge in JUDGES for found in judge(evidence)), None)
    if found is not None:
        return found
    if evidence.since is not None and len(evidence.train) < 2:
        return _by_hand(evidence)
    if evidence.since is None and (updates < FEW or len(evidence.train) < 2):
        return _begun(updates)
    return _learning(evidence)


def _by_hand(evidence: Evidence) -> Finding:
    if not len(evidence.train):  # a history that has grown long holds no figures of this very step
        return Finding("by_hand", "note", Problem(N_("Weights set by hand: the loss of this net is not known.")))
    text = N_("Weights set by hand: the training loss is {loss:.3g} now.")
    return Finding("by_hand", "note", Problem(text, loss=float(evidence.train[-1])))


def _begun(updates: int) -> Finding:
    text = N_("Training has just begun: after {count} updates it is too early to judge.")
    if updates == 1:
        text = N_("Training has just begun: after one update it is too early to judge.")
    return Finding("begun", "note", Problem(text, count=updates))


def _diverged(evidence: Evidence) -> Finding:
    step = evidence.history.line("loss").step
    text = N_(
        "The loss is no longer a number since step {step}: the updates overshot further and further. "
        "The learning rate {lr:g} is most likely too large."
    )
    rate = evidence.experiment.fit.lr
    return Finding("diverged", "bad", Problem(text, step=int(step[-1]) if len(step) else 0, lr=rate))


def _correcting(evidence: Evidence) -> Iterator[Finding]:
    """A single neuron that learns from its mistakes alone stops by itself, or never does."""
    if not evidence.rosenblatt or getattr(evidence.experiment.net, "hidden", None) != ():
        return
    wrong = 1 - evidence.last("train_accuracy", 1)
    if wrong <= 0:
        text = N_("Every training example is on its side of the line: the rule has nothing left to correct.")
        yield Finding("separated", "good", Problem(text))
    elif wrong < 1:
        text = N_(
            "{wrong:.1%} of the training examples are on the wrong side, and each moves the line. "
            "That ends only if a line can separate the classes; the average of the weights stays calm."
        )
        yield Finding("correcting", "note", Problem(text, wrong=wrong))


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
    """The loss has risen above where it began."""
    if rate_too_high(evidence):
        yield _high(evidence)


def _leaping(evidence: Evidence) -> Iterator[Finding]:
    """The loss leaps about widely, and not because its units are dead."""
    if loss_leaps(evidence):
        yield _high(evidence)


def _high(evidence: Evidence) -> Finding:
    text = N_("The loss leaps about or rises instead of falling: the learning rate {lr:g} is too large.")
    return Finding("lr_high", "bad", Problem(text, lr=evidence.experiment.fit.lr))


def _too_low(evidence: Evidence) -> Iterator[Finding]:
    """The loss falls steadily, but hardly at all."""
    if rate_too_low(evidence):
        text = N_(
            "The loss has hardly fallen since the start: "
            "the learning rate {lr:g} may be too small, or the net too small."
        )
        yield Finding("lr_low", "bad", Problem(text, lr=evidence.experiment.fit.lr))


def _dead(evidence: Evidence) -> Iterator[Finding]:
    """ReLU units that answer zero to every example cannot learn any more; a net that has learnt can spare them."""
    if level(evidence) == "learnt":
        return
    activation = getattr(evidence.experiment.net, "activation", ())
    if "relu" not in ((activation,) if isinstance(activation, str) else activation):
        return
    for name, dead in _dead_units(evidence.look):
        if dead.mean() > DEAD_SHARE:
            text = N_("{count} of {all} ReLU units in layer {layer} are dead: they answer 0 to every example.")
            words = Problem(text, count=int(dead.sum()), all=len(dead), layer=name)
            yield Finding("dead", "bad", words)
            return


def _dead_units(look: ProbeAnswers | None) -> Iterator[tuple[int, np.ndarray]]:
    answers = look.answers.get("activations", {}) if look else {}
    flags = [array for name, array in answers.items() if name.endswith("/dead")]
    yield from enumerate(flags, 1)


def _vanishing(evidence: Evidence) -> Iterator[Finding]:
    """The gradient of the first weights is a tiny fraction of the last one's, and has been from the start.

    One that becomes tiny later comes from saturated units, a consequence of something else.
    """
    if level(evidence) == "learnt" or len(evidence.weights) < 3 or any(len(norms) < 3 for norms in evidence.weights):
        return
    first, last = evidence.weights[0], evidence.weights[-1]
    begun = np.median(first[:RECENT]) / max(np.median(last[:RECENT]), 1e-30)
    ratio = np.median(first[-RECENT:]) / max(np.median(last[-RECENT:]), 1e-30)
    if np.median(last[-RECENT:]) > 0 and max(begun, ratio) < VANISHING:
        text = N_(
            "The gradient vanishes: in the first layer it is {ratio:.0e} of that in the last, "
            "so the first hardly learns."
        )
        yield Finding("vanishing", "bad", Problem(text, ratio=float(ratio)))


def _exploding_at_once(evidence: Evidence) -> Iterator[Finding]:
    """The gradient is enormous from the first update on, before any learning rate could have made it so."""
    if any(len(norms) and norms[0] > EXPLODING for norms in evidence.weights):
        yield from _exploding(evidence)


def _exploding(evidence: Evidence) -> Iterator[Finding]:
    """Some gradient has grown enormously."""
    peaks = [norms[-RECENT:].max() for norms in evidence.weights if len(norms)]
    if peaks and max(peaks) > EXPLODING:
        text = N_("The gradient explodes: its norm reached {norm:.0e}. Clipping or a smaller learning rate tames it.")
        yield Finding("exploding", "bad", Problem(text, norm=max(peaks)))


def _fit(*verdicts: str) -> Callable[[Evidence], Iterator[Finding]]:
    """A judge that yields the verdict of the table in `nets.diagnosis.generalization`, if it is one of these."""

    def judge(evidence: Evidence) -> Iterator[Finding]:
        kind, tone, words = fit_finding(evidence)
        if kind in verdicts:
            yield Finding(kind, tone, words)

    return judge


def _solved(evidence: Evidence) -> Iterator[Finding]:
    """Nearly all of the test examples, or of the analogies, have been right for a while; or their numbers are."""
    solved, accuracy, r2 = (
        evidence.last(f"test_{name}", 1) if evidence.last(f"test_{name}") >= SOLVED else 0.0
        for name in ("analogies", "accuracy", "r2")
    )
    if solved >= SOLVED and len(evidence.figures("test_analogies")[1]) >= FEW:
        yield Finding(
            "solved", "good", Problem(N_("Solved: {accuracy:.0%} of the analogies are right."), accuracy=solved)
        )
    if accuracy >= SOLVED:
        text = N_("Solved: {accuracy:.0%} of the test examples are right.")
        yield Finding("solved", "good", Problem(text, accuracy=accuracy))
    if r2 >= SOLVED:
        yield Finding("solved", "good", Problem(N_("Solved: on the test set R² is {r2:.3f}."), r2=r2))


def _learning(evidence: Evidence) -> Finding:
    begun, now = float(evidence.train[0]), float(evidence.train[-1])
    if now > (1 + STILL) * begun:
        text = N_("The training loss has risen from {begun:.3g} to {now:.3g}.")
        return Finding("learning", "note", Problem(text, begun=begun, now=now))
    if now > (1 - STILL) * begun:
        text = N_("The training loss stands at {now:.3g}: it has hardly changed so far.")
        return Finding("still", "note", Problem(text, now=now))
    text = N_("Learning: the training loss fell from {begun:.3g} to {now:.3g}.")
    return Finding("learning", "good", Problem(text, begun=begun, now=now))


JUDGES: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    _exploding_at_once,
    _correcting,
    _solved,
    _symmetric,
    _too_high,
    _exploding,
    _dead,
    _leaping,
    _vanishing,
    _fit("overfitting"),
    _too_low,
    _fit("underfitting", "plateau"),
)
